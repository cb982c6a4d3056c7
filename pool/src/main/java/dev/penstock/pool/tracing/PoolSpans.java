package dev.penstock.pool.tracing;

import dev.penstock.backends.threads.SafeLog;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.spans.ClaimSpan;
import dev.penstock.pool.spans.Tracing;
import dev.penstock.waits.operations.TraceContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uses the application's tracing library until it throws. Thread-safe; no method throws. */
public final class PoolSpans {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.traces");

    private final String pool;
    private final AtomicReference<@Nullable Tracing> tracing;

    /** The spans of a pool in the library that the process has for everybody. */
    public PoolSpans(String pool) {
        this.pool = pool;
        this.tracing = new AtomicReference<>(GlobalTracing.find());
    }

    /** Uses {@code fresh} from now on. */
    void use(Tracing fresh) {
        tracing.set(fresh);
    }

    /** The span of the current thread; null if there is none. */
    public @Nullable TraceContext current() {
        Tracing asked = tracing.get();
        if (asked == null) {
            return null;
        }
        try {
            Optional<TraceContext> span = asked.current();
            return span.isPresent() ? span.get() : null;
        } catch (Throwable e) {
            giveUp(asked, e);
            return null;
        }
    }

    /** Whether {@link #record} may do something. */
    public boolean isUsed() {
        return tracing.get() != null;
    }

    /** Makes a span of the report of a claim that was slow or failed. */
    public void record(KeptReport report) {
        Tracing asked = tracing.get();
        if (asked == null || !becomesSpan(report.kind())) {
            return;
        }
        try {
            asked.record(span(report));
        } catch (Throwable e) {
            giveUp(asked, e);
        }
    }

    /** The application may have named another library meanwhile: that one is used. */
    private void giveUp(Tracing library, Throwable failure) {
        if (tracing.compareAndSet(library, null)) {
            SafeLog.warn(
                    LOGGER, "pool {}: spans are not noted any more, because the tracing library failed", pool, failure);
        }
    }

    private static boolean becomesSpan(KeptReport.Kind kind) {
        return switch (kind) {
            case SLOW_ACQUIRE, SLOW_HOLD, FAILED -> true;
            case LEAKED, EXAMPLE -> false;
        };
    }

    private ClaimSpan span(KeptReport report) {
        Instant begin = report.who().began();
        List<ClaimSpan.Part> parts = report.timeline().stream()
                .map(part -> new ClaimSpan.Part(part.event().toString(), begin.plusNanos(part.beginNanos())))
                .toList();
        return new ClaimSpan(
                report.kind() == KeptReport.Kind.SLOW_HOLD ? "claim" : "claim_acquire",
                report.who().trace(),
                begin,
                report.until(),
                attributes(report),
                parts,
                report.evidence().failure());
    }

    private Map<String, String> attributes(KeptReport report) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("db.client.connection.pool.name", pool);
        attributes.put("penstock.claim", report.claim());
        attributes.put("penstock.times", report.times());
        report.outcome().ifPresent(outcome -> attributes.put("penstock.outcome", outcome));
        report.who().operation().ifPresent(name -> attributes.put("penstock.operation", name));
        report.use().ifPresent(use -> attributes.put("penstock.backend", use.backend()));
        return attributes;
    }
}
