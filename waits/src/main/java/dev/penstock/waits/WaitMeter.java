package dev.penstock.waits;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The shared, striped counters of one wait event at one backend, for waits that have parked or crossed a network
 * anyway.
 *
 * <p>Thread-safe; no method blocks or throws. A claim that meets a free slot never comes here: it writes its slot's
 * {@link ClaimLedger}.
 *
 * <p><b>Retirement.</b> A meter outlives its backend where somebody kept it. What it held, waits under way among
 * them, and what is recorded in it from then on goes to its successor, the pool's own meter of the event. A recorder may
 * be at work meanwhile, so it looks again when it is done: either the retirement saw what it added, or it sees the
 * retirement and moves that itself.
 */
public final class WaitMeter {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);
    private final SharedHistogram histogram = new SharedHistogram();
    private final Supplier<WaitMeter> successor;
    private volatile boolean retired;

    /** {@code successor} is asked for once this meter is retired and has something to hand down. */
    WaitMeter(Supplier<WaitMeter> successor) {
        this.successor = successor;
    }

    /** One more wait is under way. Each call is followed by one of {@link #end}. */
    public void begin() {
        begun.increment();
        drainIfRetired();
    }

    /** One wait that {@link #begin} announced is over, after {@code nanos} nanoseconds; negative counts as zero. */
    public void end(long nanos) {
        add(nanos);
        drainIfRetired();
    }

    /**
     * One wait that {@link #begin} announced is over, after {@code nanos} nanoseconds, and turned out to be one of
     * {@code other}: it counts there, and here no more.
     */
    public void endAs(WaitMeter other, long nanos) {
        other.record(nanos);
        begun.decrement();
        drainIfRetired();
    }

    /** A wait of {@code nanos} nanoseconds, begun and ended in one step. */
    public void record(long nanos) {
        begun.increment();
        add(nanos);
        drainIfRetired();
    }

    private void add(long nanos) {
        long duration = Math.max(0, nanos);
        this.nanos.add(duration);
        max.accumulate(duration);
        histogram.record(duration);
        ended.increment();
    }

    /** From here on everything goes to the successor. */
    void retire() {
        retired = true;
        drain();
    }

    private void drainIfRetired() {
        if (retired) {
            drain();
        }
    }

    /** Each counter is emptied in one atomic step a stripe, so that what was added moves once. */
    private void drain() {
        long beginnings = begun.sumThenReset();
        long endings = ended.sumThenReset();
        if (beginnings == 0 && endings == 0) {
            return;
        }
        WaitMeter to = successor.get();
        to.begun.add(beginnings);
        to.nanos.add(nanos.sumThenReset());
        to.max.accumulate(max.getThenReset());
        histogram.drainTo(to.histogram);
        to.ended.add(endings);
    }

    /** Adds what was recorded until now. Entries that end meanwhile may or may not be in it. */
    void addTo(EventStatsBuilder stats) {
        long total = ended.sum();
        stats.addCounts(total, Math.max(0, begun.sum() - total), nanos.sum(), max.get());
        histogram.addBucketsTo(stats);
    }
}
