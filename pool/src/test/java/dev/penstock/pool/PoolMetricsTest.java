package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.pool.alerts.AlertState;
import dev.penstock.pool.metrics.PenstockMetrics;
import dev.penstock.waits.ClaimTotals;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.Promise;
import dev.penstock.waits.sessions.CloseReason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The metrics of a pool in registries of Micrometer. */
class PoolMetricsTest {
    /** The names of the design; the text of Prometheus has exactly these. */
    private static final Set<String> FAMILIES = Set.of(
            "penstock_wait_events_total",
            "penstock_wait_events_active",
            "penstock_wait_event_seconds_total",
            "penstock_wait_event_duration_seconds",
            "penstock_backend_wait_events_total",
            "penstock_backend_wait_event_seconds_total",
            "penstock_load",
            "penstock_claim_oldest_wait_seconds",
            "penstock_claim_oldest_hold_seconds",
            "penstock_claims_total",
            "penstock_claims_waiting",
            "penstock_slots",
            "penstock_slots_max",
            "penstock_sessions_opened_total",
            "penstock_sessions_closed_total",
            "penstock_backend_up",
            "penstock_promise_violations_total",
            "penstock_alert_firing",
            "penstock_lint_raised",
            "db_client_connection_count",
            "db_client_connection_idle_max",
            "db_client_connection_idle_min",
            "db_client_connection_max",
            "db_client_connection_pending_requests",
            "db_client_connection_timeouts_total",
            "db_client_connection_create_time_seconds",
            "db_client_connection_wait_time_seconds",
            "db_client_connection_use_time_seconds");

    private static final String BUCKETS = "1.0E-4 5.0E-4 0.001 0.005 0.01 0.05 0.1 0.5 1.0 5.0 10.0 30.0 +Inf";

    @RegisterExtension
    final Pools pools = new Pools();

    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private PenstockDataSource pool(String name, Object registry) {
        return pools.full(2, config -> {
            config.setPoolName(name);
            config.setMetricRegistry(registry);
        });
    }

