package dev.penstock.waits;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Why queued claims wait, as a function of time.
 *
 * <p>The reason is the same for all waiters of a queue, so it is kept once: a linked list of spans, each with the
 * moment it began. A waiter remembers the span it began in and, when it ends, walks from there to the present; the
 * walk is the exact split of its wait. Changing the reason costs the same with one waiter as with 100,000, and spans
 * that no waiter remembers are garbage. Thread-safe.
 */
public final class ReasonTimeline {
    private final ReentrantLock lock = new ReentrantLock();
    private final LongAdder entered = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile Span latest;

    ReasonTimeline(WaitEvent reason, long now) {
        this.latest = new Span(reason, now);
    }

    /**
     * From {@code now} on, queued claims wait for {@code reason}; nothing happens where they do already. A {@code
     * now} that another thread's change has overtaken counts as the moment of that change.
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

    /** What queued claims wait for now. */
    public WaitEvent reason() {
        return latest.reason;
    }

    /** The queue has one waiter more; returns the span that its wait begins in. */
    Span enter() {
        entered.increment();
        return latest;
    }

    /** The queue has one waiter fewer. */
    void leave() {
        left.increment();
    }

    void addTo(SnapshotBuilder builder) {
        long gone = left.sum();
        long waiting = Math.max(0, entered.sum() - gone);
        builder.event(WaitMeters.NO_BACKEND, WaitEvent.CLAIM_ACQUIRE).addCounts(0, waiting, 0, 0);
        builder.event(WaitMeters.NO_BACKEND, latest.reason).addCounts(0, waiting, 0, 0);
    }

    /** A time during which the reason did not change. */
    static final class Span {
        final WaitEvent reason;
        final long since;
        volatile @Nullable Span next;

        Span(WaitEvent reason, long since) {
            this.reason = reason;
            this.since = since;
        }
    }
}
