package dev.penstock.waits.history;

import java.util.List;
import java.util.Locale;

/**
 * How many slots a pool used, and whether more would have helped: an immutable value.
 *
 * @param since the seconds by the number of slots in use, from 0 on, since the pool started
 * @param lastHour the same for the last hour
 * @param waitingSeconds the seconds in which a claim waited for a slot, since the pool started
 * @param waitingSecondsLastHour the same for the last hour
 * @param maximum the most slots that the pool may have now
 */
public record Usage(
        List<Long> since, List<Long> lastHour, long waitingSeconds, long waitingSecondsLastHour, int maximum) {
    /** Makes the lists unmodifiable. */
    public Usage {
        since = List.copyOf(since);
        lastHour = List.copyOf(lastHour);
    }

    /** The most slots that were in use at once in the last hour. */
    public int peak() {
        for (int used = lastHour.size() - 1; used > 0; used--) {
            if (lastHour.get(used) > 0) {
                return used;
            }
        }
        return 0;
    }

    /** One sentence: whether a larger pool would have helped in the last hour. */
    public String advice() {
        long seconds = lastHour.stream().mapToLong(Long::longValue).sum();
        if (seconds == 0) {
            return "Nothing is known yet about the use of the slots.";
        }
        long full = lastHour.size() > maximum ? lastHour.get(maximum) : 0;
        if (waitingSecondsLastHour == 0) {
            return String.format(
                    Locale.ROOT,
                    "A larger pool would not have helped: no claim waited for a slot, and at most %d of %d were"
                            + " in use.",
                    peak(),
                    maximum);
        }
        if (full == 0) {
            return String.format(
                    Locale.ROOT,
                    "Claims waited for a slot in %d of %d seconds, though at most %d of %d slots were seen in use:"
                            + " look at the backends and at short bursts before you enlarge the pool.",
                    waitingSecondsLastHour,
                    seconds,
                    peak(),
                    maximum);
        }
        return String.format(
                Locale.ROOT,
                "Claims waited for a slot in %d of %d seconds, and all %d slots were in use in %d: a larger pool would"
                        + " have helped if the database can serve more at once; look at the time in claim_execute"
                        + " and claim_idle first.",
                waitingSecondsLastHour,
                seconds,
                maximum,
                full);
    }

    @Override
    public String toString() {
        return advice();
    }
}
