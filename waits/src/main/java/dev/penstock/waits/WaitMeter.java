package dev.penstock.waits;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * The shared, striped counters of one wait event at one backend, for waits that have parked or crossed a network anyway.
 *
 * <p>Thread-safe; no method blocks or throws. A claim that meets a free slot never comes here: it writes its slot's
 * {@link ClaimLedger}.
 */
public final class WaitMeter {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);
    private final SharedHistogram histogram = new SharedHistogram();

    WaitMeter() {}

    /** One more wait is under way. Each call is followed by one of {@link #end}. */
    public void begin() {
        begun.increment();
    }

    /** One wait that {@link #begin} announced is over, after {@code nanos} nanoseconds; negative counts as zero. */
    public void end(long nanos) {
        long duration = Math.max(0, nanos);
        this.nanos.add(duration);
        max.accumulate(duration);
        histogram.record(duration);
        ended.increment();
    }

    /** A wait of {@code nanos} nanoseconds, begun and ended in one step. */
    public void record(long nanos) {
        begin();
        end(nanos);
    }

    /** Adds what was recorded until now. Entries that end meanwhile may or may not be in it. */
    void addTo(EventTally tally) {
        long total = ended.sum();
        tally.addCounts(total, Math.max(0, begun.sum() - total), nanos.sum(), max.get());
        histogram.addBucketsTo(tally);
    }
}
