package dev.penstock.pool.tracing;

import java.util.concurrent.atomic.AtomicInteger;

/** An armed operation. Thread-safe; no method blocks. */
final class Arm {
    /** The name of the operation. */
    final String operation;

    /** The moment from which no more claim is traced, in nanoseconds of the pool's clock. */
    final long until;

    private final AtomicInteger left;

    Arm(String operation, int claims, long until) {
        this.operation = operation;
        this.until = until;
        this.left = new AtomicInteger(claims);
    }

    int left() {
        return left.get();
    }

    boolean isOver(long now) {
        return left.get() == 0 || now - until >= 0;
    }

    /** Takes one claim; false if the operation is not armed any more. */
    boolean take(long now) {
        return now - until < 0 && left.getAndUpdate(claims -> Math.max(0, claims - 1)) > 0;
    }
}
