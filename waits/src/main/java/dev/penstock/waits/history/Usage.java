package dev.penstock.waits.history;

import java.util.List;
import java.util.Locale;

/**
 * How many slots a pool used, and whether more would have helped: an immutable value.
 *
 * @param sinceStart the use since the pool started
 * @param lastHour the use in the last 3,600 seconds
 * @param maximum the most slots that the pool may have now
 */
public record Usage(Seconds sinceStart, Seconds lastHour, int maximum) {
    /**
     * Seconds by what happened in them.
     *
     * @param byUsedSlots the seconds by the number of slots in use, from 0 on
     * @param full the seconds in which as many slots were in use as the pool could have
     * @param waiting the seconds in which a claim waited for a slot
     */
    public record Seconds(List<Long> byUsedSlots, long full, long waiting) {
        /** Makes the list unmodifiable. */
        public Seconds {
            byUsedSlots = List.copyOf(byUsedSlots);
        }

        /** The number of seconds. */
        public long total() {
            return byUsedSlots.stream().mapToLong(Long::longValue).sum();
        }

        /** The most slots that were in use at once. */
        public int peak() {
            for (int used = byUsedSlots.size() - 1; used > 0; used--) {
                if (byUsedSlots.get(used) > 0) {
                    return used;
                }
            }
            return 0;
        }
    }

    /** One sentence: whether a larger pool would have helped in the last hour. */
    public String advice() {
        long seconds = lastHour.total();
        if (seconds == 0) {
            return "Nothing is known yet about the use of the slots.";
        }
        if (lastHour.waiting() == 0) {
            return String.format(
                    Locale.ROOT,
                    "A larger pool would not have helped: no claim waited for a slot, and at most %d were in use of"
                            + " the %d that the pool may have.",
                    lastHour.peak(),
                    maximum);
        }
        if (lastHour.full() == 0) {
            return String.format(
                    Locale.ROOT,
                    "Claims waited for a slot in %d of %d seconds, though at most %d slots were seen in use of the %d"
                            + " that the pool may have: look at the backends and at short bursts before you enlarge the"
                            + " pool.",
                    lastHour.waiting(),
                    seconds,
                    lastHour.peak(),
                    maximum);
        }
        return String.format(
                Locale.ROOT,
                "Claims waited for a slot in %d of %d seconds, and all slots were in use in %d: a larger pool would"
                        + " have helped if the database can serve more at once; look at the time in claim_execute"
                        + " and claim_idle first.",
                lastHour.waiting(),
                seconds,
                lastHour.full());
    }

    @Override
    public String toString() {
        return advice();
    }
}
