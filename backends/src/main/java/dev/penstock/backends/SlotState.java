package dev.penstock.backends;

/**
 * The states of a slot and the legal moves between them.
 *
 * <pre>
 * CONNECTING → UNCLAIMED ⇄ CLAIMED → RESETTING → UNCLAIMED
 *              UNCLAIMED ⇄ CHECKING
 * CLAIMED, RESETTING, CHECKING → CONNECTING             the connection is gone or worn out
 * CONNECTING, CLAIMED, RESETTING, CHECKING → RETIRED    the slot is not wanted any more
 * </pre>
 */
public enum SlotState {
    /** Has no connection; an attempt is under way or waits for its time. → UNCLAIMED, RETIRED */
    CONNECTING,
    /** Has a connection that anyone may claim. → CLAIMED, CHECKING */
    UNCLAIMED,
    /** A claim holds it. → RESETTING, UNCLAIMED, CONNECTING, RETIRED */
    CLAIMED,
    /** Its last holder is resetting the session. → CLAIMED (handed to a waiter), UNCLAIMED, CONNECTING, RETIRED */
    RESETTING,
    /**
     * Taken out of the claimants' reach by the status task, to be checked, replaced or retired. → UNCLAIMED,
     * CONNECTING, RETIRED
     */
    CHECKING,
    /** Gone for good. */
    RETIRED;

    private static final SlotState[] ALL = values();

    private int next;

    static {
        CONNECTING.mayBecome(UNCLAIMED, RETIRED);
        UNCLAIMED.mayBecome(CLAIMED, CHECKING);
        CLAIMED.mayBecome(RESETTING, UNCLAIMED, CONNECTING, RETIRED);
        RESETTING.mayBecome(CLAIMED, UNCLAIMED, CONNECTING, RETIRED);
        CHECKING.mayBecome(UNCLAIMED, CONNECTING, RETIRED);
    }

    private void mayBecome(SlotState... states) {
        for (SlotState state : states) {
            next |= 1 << state.ordinal();
        }
    }

    public static SlotState of(int ordinal) {
        return ALL[ordinal];
    }

    /** Whether a slot in this state may move to {@code to}. */
    public boolean canBecome(SlotState to) {
        return (next & (1 << to.ordinal())) != 0;
    }
}
