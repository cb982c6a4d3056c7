package dev.penstock.pool.blocking;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How often a pool asks its servers by itself: once a second three times, then once in ten seconds. After ten seconds
 * without a reason to ask, it begins again. Thread-safe.
 */
final class AskingPace {
    private static final int QUICK = 3;
    private static final long QUICK_NANOS = 1_000_000_000;
    private static final long URGENT_NANOS = 250_000_000;

    /** A little less than ten seconds, so that an idle session is still open. */
    private static final long SLOW_NANOS = 9_900_000_000L;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private int asked;

    @GuardedBy("lock")
    private long last;

    /** When there was a reason to ask last. */
    @GuardedBy("lock")
    private long wantedAt;

    /**
     * Whether to ask now although no question is due: once after {@code since}, but not within a quarter of a second
     * after another question, and then after twice the time, but never twice within a second. If so, the question
     * counts as asked.
     */
    boolean isUrgent(long since, long now) {
        lock.lock();
        try {
            long pause = last - since < 0 ? URGENT_NANOS : Math.max(QUICK_NANOS, last - since);
            if (asked > 0 && now - last < pause) {
                return false;
            }
            asked = Math.min(asked + 1, QUICK);
            last = now;
            wantedAt = now;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether to ask now; if so, the question counts as asked. */
    boolean isDue(long now, boolean wanted) {
        lock.lock();
        try {
            if (!wanted) {
                return false;
            }
            if (now - wantedAt > SLOW_NANOS) {
                asked = 0;
            }
            wantedAt = now;
            if (asked > 0 && now - last < (asked < QUICK ? QUICK_NANOS : SLOW_NANOS)) {
                return false;
            }
            asked = Math.min(asked + 1, QUICK);
            last = now;
            return true;
        } finally {
            lock.unlock();
        }
    }
}
