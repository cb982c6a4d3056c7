package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.lab.Await;
import dev.penstock.pool.spans.ClaimSpan;
import dev.penstock.pool.spans.MicrometerTracing;
import dev.penstock.pool.spans.OpenTelemetryTracing;
import dev.penstock.pool.spans.Tracing;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.TraceContext;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims as spans of the real libraries, whose SDK keeps them in memory. */
@SuppressWarnings("try") // spans and operations end with their block
class SpansTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final Tracer tracer = telemetry.getTracer("application");

    @AfterEach
    void close() {
        telemetry.close();
        GlobalOpenTelemetry.resetForTest();
    }

    private SpanData awaitSpan(String name) {
        Await.until("the span " + name, Invariants.LIMIT, () -> span(name).isPresent());
        return span(name).orElseThrow();
    }

    private Optional<SpanData> span(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst();
    }

    /** Makes a claim that waits for a slot inside of a span of the application. */
    private SpanContext waitWithin(PenstockDataSource pool, Span request) throws Exception {
        Connection held = pool.getConnection();
        Claimant<Boolean> waiting = Claimant.start(() -> {
            try (Scope scope = request.makeCurrent();
                    Operation operation = Operation.begin("checkout")) {
                pool.getConnection().close();
            }
            request.end();
            return true;
        });
        Pools.awaitWaiting(pool, 1);
        Await.until(
                "the wait is slow",
                Invariants.LIMIT,
                () -> pool.records().activity().stream()
                        .anyMatch(claim ->
                                claim.event() == WaitEvent.CLAIM_WAIT_SLOT && claim.claimNanos() > 30_000_000));
        held.close();
        waiting.result();
        return request.getSpanContext();
    }

    private static PenstockConfig slowAcquires(PenstockConfig config) {
        config.setSlowAcquireThreshold(10);
        return config;
    }

    private static Instant instant(long epochNanos) {
        return Instant.EPOCH.plusNanos(epochNanos);
    }

    private void assertSlowAcquire(PenstockDataSource pool, SpanContext request, Instant before) {
        SpanData span = awaitSpan("claim_acquire");
        assertThat(span.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(span.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(instant(span.getStartEpochNanos())).isBetween(before, Instant.now());
        long nanos = span.getEndEpochNanos() - span.getStartEpochNanos();
        long waited = pool.reports().kept().stream()
                .filter(report -> report.who().operation().isPresent())
                .findFirst()
                .orElseThrow()
                .wallNanos();
        assertThat(nanos).isCloseTo(waited, within(2_000L));
        assertThat(span.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("db.client.connection.pool.name"), pool.getPoolName())
                .containsEntry(AttributeKey.stringKey("penstock.operation"), "checkout")
                .containsKeys(
                        AttributeKey.stringKey("penstock.claim"),
                        AttributeKey.stringKey("penstock.times"),
                        AttributeKey.stringKey("penstock.backend"));
        assertThat(span.getEvents()).extracting(EventData::getName).contains("claim_wait_slot");
        assertThat(span.getEvents())
                .allMatch(part -> part.getEpochNanos() >= span.getStartEpochNanos() - 1_000
                        && part.getEpochNanos() <= span.getEndEpochNanos());
    }

    @Test
    void slowAcquireIsAChildOfTheCurrentSpanOfOpenTelemetry() throws Exception {
        PenstockDataSource pool = pools.full(1, SpansTest::slowAcquires);
        pool.traces().useTracing(new OpenTelemetryTracing(telemetry));
        Instant before = Instant.now().minusMillis(1);
        SpanContext request = waitWithin(pool, tracer.spanBuilder("request").startSpan());
        assertSlowAcquire(pool, request, before);
    }

    @Test
    void slowAcquireIsAChildOfTheCurrentSpanOfMicrometerTracing() throws Exception {
        PenstockDataSource pool = pools.full(1, SpansTest::slowAcquires);
        OtelTracer micrometer = new OtelTracer(tracer, new OtelCurrentTraceContext(), event -> {});
        pool.traces().useTracing(new MicrometerTracing(micrometer));
        Instant before = Instant.now().minusMillis(1);
        SpanContext request = waitWithin(pool, tracer.spanBuilder("request").startSpan());
        assertSlowAcquire(pool, request, before);
    }

    @Test
    void globalOpenTelemetryIsUsedAlthoughItIsSetAfterTheStart() throws Exception {
        PenstockDataSource pool = pools.full(1, SpansTest::slowAcquires);
        Instant before = Instant.now().minusMillis(1);
        assertThat(GlobalOpenTelemetry.isSet()).as("set by the pool").isFalse();
        GlobalOpenTelemetry.set(telemetry);
        SpanContext request = waitWithin(pool, tracer.spanBuilder("request").startSpan());
        assertSlowAcquire(pool, request, before);
    }

    @Test
    void traceOfASlowAcquireIsAnExemplarOfItsBucketInOpenMetrics() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        PenstockDataSource pool = pools.full(1, config -> {
            config.setSlowAcquireThreshold(10);
            config.setMetricRegistry(registry);
        });
        pool.traces().useTracing(new OpenTelemetryTracing(telemetry));
        SpanContext request = waitWithin(pool, tracer.spanBuilder("request").startSpan());
        String trace = "trace_id=\"" + request.getTraceId() + "\"";
        String text = registry.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(text.lines().filter(line -> line.contains("_bucket") && line.contains(trace)))
                .anyMatch(line -> line.contains("event=\"claim_acquire\""))
                .anyMatch(line -> line.contains("event=\"claim_wait_slot\""))
                .allMatch(line -> exemplar(line) <= limit(line));
        assertThat(registry.scrape()).doesNotContain(trace);
    }

    private static double exemplar(String line) {
        return Double.parseDouble(
                line.substring(line.indexOf("} ", line.indexOf('#')) + 2).split(" ")[0]);
    }

    private static double limit(String line) {
        String limit = line.substring(line.indexOf("le=\"") + 4).split("\"")[0];
        return limit.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(limit);
    }

    @Test
    void slowHoldIsASpanUntilItsEnd() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setSlowHoldThreshold(10));
        pool.traces().useTracing(new OpenTelemetryTracing(telemetry));
        Span request = tracer.spanBuilder("request").startSpan();
        try (Scope scope = request.makeCurrent();
                Connection connection = pool.getConnection()) {
            Await.until(
                    "the hold is slow",
                    Invariants.LIMIT,
                    () -> pool.records().activity().stream().anyMatch(claim -> claim.claimNanos() > 20_000_000));
        }
        SpanData span = awaitSpan("claim");
        assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        assertThat(Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(span.getEvents()).extracting(EventData::getName).contains("claim_hold");
    }

    @Test
    void failedClaimIsASpanWithAnError() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(250));
        for (Tracing library : List.of(
                new OpenTelemetryTracing(telemetry),
                new MicrometerTracing(new OtelTracer(tracer, new OtelCurrentTraceContext(), event -> {})))) {
            exporter.reset();
            pool.traces().useTracing(library);
            try (Connection held = pool.getConnection()) {
                assertThatThrownBy(pool::getConnection).isInstanceOf(AllSlotsClaimedException.class);
            }
            SpanData span = awaitSpan("claim_acquire");
            assertThat(span.getParentSpanContext().isValid()).isFalse();
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getStatus().getDescription()).contains("in 250 ms");
            assertThat(span.getAttributes().get(AttributeKey.stringKey("penstock.outcome")))
                    .isEqualTo("timeout");
        }
    }

    @Test
    void libraryThatThrowsCostsNoClaim() throws Exception {
        PenstockDataSource pool = pools.full(1, SpansTest::slowAcquires);
        BlockingQueue<ClaimSpan> recorded = new LinkedBlockingQueue<>();
        pool.traces().useTracing(new Tracing() {
            @Override
            public Optional<TraceContext> current() {
                return TraceContext.of("no hexadecimal number", "span", true);
            }

            @Override
            public void record(ClaimSpan span) {
                recorded.add(span);
                throw new StackOverflowError("scripted");
            }
        });
        waitWithin(pool, Span.getInvalid());
        assertThat(recorded.poll(Invariants.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .satisfies(span ->
                        assertThat(span.parent().map(TraceContext::traceId)).contains("no hexadecimal number"));
        Await.until("the pool has given up", Invariants.LIMIT, () -> noSpanIsNoted(pool));
        waitWithin(pool, Span.getInvalid());
        assertThat(recorded).isEmpty();

        pool.traces().useTracing(new OpenTelemetryTracing(telemetry));
        waitWithin(pool, Span.getInvalid());
        assertThat(awaitSpan("claim_acquire").getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void libraryThatHangsKeepsNoReportFromAListener() throws Exception {
        PenstockDataSource pool = pools.full(1, SpansTest::slowAcquires);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        CountDownLatch never = new CountDownLatch(1);
        pool.traces().useTracing(new Tracing() {
            @Override
            public Optional<TraceContext> current() {
                return Optional.empty();
            }

            @Override
            public void record(ClaimSpan span) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        try (AutoCloseable registration = pool.reports().listen(report -> heard.add(report.claim()))) {
            waitWithin(pool, Span.getInvalid());
            assertThat(heard.poll(Invariants.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();
        }
    }

    private static boolean noSpanIsNoted(PenstockDataSource pool) {
        try {
            return pool.trace(() -> pool.getConnection().close())
                    .claims()
                    .get(0)
                    .context()
                    .isEmpty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
