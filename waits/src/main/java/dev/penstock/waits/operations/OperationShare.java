package dev.penstock.waits.operations;

import org.jspecify.annotations.Nullable;

/**
 * The claims of one slot in the operation that used it last, until another operation uses it. The owner of the slot
 * writes with plain stores; readers use the version of the slot's ledger. Therefore a claim in an operation writes to
 * no memory that other claims write.
 */
public final class OperationShare {
    private final OperationAccounts accounts;
    private final OperationSums past = new OperationSums();
    private @Nullable Operation operation;

    /** The JDBC calls of the present claim that ended on other slots. */
    private long callsBefore;

    /** The time of these calls, in nanoseconds. */
    private long executedBefore;

    /** An empty share in the accounts of a pool. */
    public OperationShare(OperationAccounts accounts) {
        this.accounts = accounts;
    }

    /** Takes over the calls of a claim that moves to this slot from another one. */
    public void takeOver(OperationShare from, long calls, long executed) {
        callsBefore = from.callsBefore + calls;
        executedBefore = from.executedBefore + executed;
        from.callsBefore = 0;
        from.executedBefore = 0;
    }

    /** Records a claim that ended. Times are nanoseconds, and without those of other slots. */
    public void record(@Nullable Operation ended, long calls, long executed, long held, long released) {
        if (ended != null) {
            if (operation != ended) {
                flush();
                operation = ended;
            }
            past.addClaims(1);
            addHold(past, calls, executed, held, released);
        }
        callsBefore = 0;
        executedBefore = 0;
    }

    /** Adds the times of a claim that holds the slot. */
    public void addHold(OperationSums sums, long calls, long executed, long held, long released) {
        sums.addHold(calls + callsBefore, Math.min(held, executed + executedBefore), held, released);
    }

    /** Moves the sums to the operation and to the account of its name. */
    public void flush() {
        Operation flushed = operation;
        if (flushed != null) {
            operation = null;
            accounts.account(flushed.name()).add(past);
            flushed.add(past);
            past.clear();
        }
    }

    /** The operation of {@link #past}; null if there is none. */
    public @Nullable Operation operation() {
        return operation;
    }

    /** A copy of the sums that were not flushed. */
    public OperationSums past() {
        return past.copy();
    }
}
