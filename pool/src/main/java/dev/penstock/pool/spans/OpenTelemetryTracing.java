package dev.penstock.pool.spans;

import dev.penstock.waits.operations.TraceContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;

/**
 * OpenTelemetry as the tracing library of a pool. Thread-safe. If {@code opentelemetry-api} is on the class path, a
 * pool uses {@code GlobalOpenTelemetry} by itself; this class is for an application that has its own instance.
 */
public final class OpenTelemetryTracing implements Tracing {
    /** The name of the instrumentation scope of the pool's spans. */
    public static final String SCOPE = "dev.penstock";

    private final Tracer tracer;

    /** Records spans by a tracer of {@code telemetry}. */
    public OpenTelemetryTracing(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer(SCOPE);
    }

    @Override
    public Optional<TraceContext> current() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? TraceContext.of(span.getTraceId(), span.getSpanId(), span.isSampled())
                : Optional.empty();
    }

    @Override
    public void record(ClaimSpan span) {
        SpanBuilder builder = tracer.spanBuilder(span.name())
                .setStartTimestamp(span.begin())
                .setParent(span.parent().map(OpenTelemetryTracing::context).orElseGet(Context::root));
        span.attributes().forEach(builder::setAttribute);
        Span recorded = builder.startSpan();
        span.parts().forEach(part -> recorded.addEvent(part.event(), part.begin()));
        span.failure().ifPresent(text -> recorded.setStatus(StatusCode.ERROR, text));
        recorded.end(span.end());
    }

    /** The parent as it was when the claim was made; its span may have ended since. */
    private static Context context(TraceContext parent) {
        TraceFlags flags = parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
        SpanContext span = SpanContext.create(parent.traceId(), parent.spanId(), flags, TraceState.getDefault());
        return Context.root().with(Span.wrap(span));
    }
}
