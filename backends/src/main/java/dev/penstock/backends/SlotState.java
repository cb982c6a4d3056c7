package dev.penstock.backends;

/**
 * The states of a slot and the legal moves between them.
 *
 * <pre>
 * CONNECTING → UNCLAIMED ⇄ CLAIMED → RESETTING → UNCLAIMED
 *              UNCLAIMED ⇄ CHECKING
 * CLAIMED, RESETTING, CHECKING → CONNECTING             the connection is lost or too old
 * CONNECTING, CLAIMED, RESETTING, CHECKING → RETIRED    the slot is no longer wanted
 * </pre>
 */
public enum SlotState {
    /** The slot has no connection: an attempt is under way or waits for its time. → UNCLAIMED, RETIRED */
    CONNECTING,
    /** The slot has a connection that any caller may claim. → CLAIMED, CHECKING */
    UNCLAIMED,
    /** A claim holds the slot. → RESETTING, UNCLAIMED, CONNECTING, RETIRED */
    CLAIMED,
    /** Its last holder is resetting the session. → CLAIMED (handed to a waiter), UNCLAIMED, CONNECTING, RETIRED */
    RESETTING,
    /**
     * The status task took the slot out of the claimants' reach, to check, replace or retire it. → UNCLAIMED,
     * CONNECTING, RETIRED
     */
    CHECKING,
    /** The slot is gone for good. */
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

    /** The state with that ordinal. */
    public static SlotState of(int ordinal) {
        return ALL[ordinal];
    }

    /** Whether a claim has the slot or is giving it back. */
    public boolean isHeld() {
        return this == CLAIMED || this == RESETTING;
    }

    /** Whether a slot in this state may move to {@code to}. */
    public boolean canBecome(SlotState to) {
        return (next & (1 << to.ordinal())) != 0;
    }
}
