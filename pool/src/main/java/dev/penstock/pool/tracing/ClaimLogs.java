package dev.penstock.pool.tracing;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.FailureText;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.claims.ClaimObserver;
import dev.penstock.pool.claims.ClaimTracing;
import dev.penstock.pool.jdbc.ClaimTrace;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.pool.traces.TraceEvent.Kind;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.ClaimTotals;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One claim in all traces that cover it: one, unless traces are nested. Thread-safe. */
final class ClaimLogs implements ClaimTrace, ClaimTracing.Acquire {
    private final PoolTraces pool;
    private final List<ClaimLog> logs;

    ClaimLogs(PoolTraces pool, List<ClaimLog> logs) {
        this.pool = pool;
        this.logs = logs;
    }

    /** A trace that fails costs its claim nothing. */
    private void guarded(LongConsumer work) {
        pool.guarded(() -> work.accept(pool.now()));
    }

    private static String place(Slot slot) {
        return slot.set().backend().label() + ", slot " + slot.id();
    }

    /** The claim has got the connection of a free slot at {@code now}. */
    void acquiredAtOnce(Slot slot, long now) {
        logs.forEach(log -> log.acquired(List.of(), Optional.empty(), place(slot), now));
    }

    @Override
    public void acquired(
            AcquireTimeline timeline,
            ClaimedConnection connection,
            Slot slot,
            ClaimObserver.@Nullable Handover handover) {
        guarded(now -> {
            connection.observe(this); // first: whatever fails below, the trace ends with its claim
            Optional<String> text = pool.handover(slot, handover);
            logs.forEach(log -> log.acquired(timeline.intervals(), text, place(slot), timeline.cursor()));
        });
    }

    @Override
    public void failed(AcquireTimeline timeline, ClaimTotals.Outcome outcome, Throwable failure) {
        guarded(now -> {
            String how = outcome.name().toLowerCase(Locale.ROOT);
            String text = how + ": " + FailureText.withoutMessage(failure);
            try {
                logs.forEach(log -> log.failed(timeline.intervals(), how, text, timeline.cursor()));
            } finally {
                logs.forEach(pool::ended);
            }
        });
    }

    @Override
    public void callBegan() {
        guarded(now -> {
            Thread thread = Thread.currentThread();
            String name = logs.stream().anyMatch(log -> log.run().budget().hasRoom()) ? CallNames.current() : null;
            logs.forEach(log -> log.callBegan(thread, name, now));
        });
    }

    @Override
    public void callEnded() {
        guarded(now -> {
            Thread thread = Thread.currentThread();
            logs.forEach(log -> log.callEnded(thread, now));
        });
    }

    @Override
    public void thrown(Throwable failure) {
        guarded(now -> {
            String text = FailureText.withoutMessage(failure);
            logs.forEach(log -> log.event(Kind.EXCEPTION, text, now));
        });
    }

    @Override
    public void moved(Slot slot) {
        guarded(now -> logs.forEach(log -> log.event(Kind.MOVE, place(slot), now)));
    }

    @Override
    public void released(@Nullable DisconnectCause cause, long closing, long end) {
        guarded(now -> {
            String how = cause == null
                    ? "released"
                    : "session closed: " + cause.closes().name().toLowerCase(Locale.ROOT);
            try {
                logs.forEach(log -> log.released(how, closing, end));
            } finally {
                logs.forEach(pool::ended);
            }
        });
    }
}
