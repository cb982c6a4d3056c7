package dev.penstock.pool.spans;

import dev.penstock.waits.operations.TraceContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Micrometer Tracing as the tracing library of a pool. Thread-safe. */
public final class MicrometerTracing implements Tracing {
    private final Tracer tracer;

    /** Records spans by {@code tracer}. */
    public MicrometerTracing(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Optional<TraceContext> current() {
        Span span = tracer.currentSpan();
        return span == null ? Optional.empty() : context(span.context());
    }

    private static Optional<TraceContext> context(io.micrometer.tracing.TraceContext span) {
        return TraceContext.of(span.traceId(), span.spanId(), !Boolean.FALSE.equals(span.sampled()));
    }

    @Override
    public void record(ClaimSpan span) {
        Span.Builder builder =
                tracer.spanBuilder().name(span.name()).startTimestamp(micros(span.begin()), TimeUnit.MICROSECONDS);
        span.parent().ifPresentOrElse(parent -> builder.setParent(parent(parent)), builder::setNoParent);
        span.attributes().forEach(builder::tag);
        Span recorded = builder.start();
        span.parts().forEach(part -> recorded.event(part.event(), micros(part.begin()), TimeUnit.MICROSECONDS));
        span.failure().ifPresent(text -> recorded.error(new FailedClaim(text)));
        recorded.end(micros(span.end()), TimeUnit.MICROSECONDS);
    }

    private io.micrometer.tracing.TraceContext parent(TraceContext parent) {
        return tracer.traceContextBuilder()
                .traceId(parent.traceId())
                .spanId(parent.spanId())
                .sampled(parent.sampled())
                .build();
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    /** What a claim failed with, as the library wants it. It has no stack: the claim ended on another thread. */
    private static final class FailedClaim extends Exception {
        private static final long serialVersionUID = 1;

        FailedClaim(String message) {
            super(message, null, false, false);
        }
    }
}
