package dev.penstock.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.pool.PenstockDataSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus with the rules of the documentation scrapes the console of a pool whose server hangs, and a real
 * Alertmanager notifies: it fires while nothing ends, and resolves after the server answers again.
 */
class PrometheusIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Thread claim(String name, PenstockDataSource pool, AtomicReference<SQLException> failure) {
        Thread thread = new Thread(
                () -> {
                    try (Connection connection = pool.getConnection();
                            Statement statement = connection.createStatement()) {
                        statement.execute("SELECT 1");
                    } catch (SQLException e) {
                        failure.set(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    @Test
    void stuckClaimFiresWhileServerHangsAndResolvesAfterwards() throws Exception {
        PrometheusFixture prometheus = fixture.closing(new PrometheusFixture(folder));
        StubDatabase database = StubDatabase.named("prometheus");
        PenstockDataSource pool = fixture.unstarted("orders", 1);
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setMetricRegistry(registry);
        pool.setConnectionTimeout(120_000);
        pool.start();
        Console console = fixture.closing(Console.open(pool, ":0"));
        prometheus.start(console.address(), 1);
        StubScript hang = database.on("Statement.execute").hang();
        AtomicReference<SQLException> failure = new AtomicReference<>();
        Thread holder = claim("holder", pool, failure);
        Await.until("the server hangs", PoolFixture.LIMIT, () -> hang.hanging() == 1);
        Thread waiter = claim("waiter", pool, failure);
        Await.until("the alert fires", LIMIT, () -> prometheus.isNotified("PenstockClaimStuck", "firing"));
        assertThat(waiter.isAlive()).as("nothing has ended").isTrue();
        hang.usual();
        hang.release();
        holder.join();
        waiter.join();
        Await.until("the alert is resolved", LIMIT, () -> prometheus.isNotified("PenstockClaimStuck", "resolved"));
        assertThat(failure).hasNullValue();
        assertThat(prometheus.notifications()).noneMatch(text -> text.contains("PenstockPromiseViolated"));
    }
}
