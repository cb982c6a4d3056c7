package dev.penstock.backends.slots;

/**
 * Observes the slot sets of a pool. The status task calls it while it carries out effects, and may get stuck in it: the
 * supervisor then replaces the task.
 */
public interface SlotSetObserver {
    /** A slot became claimable. */
    void slotFree(Slot slot);

    /** A slot is gone, or a session counts no longer: another connection may take its place. Called by any thread. */
    void slotGone();

    /** The health of a backend changed. */
    void healthChanged();

    /** The name, priority or weight of a backend changed. */
    void renamed();

    /** A backend said another role than before. Called by the thread that asked. */
    void roleChanged();

    /** A status task replies. The round trip ends when the reply is accepted. */
    void replied(StatusReply reply);
}
