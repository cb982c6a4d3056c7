package dev.penstock.pool.claims;

import java.time.Duration;

/**
 * Sheds claims while the queue's delay stays above a target: CoDel ("controlled delay", K. Nichols and V. Jacobson, RFC
 * 8289), applied to the waiter that would be served next. Guarded by the queue's lock.
 *
 * <p>A burst that drains within an interval costs no claim anything. If even the least delay of an interval was above
 * the target, the oldest waiter is shed. One more follows after each interval divided by the square root of the number
 * of shed waiters.
 */
final class CoDel {
    private static final int TARGETS_PER_INTERVAL = 10;
    private static final int INTERVALS_REMEMBERED = 16;

    private final long target;
    private final long interval;
    private boolean above;
    private long aboveSince;
    private boolean shedding;
    private long next;
    private int count;
    private int countBefore;

    /** Tolerates a delay of {@code target}, in intervals of ten targets. */
    CoDel(Duration target) {
        this.target = target.toNanos();
        this.interval = TARGETS_PER_INTERVAL * this.target;
    }

    /**
     * Whether the oldest waiter is to be shed instead of served.
     *
     * @param delay its wait at {@code now}, in nanoseconds
     * @param last whether no claim waits behind it
     */
    boolean sheds(long now, long delay, boolean last) {
        boolean late = late(now, delay, last);
        if (!late) {
            shedding = false;
            return false;
        }
        if (!shedding) {
            begin(now);
            return true;
        }
        if (now - next < 0) {
            return false;
        }
        count++;
        next += gap();
        return true;
    }

    private boolean late(long now, long delay, boolean last) {
        if (delay < target || last) {
            above = false;
            return false;
        }
        if (!above) {
            above = true;
            aboveSince = now;
        }
        return now - aboveSince >= interval;
    }

    /** If shedding ended a short time ago, it continues at its last rate. */
    private void begin(long now) {
        shedding = true;
        int added = count - countBefore;
        count = added > 1 && now - next < INTERVALS_REMEMBERED * interval ? added : 1;
        countBefore = count;
        next = now + gap();
    }

    private long gap() {
        return (long) (interval / Math.sqrt(count));
    }
}