    /** The values of a scrape by series. */
    private Map<String, Double> scrape() {
        Map<String, Double> values = new TreeMap<>();
        for (String line : prometheus.scrape().split("\n")) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                assertThat(values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1))))
                        .as(line)
                        .isNull();
            }
        }
        return values;
    }

    private Set<String> families() {
        return prometheus
                .scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String event(String metric, WaitEvent event) {
        return metric + "{class=\"" + event.waitClass().label() + "\",event=\"" + event.label() + "\",pool=\"orders\"}";
    }

    @Test
    void meterOfAnotherLibraryStaysAfterTheClose() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Gauge theirs = Gauge.builder("penstock.slots.max", () -> 4711)
                .tags("pool", "orders")
                .register(registry);
        try (PenstockDataSource pool = pool("orders", registry)) {
            assertThat(registry.find("penstock.claims.waiting").meters()).hasSize(1);
            assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
        }
        assertThat(registry.getMeters()).containsExactly(theirs);
        assertThat(theirs.value()).isEqualTo(4711);
    }

    /** The median of the waits is a gauge; here another library has a counter of that name. */
    @Test
    void metersOfHalfADistributionAreRemovedAtTheClose() {
        MeterRegistry registry = new SimpleMeterRegistry();
        FunctionCounter theirs = FunctionCounter.builder("db.client.connection.wait_time.p50", registry, any -> 1)
                .tags("db.client.connection.pool.name", "orders", "db.system.name", "other_sql")
                .register(registry);
        pool("orders", registry).close();
        assertThat(registry.getMeters()).containsExactly(theirs);
    }

    @Test
    void listenerThatThrowsKeepsNoMeterInTheRegistry() {
        MeterRegistry registry = new SimpleMeterRegistry();
        PenstockDataSource pool = pool("orders", registry);
        assertThat(registry.getMeters()).isNotEmpty();
        registry.config().onMeterRemoved(removed -> {
            throw new IllegalStateException("a defect of a listener");
        });
        pool.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void prometheusTextHasExactlyTheNames() {
        pool("orders", prometheus);
        assertThat(families()).containsExactlyInAnyOrderElementsOf(FAMILIES);
        assertThat(scrape().keySet().stream()
                        .filter(series -> series.startsWith("penstock_wait_event_duration_seconds_bucket")
                                && series.contains("\"claim_hold\""))
                        .map(series -> series.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
                        .sorted((one, two) -> Double.compare(limit(one), limit(two))))
                .containsExactly(BUCKETS.split(" "));
    }

    private static double limit(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    @Test
    void everySeriesExistsAtZeroFromTheStart() {
        PenstockDataSource pool = pool("orders", prometheus);
        Map<String, Double> values = scrape();
        for (WaitEvent event : WaitEvent.values()) {
            assertThat(values)
                    .containsKeys(
                            event("penstock_wait_events_total", event),
                            event("penstock_wait_events_active", event),
                            event("penstock_wait_event_seconds_total", event),
                            event("penstock_wait_event_duration_seconds_count", event));
        }
        for (ClaimTotals.Outcome outcome : ClaimTotals.Outcome.values()) {
            assertThat(values)
                    .containsEntry("penstock_claims_total{outcome=\"" + outcome.label() + "\",pool=\"orders\"}", 0.0);
        }
        for (CloseReason reason : CloseReason.values()) {
            assertThat(values)
                    .containsEntry(
                            "penstock_sessions_closed_total{pool=\"orders\",reason=\"" + reason.label() + "\"}", 0.0);
        }
        for (Promise promise : Promise.values()) {
            assertThat(values)
                    .containsEntry(
                            "penstock_promise_violations_total{pool=\"orders\",promise=\"" + promise.label() + "\"}",
                            0.0);
        }
        for (AlertState state : pool.alerts().states()) {
            assertThat(values)
                    .containsEntry(
                            "penstock_alert_firing{pool=\"orders\",rule=\""
                                    + state.rule().name() + "\"}",
                            0.0);
        }
        assertThat(values).containsEntry("penstock_slots_max{pool=\"orders\"}", 2.0);
    }

    @Test
    void holdUnderWayCountsInSecondsAndNotInHistogram() throws SQLException {
        PenstockDataSource pool = pool("orders", prometheus);
        pool.getConnection().close();
        try (Connection held = pool.getConnection()) {
            Map<String, Double> first = scrape();
            Map<String, Double> later = scrape();
            String seconds = event("penstock_wait_event_seconds_total", WaitEvent.CLAIM_HOLD);
            assertThat(later.get(seconds)).isGreaterThan(first.get(seconds));
            assertThat(later)
                    .containsEntry(event("penstock_wait_events_active", WaitEvent.CLAIM_HOLD), 1.0)
                    .containsEntry(event("penstock_wait_events_total", WaitEvent.CLAIM_HOLD), 1.0)
                    .containsEntry(event("penstock_wait_event_duration_seconds_count", WaitEvent.CLAIM_HOLD), 1.0);
            assertThat(later.get("penstock_claim_oldest_hold_seconds{pool=\"orders\"}"))
                    .isPositive();
            assertThat(held.isClosed()).isFalse();
        }
        Map<String, Double> values = scrape();
        String sum = event("penstock_wait_event_duration_seconds_sum", WaitEvent.CLAIM_HOLD);
        double exact = values.get(event("penstock_wait_event_seconds_total", WaitEvent.CLAIM_HOLD));
        assertThat(values.get(sum)).isBetween(exact * 0.99, exact * 1.01);
        assertThat(values)
                .containsEntry("penstock_claims_total{outcome=\"ok\",pool=\"orders\"}", 2.0)
                .containsEntry("penstock_claim_oldest_hold_seconds{pool=\"orders\"}", 0.0)
                .containsEntry("penstock_sessions_opened_total{pool=\"orders\"}", 2.0);
    }

    @Test
    void backendHasStatesOfSlotsAndItsOwnWaits() throws SQLException {
        PenstockDataSource pool = pool("orders", prometheus);
        String backend = pool.backends().get(0).backend().label();
        try (Connection held = pool.getConnection()) {
            assertThat(scrape())
                    .containsEntry("penstock_slots{backend=\"" + backend + "\",pool=\"orders\",state=\"claimed\"}", 1.0)
                    .containsEntry(
                            "penstock_slots{backend=\"" + backend + "\",pool=\"orders\",state=\"unclaimed\"}", 1.0)
                    .containsEntry("penstock_backend_up{backend=\"" + backend + "\",pool=\"orders\"}", 1.0)
                    .containsEntry(
                            "penstock_backend_wait_events_total{backend=\"" + backend
                                    + "\",class=\"claim\",event=\"claim_acquire\",pool=\"orders\"}",
                            1.0);
            assertThat(held.isValid(1)).isTrue();
        }
    }

    @Test
    void closedPoolLeavesRegistry() {
        for (MeterRegistry registry : List.of(prometheus, new SimpleMeterRegistry())) {
            PenstockDataSource pool = pool("orders", registry);
            assertThat(registry.getMeters()).isNotEmpty();
            pool.close();
            assertThat(registry.getMeters()).isEmpty();
        }
        assertThat(scrape()).isEmpty();
    }

    @Test
    void poolsOfOneNameAndOddNamesShareRegistry() {
        String odd = "a \"b\"\\c\n{ü}";
        for (String name : List.of("orders", "orders", odd)) {
            pool(name, prometheus);
        }
        assertThat(prometheus.scrape())
                .contains("penstock_load{pool=\"orders\"}")
                .contains("penstock_load{pool=\"orders-2\"}")
                .contains("penstock_load{pool=\"a \\\"b\\\"\\\\c\\n{ü}\"}");
        assertThat(families()).containsExactlyInAnyOrderElementsOf(FAMILIES);
    }

    @Test
    void tagsOfRegistryReachEverySeries() {
        prometheus.config().commonTags("application", "shop", "event", "taken", "a-b", "odd");
        pool("orders", prometheus);
        assertThat(scrape().keySet())
                .allMatch(series -> series.contains("application=\"shop\"") && series.contains("a_b=\"odd\""));
        assertThat(scrape())
                .containsKey("penstock_wait_events_total{a_b=\"odd\",application=\"shop\",class=\"claim\","
                        + "event=\"claim_hold\",pool=\"orders\"}");
    }

    @Test
    void deniedMetricsAreNotShown() {
        prometheus.config().meterFilter(MeterFilter.denyNameStartsWith("penstock"));
        pool("orders", prometheus);
        assertThat(scrape()).isEmpty();
    }

    @Test
    void compositeRegistryShowsPoolInEachRegistry() {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        CompositeMeterRegistry all = new CompositeMeterRegistry();
        all.add(simple).add(prometheus);
        PenstockDataSource pool = pool("orders", all);
        assertThat(simple.find("penstock.claims").functionCounters()).isNotEmpty();
        assertThat(scrape()).containsKey("penstock_load{pool=\"orders\"}");
        assertThat(pool.instrument().scrape("text/plain").orElseThrow()).contains("penstock_load");
    }

    @Test
    void metersOfAnyRegistryReadThePool() throws SQLException {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        PenstockDataSource pool = pools.full(2, config -> config.setPoolName("orders"));
        pool.getConnection().close();
        try (PenstockMetrics metrics = new PenstockMetrics(pool)) {
            metrics.bindTo(simple);
            metrics.bindTo(simple);
            FunctionCounter holds = simple.get("penstock.wait.events")
                    .tags("pool", "orders", "event", "claim_hold", "class", "claim")
                    .functionCounter();
            assertThat(holds.count()).isEqualTo(1);
            assertThat(simple.get("penstock.wait.event.duration")
                            .tags("event", "claim_hold")
                            .functionTimer()
                            .count())
                    .isEqualTo(1);
            assertThat(simple.get("penstock.slots.max").gauge().value()).isEqualTo(2);
            assertThat(simple.get("penstock.wait.event.duration.p99")
                            .tags("event", "claim_hold")
                            .timeGauge()
                            .value())
                    .isPositive();
            assertThat(pool.instrument().scrape("text/plain")).isEmpty();
        }
        assertThat(simple.getMeters()).isEmpty();
    }

    @Test
    void registryIsSetAndReplacedWhileThePoolRuns() {
        PenstockDataSource pool = pool("orders", null);
        pool.setMetricRegistry(prometheus);
        assertThat(scrape()).isNotEmpty();
        assertThatThrownBy(() -> pool.setMetricRegistry("prometheus"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metricRegistry 'java.lang.String' must be a Micrometer MeterRegistry");
        assertThat(scrape()).isNotEmpty();
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        pool.setMetricRegistry(simple);
        assertThat(scrape()).isEmpty();
        pool.setMetricRegistry(null);
        assertThat(simple.getMeters()).isEmpty();
    }
}
