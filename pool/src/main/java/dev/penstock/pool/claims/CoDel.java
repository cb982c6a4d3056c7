package dev.penstock.pool.claims;

import java.time.Duration;

/**
 * Sheds claims while the queue's delay stays above a target: CoDel ("controlled delay", K. Nichols and V. Jacobson,
 * RFC 8289), applied where a waiter would be served.
 *
 * <p>A burst that drains within an interval costs nobody anything. Where even the least delay of an interval was above
 * the target, the oldest waiter is shed, and then one more after each interval divided by the square root of how many
 * were. Confined to whoever holds the queue's lock.
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

    /** Tolerates {@code target}, for an interval of ten times that. */
    CoDel(Duration target) {
        this.target = target.toNanos();
        this.interval = TARGETS_PER_INTERVAL * this.target;
    }

    /**
     * Whether the oldest waiter is to be shed rather than served.
     *
     * @param delay how long it has waited at {@code now}
     * @param last whether nobody waits behind it
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

    /** Where shedding ended not long ago, it goes on at the rate it had come to. */
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
