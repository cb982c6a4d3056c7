package dev.penstock.waits;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The striped counters of one wait event at one backend, for waits that park or cross a network. All times are
 * nanoseconds of the pool's clock.
 *
 * <p>Thread-safe; no method blocks or throws. A claim that meets a free slot does not use a meter. It writes the {@link
 * ClaimLedger} of its slot.
 *
 * <p><b>Waits under way.</b> A wait that ends leaves {@link #inFlight} first and is added to the ended waits
 * afterwards. A reader reads in the other order. Therefore it may miss a wait for a moment, but never counts it twice.
 *
 * <p><b>Retirement.</b> A component can keep a meter longer than its backend exists. The counts of a retired meter,
 * including its active waits, move to its successor, the pool's own meter of the event. So do all later waits. A
 * recorder adds its counts first and reads {@link #retired} afterwards; {@link #retire} sets it first and moves the
 * counts afterwards. Therefore at least one of the two moves the recorder's counts.
 */
public final class WaitMeter {
    private final InFlightTimes inFlight = new InFlightTimes();
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

    /** Begins a wait at {@code now}. A call of {@link #end} or {@link #endAs} follows each call of this method. */
    public void begin(long now) {
        inFlight.add(now);
        drainIfRetired();
    }

    /** Ends at {@code now} a wait that began at {@code began}; a {@code now} before that counts as {@code began}. */
    public void end(long began, long now) {
        inFlight.remove(began);
        add(now - began);
        drainIfRetired();
    }

    /** Ends a wait as {@link #end}, but as a wait of {@code other}: it counts there and not here. */
    public void endAs(WaitMeter other, long began, long now) {
        inFlight.remove(began);
        other.record(now - began);
        drainIfRetired();
    }

    /** Ends a wait that began at {@code began} and turned out to be none: it counts nowhere. */
    public void cancel(long began) {
        inFlight.remove(began);
        drainIfRetired();
    }

    /** Records a whole wait of {@code nanos} nanoseconds; a negative value counts as 0. */
    public void record(long nanos) {
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
        long endings = ended.sumThenReset();
        if (endings == 0 && inFlight.state().isEmpty()) {
            return;
        }
        WaitMeter to = successor.get();
        inFlight.drainTo(to.inFlight);
        to.nanos.add(nanos.sumThenReset());
        to.max.accumulate(max.getThenReset());
        histogram.drainTo(to.histogram);
        to.ended.add(endings);
    }

    /** Adds the present counts, with the waits under way up to {@code now}; and the distribution, if wanted. */
    void addTo(EventStatsBuilder stats, long now, boolean distribution) {
        long total = ended.sum();
        long endedNanos = nanos.sum();
        stats.addCounts(total, 0, endedNanos, max.get());
        if (distribution) {
            histogram.addBucketsTo(stats);
        }
        InFlightTimes.State open = inFlight.state();
        stats.addCounts(0, Math.max(0, open.count()), open.nanosUntil(now), 0);
    }

    /**
     * The waits under way of one meter: their number and the sum of their begins, which change together. Thread-safe
     * and lock-free.
     *
     * <p>The time of all waits up to a moment follows from both: number x moment - sum of begins. The sums may
     * overflow; the difference is exact nevertheless.
     */
    private static final class InFlightTimes {
        private static final State NONE = new State(0, 0);

        private final AtomicReference<State> state = new AtomicReference<>(NONE);

        /** Adds a wait that began at {@code began}. */
        void add(long began) {
            state.updateAndGet(old -> new State(old.count + 1, old.begins + began));
        }

        /** Removes a wait that began at {@code began}. */
        void remove(long began) {
            state.updateAndGet(old -> new State(old.count - 1, old.begins - began));
        }

        /** Moves all waits to {@code successor}; each wait moves once. */
        void drainTo(InFlightTimes successor) {
            State all = state.getAndSet(NONE);
            if (!all.equals(NONE)) {
                successor.state.updateAndGet(old -> new State(old.count + all.count, old.begins + all.begins));
            }
        }

        /** The present waits. */
        State state() {
            return state.get();
        }

        /**
         * The waits under way at one moment: an immutable value.
         *
         * @param count their number; negative for a moment, if the meter was retired while a wait was under way
         * @param begins the sum of their begins, in nanoseconds of the pool's clock
         */
        record State(long count, long begins) {
            boolean isEmpty() {
                return count == 0 && begins == 0;
            }

            /** The time of all waits up to {@code now}, in nanoseconds. */
            long nanosUntil(long now) {
                return Math.max(0, count * now - begins);
            }
        }
    }
}
