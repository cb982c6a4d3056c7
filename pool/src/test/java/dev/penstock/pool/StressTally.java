package dev.penstock.pool;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** What came of the claims of a stress run. */
final class StressTally {
    private static final int MOST_KEPT = 20;

    private final LongAdder served = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder interrupted = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();

    void served() {
        served.increment();
    }

    void timedOut() {
        timedOut.increment();
    }

    void interrupted() {
        interrupted.increment();
    }

    /** A claim that was refused because the pool is closed is a worker's last. */
    void closed() {
        closed.increment();
        finish();
    }

    void failed() {
        failed.increment();
    }

    void ended() {
        ended.increment();
    }

    void unexpected(Throwable thrown) {
        if (unexpected.size() < MOST_KEPT) {
            unexpected.add(thrown);
        }
    }

    Queue<Throwable> unexpected() {
        return unexpected;
    }

    /** How many workers have ended. */
    long workersEnded() {
        return ended.sum();
    }

    /** How many claims have ended, in whatever way. */
    long claims() {
        return served.sum() + timedOut.sum() + interrupted.sum() + closed.sum();
    }

    long claimsServed() {
        return served.sum();
    }

    void finish() {
        over.set(true);
    }

    boolean over() {
        return over.get();
    }

    @Override
    public String toString() {
        return "served " + served + ", timed out " + timedOut + ", interrupted " + interrupted + ", refused " + closed
                + ", failed in use " + failed;
    }
}
