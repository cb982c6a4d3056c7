package dev.penstock.waits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The wait reason of a queue as a function of time. Thread-safe.
 *
 * <p>All waiters of a queue have the same reason, so it is stored once: as a linked list of spans, each with its begin.
 * A waiter remembers the span in which its wait began. From that span to the latest one, its wait is split exactly,
 * when it ends and in each snapshot. A change of the reason costs the same for one waiter as for 100,000. Spans that no
 * waiter remembers are garbage.
 */
public final class ReasonTimeline {
    private final ReentrantLock lock = new ReentrantLock();
    /** Read without the lock; written under {@link #lock}, as is {@link Span#next}. */
    private volatile Span latest;

    ReasonTimeline(WaitEvent reason, long now) {
        this.latest = new Span(reason, now);
    }

    /**
     * Sets the reason from {@code now} on. Does nothing if it is the reason already. If another thread's later change
     * came first, the moment of that change counts as {@code now}.
     */
    public void setReason(WaitEvent reason, long now) {
        if (latest.reason == reason) {
            return;
        }
        lock.lock();
        try {
            Span ending = latest;
            if (ending.reason != reason) {
                Span beginning = new Span(reason, Nanos.later(now, ending.since));
                ending.next = beginning;
                latest = beginning;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The present reason. */
    public WaitEvent reason() {
        return latest.reason;
    }

    /** The span in which a wait that begins now begins. */
    Span latest() {
        return latest;
    }

    /** An interval during which the reason did not change. */
    static final class Span {
        final WaitEvent reason;
        final long since;
        volatile @Nullable Span next;

        Span(WaitEvent reason, long since) {
            this.reason = reason;
            this.since = since;
        }

        /** The last span that follows this one, or this one. */
        Span latest() {
            Span span = this;
            for (Span following = span.next; following != null; following = span.next) {
                span = following;
            }
            return span;
        }
    }

    /**
     * A part of a claim that was spent on one wait event: an immutable value.
     *
     * @param event the event
     * @param beginNanos the time from the begin of the claim to the begin of the part, in nanoseconds
     * @param nanos the length of the part, in nanoseconds
     */
    public record Interval(WaitEvent event, long beginNanos, long nanos) {
        @Override
        public String toString() {
            return event + " " + DurationFormat.format(nanos) + " from " + DurationFormat.format(beginNanos);
        }
    }

    /**
     * The intervals of one acquire, in order. The intervals adjoin; neighbours of one event are one interval. An
     * acquire with more than {@value #MOST} intervals has its last event extended; the sum stays exact. One thread
     * writes. A reader checks the version of the timeline that owns the log.
     */
    static final class IntervalLog {
        static final int MOST = 32;
        private static final int FIRST_SIZE = 4;

        private WaitEvent[] events = new WaitEvent[FIRST_SIZE];
        private long[] ends = new long[FIRST_SIZE];
        private int size;

        /** Adds an interval that ends {@code end} nanoseconds after the begin of the claim. */
        void add(WaitEvent event, long end) {
            if (size > 0 && end <= ends[size - 1]) {
                return;
            }
            if (size == 0 || (events[size - 1] != event && size < MOST)) {
                if (size == events.length) {
                    events = Arrays.copyOf(events, 2 * size);
                    ends = Arrays.copyOf(ends, 2 * size);
                }
                events[size] = event;
                ends[size] = end;
                size++;
            } else {
                ends[size - 1] = end;
            }
        }

        /**
         * The intervals up to {@code limit} nanoseconds after the begin of the claim. Other threads may call this with
         * the end of an interval that was written before.
         */
        List<Interval> intervals(long limit) {
            WaitEvent[] seen = events;
            long[] until = ends;
            int count = Math.min(size, Math.min(seen.length, until.length));
            List<Interval> intervals = new ArrayList<>(count + 1);
            long begin = 0;
            for (int i = 0; i < count && begin < limit && seen[i] != null; i++) {
                long end = Math.min(limit, until[i]);
                intervals.add(new Interval(seen[i], begin, end - begin));
                begin = end;
            }
            return intervals;
        }
    }

    /** A copy of what the claimant wrote last. */
    record OpenInterval(
            long cursor,
            long accounted,
            @Nullable Span span,
            AcquireTimeline.@Nullable Readiness readiness,
            @Nullable String validating,
            boolean ended) {

        /** The event on which the claim waits now; null if it is between two waits. */
        @Nullable
        WaitEvent event() {
            if (span != null && readiness != null) {
                return readiness.isReady() ? WaitEvent.CLAIM_DISPATCH : span.latest().reason;
            }
            return validating == null ? null : WaitEvent.CLAIM_VALIDATE;
        }

        /** The moment since which the claim waits on {@code event}, its present one. */
        long since(WaitEvent event) {
            if (event == WaitEvent.CLAIM_DISPATCH && readiness != null) {
                return Nanos.later(cursor, readiness.readySince());
            }
            return span == null || event == WaitEvent.CLAIM_VALIDATE
                    ? cursor
                    : Nanos.later(cursor, span.latest().since);
        }

        /**
         * The intervals of the claim up to {@code now}: {@code closed} and those that are not charged yet. Their sum is
         * the age of the claim.
         */
        List<Interval> intervals(List<Interval> closed, long began, long now) {
            IntervalLog log = new IntervalLog();
            closed.forEach(part -> log.add(part.event(), part.beginNanos() + part.nanos()));
            long until = Nanos.later(cursor, now);
            if (span != null && readiness != null) {
                boolean ready = readiness.isReady();
                long waited = ready ? AcquireTimeline.readyBetween(readiness, cursor, until) : until;
                for (Span part = span; part != null; part = part.next) {
                    Span next = part.next;
                    if (next == null || !Nanos.isAfter(waited, next.since)) {
                        log.add(part.reason, waited - began);
                        break;
                    }
                    log.add(part.reason, Nanos.later(cursor, next.since) - began);
                }
                if (ready) {
                    log.add(WaitEvent.CLAIM_DISPATCH, until - began);
                }
            } else if (validating != null) {
                log.add(WaitEvent.CLAIM_VALIDATE, until - began);
            }
            return log.intervals(until - began);
        }

        void addTo(SnapshotBuilder builder, long began, long now) {
            builder.event(WaitMeters.UNDECIDED, WaitEvent.CLAIM_ACQUIRE).addCounts(0, 1, 0, 0);
            builder.addClaims(ClaimTotals.inFlight(cursor - began, accounted));
            if (span != null && readiness != null) {
                boolean ready = readiness.isReady();
                long until = Nanos.later(cursor, now);
                long waited = ready ? AcquireTimeline.readyBetween(readiness, cursor, until) : until;
                addReasons(builder, span, waited, ready);
                if (ready) {
                    add(builder, WaitMeters.NO_BACKEND, WaitEvent.CLAIM_DISPATCH, 1, until - waited);
                }
            } else if (validating != null) {
                add(builder, validating, WaitEvent.CLAIM_VALIDATE, 1, now - cursor);
            }
        }

        /** The claim counts as active under the latest reason. */
        private void addReasons(SnapshotBuilder builder, Span first, long until, boolean ready) {
            long from = cursor;
            Span span = first;
            for (Span next = span.next; next != null; next = span.next) {
                long end = Nanos.isAfter(next.since, until) ? until : Nanos.later(from, next.since);
                add(builder, WaitMeters.NO_BACKEND, span.reason, 0, end - from);
                from = end;
                span = next;
            }
            add(builder, WaitMeters.NO_BACKEND, span.reason, ready ? 0 : 1, until - from);
        }

        private static void add(SnapshotBuilder builder, String backend, WaitEvent event, int active, long nanos) {
            builder.event(backend, event).addCounts(0, active, Math.max(0, nanos), 0);
        }
    }
}
