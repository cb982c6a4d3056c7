package dev.penstock.pool.tracing;

import dev.penstock.pool.spans.ClaimSpan;
import dev.penstock.pool.spans.OpenTelemetryTracing;
import dev.penstock.pool.spans.Tracing;
import dev.penstock.waits.operations.TraceContext;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tracing library that the process has for everybody: {@code GlobalOpenTelemetry}. An application or an agent may
 * set it after the pool has started, so each span asks for it. It is never set from here. Thread-safe.
 */
final class GlobalTracing implements Tracing {
    private final OpenTelemetryTracing ofThreads = new OpenTelemetryTracing(OpenTelemetry.noop());

    private GlobalTracing() {}

    /** The library; null if it is not on the class path. */
    static @Nullable Tracing find() {
        try {
            return new GlobalTracing();
        } catch (LinkageError e) {
            return null;
        }
    }

    @Override
    public Optional<TraceContext> current() {
        return ofThreads.current();
    }

    @Override
    public void record(ClaimSpan span) {
        boolean set;
        try {
            set = GlobalOpenTelemetry.isSet();
        } catch (NoSuchMethodError e) {
            return; // before version 1.57, the question would set it
        }
        if (set) {
            new OpenTelemetryTracing(GlobalOpenTelemetry.get()).record(span);
        }
    }
}
