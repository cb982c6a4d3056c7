package dev.penstock.pool.tracing;

import dev.penstock.pool.traces.Trace;
import dev.penstock.pool.traces.TracedClaim;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.operations.TraceScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A trace that is being recorded. Thread-safe; no claim waits for another one. */
final class TraceRun implements TraceScope {
    private static final int MOST_CLAIMS = 1_000;

    private final PoolTraces pool;
    private final Kind kind;
    private final Budget budget;
    private final long began;
    private final Instant beganAt;
    private final ConcurrentLinkedQueue<ClaimLog> logs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong cut = new AtomicLong();
    private volatile boolean over;

    /**
     * What is traced.
     *
     * @param operation the name of the operation
     * @param armed whether the trace has one claim of an armed operation
     * @param outer the trace around this one
     */
    record Kind(String operation, boolean armed, @Nullable TraceScope outer) {}

    TraceRun(PoolTraces pool, Kind kind, Budget budget, long began, Instant beganAt) {
        this.pool = pool;
        this.kind = kind;
        this.budget = budget;
        this.began = began;
        this.beganAt = beganAt;
    }

    @Override
    public @Nullable TraceScope outer() {
        return kind.outer();
    }

    boolean isOf(PoolTraces other) {
        return pool.equals(other);
    }

    boolean isArmed() {
        return kind.armed();
    }

    boolean isOver() {
        return over;
    }

    Budget budget() {
        return budget;
    }

    long sinceBegin(long nanos) {
        return nanos - began;
    }

    Instant moment(long nanos) {
        return beganAt.plusNanos(sinceBegin(nanos));
    }

    /** Begins the log of a claim; null if the trace is over or full. */
    @Nullable
    ClaimLog log(long claimBegan, ClaimLog.Who who) {
        if (over) {
            return null;
        }
        if (size.get() >= MOST_CLAIMS || !budget.take(ClaimLog.CLAIM_BYTES)) {
            cut.incrementAndGet();
            return null;
        }
        size.incrementAndGet();
        ClaimLog log = new ClaimLog(this, claimBegan, who);
        logs.add(log);
        return log;
    }

    /** Whether a claim of this trace waits for its connection. */
    boolean hasWaiting() {
        return logs.stream().anyMatch(ClaimLog::isWaiting);
    }

    /** Ends the recording. */
    void end() {
        over = true;
        budget.release();
    }

    /**
     * The trace up to {@code now}.
     *
     * @param failure the class of the exception that the work threw
     * @param waits gives the waits of a claim that has no connection yet, by its ID
     */
    Trace view(long now, Optional<String> failure, LongFunction<List<Interval>> waits) {
        List<ClaimLog> inOrder = new ArrayList<>(logs);
        inOrder.sort(Comparator.comparingLong(ClaimLog::beganNanos));
        List<TracedClaim> claims = new ArrayList<>();
        for (ClaimLog log : inOrder) {
            claims.add(log.view(now, log.isWaiting() ? waits.apply(log.claimId()) : List.of()));
        }
        return new Trace(kind.operation(), kind.armed(), beganAt, now - began, failure, claims, cut.get());
    }
}
