package dev.penstock.chaos.suite;

import dev.penstock.chaos.history.History;
import dev.penstock.chaos.history.Interval;
import dev.penstock.chaos.history.Spans.Span;
import dev.penstock.chaos.report.model.Recovery;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * Measures when the users of a pool were served again, for good. An interval serves if it completed at least a third of
 * what an interval before the fault did, or if it completed something and no operation of 500 ms or longer overlaps it:
 * on a busy machine the rate alone would measure the machine. In any case no more operations fail in it than it
 * completes. An interval is good if also nothing failed. After users were served again, a single interval that does not
 * serve is a hiccup, and two in a row are another outage. An interval in which a ready thread got no processor for a
 * fifth of the time is no part of an outage: the machine was busy.
 */
final class RecoveryMeter {
    private static final double GOOD_SHARE = 1.0 / 3;
    private static final int GOOD_INTERVALS = 2;
    private static final long STARVED_MILLIS = History.INTERVAL_MILLIS / 5;

    private final History history;
    private final long baselineFrom;
    private final long begun;
    private boolean operationsEnded;

    RecoveryMeter(History history, long baselineFrom, long begun) {
        this.history = history;
        this.baselineFrom = number(baselineFrom);
        this.begun = begun;
    }

    private static long number(long millis) {
        return millis / History.INTERVAL_MILLIS;
    }

    /** The operations that an interval before the fault completed, on average. */
    double baseline() {
        long until = number(begun);
        long completed = 0;
        for (long i = baselineFrom; i < until; i++) {
            completed += history.interval(i).completed();
        }
        return until <= baselineFrom ? 0 : (double) completed / (until - baselineFrom);
    }

    private boolean serves(long number, double baseline) {
        Interval interval = history.interval(number);
        return interval.completed() > 0
                && interval.failed() <= interval.completed()
                && (interval.completed() >= baseline * GOOD_SHARE || (operationsEnded && isFluent(number)));
    }

    private boolean isFluent(long number) {
        return history.longOperations().millisWithin(span(number)) == 0;
    }

    private boolean isStarved(long number) {
        return history.withoutProcessor().millisWithin(span(number)) >= STARVED_MILLIS;
    }

    private static Span span(long number) {
        return new Span(number * History.INTERVAL_MILLIS, (number + 1) * History.INTERVAL_MILLIS);
    }

    private boolean isGood(long number, double baseline) {
        return serves(number, baseline) && history.interval(number).failed() == 0;
    }

    /**
     * The begin of the good intervals up to another moment, in milliseconds since the start of the run; empty if the
     * last two are not good. An interval with a failure begins them anew.
     */
    OptionalLong goodSince(long millis, long until) {
        double baseline = baseline();
        long from = millis;
        int missing = 0;
        for (long i = number(millis) + 1; i < number(until); i++) {
            missing = serves(i, baseline) || isStarved(i) ? 0 : missing + 1;
            if (missing > 1 || history.interval(i).failed() > 0) {
                from = i * History.INTERVAL_MILLIS;
            }
        }
        return twoSince(from, until, number -> isGood(number, baseline));
    }

    private static OptionalLong twoSince(long millis, long until, LongPredicate wanted) {
        int found = 0;
        for (long i = number(millis) + 1; i < number(until); i++) {
            found = wanted.test(i) ? found + 1 : 0;
            if (found == GOOD_INTERVALS) {
                long first = (i - GOOD_INTERVALS + 1) * History.INTERVAL_MILLIS;
                return OptionalLong.of(Math.max(millis, first));
            }
        }
        return OptionalLong.empty();
    }

    /** Since when the users were served up to the end of the fault: its begin, if they were all the time. */
    private OptionalLong servedAgain(long ended) {
        double baseline = baseline();
        OptionalLong outage = OptionalLong.empty();
        int missing = 0;
        for (long i = number(begun) + 1; i < number(ended); i++) {
            missing = serves(i, baseline) || isStarved(i) ? 0 : missing + 1;
            if (missing > 1 || (missing == 1 && outage.isEmpty())) {
                outage = OptionalLong.of(i * History.INTERVAL_MILLIS);
            }
        }
        return outage.isEmpty()
                ? OptionalLong.of(begun)
                : twoSince(outage.getAsLong(), ended, number -> serves(number, baseline));
    }

    /** The times since the begin of the fault. All operations must have ended, so that the long ones are known. */
    Recovery measure(long ended, long now, OptionalLong noticed) {
        operationsEnded = true;
        return new Recovery(noticed, sinceBegun(servedAgain(ended)), sinceBegun(goodSince(ended, now)));
    }

    private OptionalLong sinceBegun(OptionalLong millis) {
        return millis.isEmpty() ? millis : OptionalLong.of(millis.getAsLong() - begun);
    }
}
