package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.lab.Await;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With hikariMetricNames, a pool has the series of a HikariCP pool with the same work and the same meaning. */
class HikariNamesTest {
    private static final String URL = "jdbc:h2:mem:hikari-names";
    private static final int SLOTS = 2;

    @RegisterExtension
    final Pools pools = new Pools();

    private static void work(DataSource pool) throws SQLException {
        for (int i = 0; i < 5; i++) {
            pool.getConnection().close();
        }
        try (Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            assertThat(first).isNotSameAs(second);
            assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
        }
    }

    private void hikari(MeterRegistry registry, Consumer<DataSource> whileOpen) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(URL);
        config.setPoolName("orders");
        config.setMaximumPoolSize(SLOTS);
        config.setConnectionTimeout(250);
        config.setInitializationFailTimeout(-1); // otherwise HikariCP does not count its first connection
        config.setMetricRegistry(registry);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Await.until(
                    "HikariCP is full",
                    Invariants.LIMIT,
                    () -> pool.getHikariPoolMXBean().getIdleConnections() == SLOTS);
            whileOpen.accept(pool);
        }
    }

    private void penstock(MeterRegistry registry, Consumer<DataSource> whileOpen) {
        PenstockDataSource config = pools.config(SLOTS, settings -> {
            settings.setJdbcUrl(URL);
            settings.setPoolName("orders");
            settings.setConnectionTimeout(250);
            settings.setHikariMetricNames(true);
            settings.setMetricRegistry(registry);
        });
        PenstockDataSource pool = pools.open(config);
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        whileOpen.accept(pool);
        pool.close();
    }

    private static void workIn(DataSource pool) {
        try {
            work(pool);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Name, type, tags and statistics of the meters. */
    private static Map<String, Map<String, Double>> meters(MeterRegistry registry) {
        Map<String, Map<String, Double>> meters = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().startsWith("hikaricp")) {
                Map<String, Double> statistics = StreamSupport.stream(
                                meter.measure().spliterator(), false)
                        .collect(Collectors.toMap(
                                measurement -> measurement.getStatistic().name(),
                                Measurement::getValue,
                                (one, two) -> one,
                                TreeMap::new));
                meters.put(
                        meter.getId().getName() + " " + meter.getId().getType() + " "
                                + meter.getId().getTags() + " "
                                + meter.getId().getBaseUnit() + " "
                                + meter.getId().getDescription(),
                        statistics);
            }
        }
        return meters;
    }

    @Test
    void metersAreThoseOfHikariWithTheSameMeaning() {
        SimpleMeterRegistry theirs = new SimpleMeterRegistry();
        Map<String, Map<String, Double>> expected = new TreeMap<>();
        hikari(theirs, pool -> {
            workIn(pool);
            expected.putAll(meters(theirs));
        });
        SimpleMeterRegistry ours = new SimpleMeterRegistry();
        Map<String, Map<String, Double>> actual = new TreeMap<>();
        penstock(ours, pool -> {
            workIn(pool);
            Await.until("the reading is fresh", Invariants.LIMIT, () -> {
                actual.clear();
                actual.putAll(meters(ours));
                return actual.entrySet().stream()
                        .anyMatch(meter -> meter.getKey().startsWith("hikaricp.connections.timeout")
                                && meter.getValue().containsValue(1.0));
            });
        });
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((meter, statistics) -> {
            assertThat(actual.get(meter).keySet()).as(meter).isEqualTo(statistics.keySet());
            statistics.forEach((statistic, value) -> assertThat(
                            actual.get(meter).get(statistic))
                    .as("%s %s", meter, statistic)
                    .satisfies(mine -> {
                        if (statistic.equals("COUNT") || statistic.equals("VALUE")) {
                            assertThat(mine).isEqualTo(value);
                        } else if (meter.contains("acquire")) {
                            assertThat(mine).as("a timeout of 250 ms").isCloseTo(value, within(0.2));
                        } else {
                            assertThat(mine).isBetween(0.0, value + 5);
                        }
                    }));
        });
    }

    private static Set<String> series(PrometheusMeterRegistry registry) {
        return registry.scrape()
                .lines()
                .filter(line -> line.contains("hikaricp"))
                .map(line -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void prometheusTextIsThatOfHikari() {
        PrometheusMeterRegistry theirs = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Set<String> expected = new TreeSet<>();
        hikari(theirs, pool -> expected.addAll(series(theirs)));
        PrometheusMeterRegistry ours = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Set<String> actual = new TreeSet<>();
        penstock(ours, pool -> actual.addAll(series(ours)));
        assertThat(actual).containsExactlyElementsOf(expected);
    }

    @Test
    void optionIsOffByDefault() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        pools.full(1, config -> config.setMetricRegistry(registry));
        assertThat(meters(registry)).isEmpty();
    }
}
