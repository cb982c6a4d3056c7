package dev.penstock.waits;

/**
 * One step of a simulated pool.
 *
 * @param move the action
 * @param which selects the slot, claim, backend or reason
 * @param nanos the time until the next step
 */
record SimulatedStep(Move move, int which, long nanos) {
    private static final WaitEvent[] REASONS = {
        WaitEvent.CLAIM_WAIT_SLOT,
        WaitEvent.CLAIM_WAIT_CONNECT,
        WaitEvent.CLAIM_WAIT_BACKEND,
        WaitEvent.CLAIM_WAIT_DISCOVERY,
        WaitEvent.CLAIM_WAIT_ADMIN
    };

    static WaitEvent reason(int which) {
        return REASONS[which % REASONS.length];
    }

    /** An action of a pool. */
    enum Move {
        CLAIM_IMMEDIATELY,
        BEGIN,
        QUEUE,
        DEQUEUE,
        READY,
        SETTLE,
        VALIDATE,
        CHANGE_REASON,
        HAND_OVER,
        FAIL,
        BEGIN_CALL,
        END_CALL,
        BEGIN_CALL_ELSEWHERE,
        END_CALL_ELSEWHERE,
        RELEASE,
        OPEN_LEDGER,
        CLOSE_LEDGER,
        RETIRE_BACKEND,
        RECORD,
        SNAPSHOT
    }
}
