package dev.penstock.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.lab.Await;
import dev.penstock.lab.MachineLoad;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.alerts.Alert;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * All servers of a pool stop at the same time, while ten threads claim its four slots. The default alerts of the pool
 * and a real Prometheus with the rules of the documentation fire while nothing ends, and are resolved afterwards.
 */
@Timeout(180)
class TotalHangIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PROMISE = Duration.ofSeconds(15);
    private static final int SERVERS = 2;
    private static final int SLOTS = 4;
    private static final int CLAIMANTS = 10;
    /** As in the example of the documentation. */
    private static final int SCRAPE_SECONDS = 5;

    private static final String OLDEST =
            "SELECT claim_id FROM activity WHERE wait_event LIKE 'claim_wait%' ORDER BY age_seconds DESC LIMIT 1";

    @TempDir
    private Path folder;

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private final AtomicBoolean ends = new AtomicBoolean();
    private final AtomicLong selects = new AtomicLong();
    private final AtomicReference<SQLException> failure = new AtomicReference<>();

    /** By the name of the rule and the kind: the first alert. */
    private final Map<String, Alert> alerts = new ConcurrentHashMap<>();

    /** By the name of the rule and the kind: when the first alert came. */
    private final Map<String, Long> times = new ConcurrentHashMap<>();

    private PenstockDataSource open(PostgresCluster cluster) {
        PenstockDataSource pool = fixture.unstarted("orders", SLOTS);
        pool.setJdbcUrl("jdbc:postgresql://"
                + cluster.servers().stream()
                        .map(server -> server.address().getHostAddress() + ":" + server.port())
                        .collect(Collectors.joining(","))
                + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setConnectionTimeout(120_000);
        pool.setMetricRegistry(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        pool.start();
        fixture.closing(pool.alerts().listen(alert -> {
            String name = name(alert.rule().name(), alert.kind());
            alerts.putIfAbsent(name, alert);
            times.putIfAbsent(name, System.nanoTime());
        }));
        return pool;
    }

    private static String name(String rule, Alert.Kind kind) {
        return rule + ' ' + kind;
    }

    private List<Thread> claimants(PenstockDataSource pool) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLAIMANTS; i++) {
            Thread thread = new Thread(
                    () -> {
                        while (!ends.get()) {
                            select(pool);
                        }
                    },
                    "http-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    /** A claim that holds its slot for 10 ms in the server. */
    private void select(PenstockDataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_sleep(0.01)");
            selects.incrementAndGet();
        } catch (SQLException e) {
            failure.compareAndSet(null, e);
            ends.set(true);
        }
    }

    private Alert await(String rule, Alert.Kind kind) {
        Await.until(rule + ' ' + kind, LIMIT, () -> alerts.containsKey(name(rule, kind)));
        return alerts.get(name(rule, kind));
    }

    private Duration since(long begin, String rule, Alert.Kind kind) {
        return Duration.ofNanos(times.get(name(rule, kind)) - begin);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void alertsFireWhileAllServersHangAndAreResolved() throws Exception {
        PrometheusFixture prometheus = fixture.closing(new PrometheusFixture(folder));
        PostgresCluster cluster = fixture.closing(PostgresCluster.start(SERVERS));
        PenstockDataSource pool = open(cluster);
        prometheus.start(fixture.closing(Console.open(pool, ":0")).address(), SCRAPE_SECONDS);
        List<Thread> threads = claimants(pool);
        Await.until("selects run", LIMIT, () -> selects.get() > 100);
        MachineLoad load = fixture.closing(MachineLoad.watch());
        cluster.servers().forEach(PostgresServer::freeze);
        long frozen = System.nanoTime();
        long done = selects.get();
        Alert oldest = await("oldest_waiter", Alert.Kind.FIRES);
        Alert call = await("unanswered_call", Alert.Kind.FIRES);
        Await.until("Prometheus fires", LIMIT, () -> prometheus.isNotified("PenstockClaimStuck", "firing"));
        Duration fired = since(frozen);
        assertThat(selects.get() - done).as("answers that were on their way").isLessThanOrEqualTo(SLOTS);
        assertNamesOldestClaimAndRoot(pool, oldest);
        assertThat(call.toString()).contains("the server has not answered for");
        cluster.servers().forEach(PostgresServer::thaw);
        long thawed = System.nanoTime();
        await("oldest_waiter", Alert.Kind.RESOLVED);
        await("unanswered_call", Alert.Kind.RESOLVED);
        Await.until("Prometheus resolves", LIMIT, () -> prometheus.isNotified("PenstockClaimStuck", "resolved"));
        Duration resolved = since(thawed);
        ends.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure).hasNullValue();
        assertThat(prometheus.notifications()).noneMatch(text -> text.contains("PenstockPromiseViolated"));
        tell(frozen, thawed, fired, resolved);
        load.judge(() -> assertInTime(frozen, fired), Assumptions::abort);
    }

    private void assertNamesOldestClaimAndRoot(PenstockDataSource pool, Alert alert) throws SQLException {
        String claim = (String) PoolFixture.value(fixture.sql(pool), OLDEST);

        assertThat(alert.claim()).contains(claim);
        assertThat(alert.toString()).contains("the oldest claim is " + claim, "of thread 'http-");
        // after the first failed probes, claims wait for a server that answers
        assertThat(alert.root())
                .satisfiesAnyOf(
                        root -> assertThat(root).contains("the server has not answered for"),
                        root -> assertThat(root).contains("no backend that it may have is online", "OFFLINE"));
        assertThat(alert.report()).contains(claim);
    }

    private void tell(long frozen, long thawed, Duration fired, Duration resolved) {
        System.out.printf(
                Locale.ROOT,
                "total hang: after the freeze oldest_waiter %.1f s, unanswered_call %.1f s, Prometheus %.1f s;"
                        + " resolved after the thaw %.1f s, %.1f s, %.1f s%n%s%n",
                seconds(since(frozen, "oldest_waiter", Alert.Kind.FIRES)),
                seconds(since(frozen, "unanswered_call", Alert.Kind.FIRES)),
                seconds(fired),
                seconds(since(thawed, "oldest_waiter", Alert.Kind.RESOLVED)),
                seconds(since(thawed, "unanswered_call", Alert.Kind.RESOLVED)),
                seconds(resolved),
                alerts.get(name("oldest_waiter", Alert.Kind.FIRES)));
    }

    private void assertInTime(long frozen, Duration fired) {
        assertThat(since(frozen, "oldest_waiter", Alert.Kind.FIRES)).isLessThan(PROMISE);
        assertThat(since(frozen, "unanswered_call", Alert.Kind.FIRES)).isLessThan(PROMISE);
        assertThat(fired).isLessThan(PROMISE);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
