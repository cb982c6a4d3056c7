package dev.penstock.pool.tracing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.pool.traces.TraceEvent;
import dev.penstock.pool.traces.TraceEvent.Kind;
import dev.penstock.pool.traces.TracedClaim;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.operations.TraceContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The events of one claim in one trace. Thread-safe; the lock is held for a few stores only. */
final class ClaimLog {
    static final int CLAIM_BYTES = 500;
    private static final int EVENT_BYTES = 64;

    /** Calls of this many threads at a time are kept apart. */
    private static final int MOST_THREADS = 16;

    private final TraceRun run;
    private final long began;
    private final Who who;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<TraceEvent> events = new ArrayList<>();

    @GuardedBy("lock")
    private final List<OpenCall> open = new ArrayList<>();

    @GuardedBy("lock")
    private long cut;

    @GuardedBy("lock")
    private long calls;

    @GuardedBy("lock")
    private Optional<String> place = Optional.empty();

    @GuardedBy("lock")
    private Optional<String> outcome = Optional.empty();

    /** The handover of the connection, or null before. */
    @GuardedBy("lock")
    private @Nullable Long acquired;

    /** The end of the claim, or null before. */
    @GuardedBy("lock")
    private @Nullable Long ended;

    /** A claim and its thread. */
    record Who(String claim, long id, List<String> operations, String thread, Optional<TraceContext> span) {}

    /** The outermost JDBC call of a thread that is under way. */
    private static final class OpenCall {
        private final Thread thread;
        private final long began;
        private final @Nullable String name;
        private int nested;

        OpenCall(Thread thread, long began, @Nullable String name) {
            this.thread = thread;
            this.began = began;
            this.name = name;
        }
    }

    /** The log of a claim that began at {@code began}, in nanoseconds of the pool's clock. */
    ClaimLog(TraceRun run, long began, Who who) {
        this.run = run;
        this.began = began;
        this.who = who;
    }

    TraceRun run() {
        return run;
    }

    long claimId() {
        return who.id();
    }

    /** Whether the claim has neither a connection nor ended. */
    boolean isWaiting() {
        lock.lock();
        try {
            return acquired == null && ended == null;
        } finally {
            lock.unlock();
        }
    }

    /** Records the wait of a claim that has got its connection at {@code now}. */
    void acquired(List<Interval> waits, Optional<String> handover, String where, long now) {
        lock.lock();
        try {
            addWaits(events, waits);
            waits.forEach(wait -> run.budget().charge(EVENT_BYTES));
            if (handover.isPresent()) {
                force(Kind.HANDOVER, now, -1, handover.get());
            }
            force(Kind.ACQUIRED, now, -1, where);
            acquired = now;
            place = Optional.of(where);
        } finally {
            lock.unlock();
        }
    }

    /** Records that the claim ended at {@code now} without a connection. */
    void failed(List<Interval> waits, String how, String text, long now) {
        lock.lock();
        try {
            addWaits(events, waits);
            force(Kind.FAILURE, now, -1, text);
            outcome = Optional.of(how);
            ended = now;
        } finally {
            lock.unlock();
        }
    }

    private void addWaits(List<TraceEvent> to, List<Interval> waits) {
        for (Interval wait : waits) {
            to.add(new TraceEvent(
                    Kind.WAIT,
                    run.sinceBegin(began) + wait.beginNanos(),
                    wait.nanos(),
                    wait.event().label()));
        }
    }

    @GuardedBy("lock")
    private void force(Kind kind, long at, long nanos, String text) {
        events.add(new TraceEvent(kind, run.sinceBegin(at), nanos, text));
        run.budget().charge(EVENT_BYTES + 2L * text.length());
    }

    @GuardedBy("lock")
    private void add(Kind kind, long at, long nanos, String text) {
        if (run.isOver()) {
            return;
        }
        if (run.budget().take(EVENT_BYTES + 2L * text.length())) {
            events.add(new TraceEvent(kind, run.sinceBegin(at), nanos, text));
        } else {
            cut++;
        }
    }

    /**
     * Records the begin of a call.
     *
     * @param name null if there is no room for a name
     */
    void callBegan(Thread thread, @Nullable String name, long now) {
        lock.lock();
        try {
            OpenCall outer = openCall(thread);
            if (outer != null) {
                outer.nested++;
            } else if (open.size() < MOST_THREADS) {
                open.add(new OpenCall(thread, now, name));
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private @Nullable OpenCall openCall(Thread thread) {
        for (OpenCall call : open) {
            if (call.thread == thread) {
                return call;
            }
        }
        return null;
    }

    void callEnded(Thread thread, long now) {
        lock.lock();
        try {
            OpenCall call = openCall(thread);
            if (call == null) {
                return;
            }
            if (call.nested > 0) {
                call.nested--;
                return;
            }
            open.remove(call);
            calls++;
            if (call.name == null) {
                cut++;
            } else {
                add(Kind.CALL, call.began, now - call.began, call.name);
            }
        } finally {
            lock.unlock();
        }
    }

    void event(Kind kind, String text, long now) {
        lock.lock();
        try {
            add(kind, now, -1, text);
            if (kind == Kind.MOVE) {
                place = Optional.of(text);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records the end of a claim that had a connection. */
    void released(String how, long closing, long now) {
        lock.lock();
        try {
            long since = acquired == null ? began : acquired;
            force(Kind.HOLD, since, Math.max(0, closing - since), "calls=" + calls);
            force(Kind.RELEASE, closing, Math.max(0, now - closing), how);
            outcome = Optional.of(how);
            ended = now;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The claim up to {@code now}.
     *
     * @param waits the waits up to now of a claim that has no connection yet
     */
    TracedClaim view(long now, List<Interval> waits) {
        lock.lock();
        try {
            List<TraceEvent> seen = new ArrayList<>(events);
            if (acquired == null && ended == null) {
                addWaits(seen, waits);
            }
            for (OpenCall call : open) {
                String name = call.name == null ? "call" : call.name;
                seen.add(
                        new TraceEvent(Kind.CALL, run.sinceBegin(call.began), now - call.began, name + ", under way,"));
            }
            seen.sort(Comparator.comparingLong(TraceEvent::atNanos));
            return new TracedClaim(
                    who.claim(),
                    who.operations(),
                    who.thread(),
                    place,
                    who.span(),
                    run.moment(began),
                    outcome,
                    (ended == null ? now : ended) - began,
                    seen,
                    cut);
        } finally {
            lock.unlock();
        }
    }

    long beganNanos() {
        return began;
    }
}
