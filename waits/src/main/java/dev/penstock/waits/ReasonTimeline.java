package dev.penstock.waits;

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
    WaitEvent reason() {
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
}
