package dev.penstock.waits;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The striped counters of one wait event at one backend, for waits that park or cross a network.
 *
 * <p>Thread-safe; no method blocks or throws. A claim that meets a free slot does not use a meter. It writes the {@link
 * ClaimLedger} of its slot.
 *
 * <p><b>Retirement.</b> A component can keep a meter longer than its backend exists. The counts of a retired meter,
 * including its active waits, move to its successor, the pool's own meter of the event. So do all later waits. A
 * recorder adds its counts first and reads {@link #retired} afterwards; {@link #retire} sets it first and moves the
 * counts afterwards. Therefore at least one of the two moves the recorder's counts.
 */
public final class WaitMeter {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);
    private final SharedHistogram histogram = new SharedHistogram();
    private final Supplier<WaitMeter> successor;
    private volatile boolean retired;

    /** {@code successor} is called only if this meter is retired and has counts to move. */
    WaitMeter(Supplier<WaitMeter> successor) {
        this.successor = successor;
    }

    /** Begins a wait. A call of {@link #end} or {@link #endAs} follows each call of this method. */
    public void begin() {
        begun.increment();
        drainIfRetired();
    }

    /** Ends a wait after {@code nanos} nanoseconds; a negative value counts as 0. */
    public void end(long nanos) {
        add(nanos);
        drainIfRetired();
    }

    /** Ends a wait after {@code nanos} nanoseconds as a wait of {@code other}: it counts there and not here. */
    public void endAs(WaitMeter other, long nanos) {
        other.record(nanos);
        begun.decrement();
        drainIfRetired();
    }

    /** Records a whole wait of {@code nanos} nanoseconds; a negative value counts as 0. */
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

    /** From now on all counts go to the successor. */
    void retire() {
        retired = true;
        drain();
    }

    private void drainIfRetired() {
        if (retired) {
            drain();
        }
    }

    /** Empties each stripe of a counter in one atomic step; therefore each count moves once. */
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

    /** Adds the present counts. A wait that ends meanwhile is included or not. */
    void addTo(EventStatsBuilder stats) {
        long total = ended.sum();
        stats.addCounts(total, Math.max(0, begun.sum() - total), nanos.sum(), max.get());
        histogram.addBucketsTo(stats);
    }
}
