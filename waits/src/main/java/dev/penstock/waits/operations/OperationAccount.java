package dev.penstock.waits.operations;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** The sums of all claims of one pool under one name of an operation. Thread-safe; no method blocks. */
public final class OperationAccount {
    private final LongAdder claims = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder resets = new LongAdder();
    private final LongAdder executing = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final LongAdder releasing = new LongAdder();
    private final LongAdder[] waits;
    private final LongAdder[] waitNanos;

    /** An account of claims that wait for so many reasons. */
    OperationAccount(int reasons) {
        waits = new LongAdder[reasons];
        waitNanos = new LongAdder[reasons];
        Arrays.setAll(waits, i -> new LongAdder());
        Arrays.setAll(waitNanos, i -> new LongAdder());
    }

    /** Adds one wait for a reason. */
    public void addWait(int reason, long nanos) {
        waits[reason].increment();
        waitNanos[reason].add(nanos);
    }

    /** Counts a claim that ended without a connection. */
    public void addFailure() {
        failed.increment();
    }

    void add(OperationSums sums) {
        claims.add(sums.claims());
        calls.add(sums.calls());
        resets.add(sums.resets());
        executing.add(sums.executing());
        idle.add(sums.idle());
        releasing.add(sums.releasing());
    }

    /** The claims that ended and their times, without their waits. */
    public OperationSums holds() {
        return new OperationSums(claims.sum(), calls.sum(), resets.sum(), executing.sum(), idle.sum(), releasing.sum());
    }

    /** The claims that ended without a connection. */
    public long failed() {
        return failed.sum();
    }

    /** The number of waits for a reason that ended. */
    public long waits(int reason) {
        return waits[reason].sum();
    }

    /** The time of the waits for a reason that ended, in nanoseconds. */
    public long waitNanos(int reason) {
        return waitNanos[reason].sum();
    }
}
