package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.pool.AllSlotsClaimedException;
import dev.penstock.pool.ClaimFailure;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.ClaimReport;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Java code of docs/getting-started.md, compiled and run. */
class GettingStartedTest {
    private static final Logger log = LoggerFactory.getLogger(GettingStartedTest.class);
    private static final Path PAGE = Path.of("..", "docs", "getting-started.md");
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "penstock", "pool", "users", "GettingStartedTest.java");

    @RegisterExtension
    final Pools pools = new Pools();

    private static PenstockDataSource configured(String password) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setPoolName("orders");
        pool.setJdbcUrl("jdbc:postgresql://orders.example.com/orders");
        pool.setUsername("orders");
        pool.setPassword(password);
        pool.setMaximumPoolSize(12); // connections to all backends together
        pool.setConnectionTimeout(2_000); // a claim ends within 2,000 ms, with a connection or with an error
        return pool;
    }

    private static long total(PenstockDataSource pool, long id) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT total FROM orders WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private static void checkOut(PenstockDataSource pool) throws SQLException {
        ClaimOptions checkout = ClaimOptions.none().withOperation("checkout").withTimeout(Duration.ofMillis(200));
        try (Connection connection = pool.claim(checkout)) {
            pay(connection);
        }
    }

    private static void explained(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            pay(connection);
        } catch (SQLException e) {
            if (e instanceof ClaimFailure failure) {
                ClaimReport report = failure.report();
                log.warn("claim {} waited for {}: {}", report.claim(), report.waited(), report.reasons());
                report.holders().forEach(holder -> log.warn("{}", holder));
            }
            throw e;
        }
    }

    private static void logWaits(PenstockDataSource pool) throws SQLException {
        WaitSnapshot before = pool.waits();
        checkOut(pool);
        WaitSnapshot waits = pool.waits().minus(before);
        for (WaitEvent event : waits.events()) {
            EventStats stats = waits.event(event);
            log.info("{}: {} entries, p99 {} µs", event, stats.total(), stats.percentileNanos(0.99) / 1_000);
        }
    }

    static final class ClaimLatencyAlert implements Runnable {
        private final PenstockDataSource pool;
        private final Consumer<String> alert;
        private WaitSnapshot last;

        ClaimLatencyAlert(PenstockDataSource pool, Consumer<String> alert) {
            this.pool = pool;
            this.alert = alert;
            this.last = pool.waits();
        }

        @Override
        public void run() {
            WaitSnapshot now = pool.waits();
            WaitSnapshot minute = now.minus(last);
            last = now;
            EventStats acquire = minute.event(WaitEvent.CLAIM_ACQUIRE);
            long p99 = TimeUnit.NANOSECONDS.toMillis(acquire.percentileNanos(0.99));
            long failed = minute.claims().failed();
            if (p99 > 1_000 || failed > 0) {
                alert.accept("slow claims: p99 " + p99 + " ms, " + failed + " failed, " + acquire.active()
                        + " waiting; backends: " + pool.backends() + "; holders: " + pool.holders());
            }
        }
    }

    static void schedule(ScheduledExecutorService scheduler, PenstockDataSource pool) {
        scheduler.scheduleAtFixedRate(new ClaimLatencyAlert(pool, log::warn), 1, 1, TimeUnit.MINUTES);
    }

    private static void pay(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE orders SET total = total + 1");
        }
    }

    private PenstockDataSource poolOfOneOrder() throws SQLException {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:getting-started;DB_CLOSE_DELAY=-1");
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(20_000);
        pools.open(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS orders");
            statement.execute("CREATE TABLE orders (id bigint PRIMARY KEY, total bigint NOT NULL)");
            statement.execute("INSERT INTO orders VALUES (4711, 20)");
        }
        return pool;
    }

    @Test
    void everySnippetOfThePageIsCompiledHere() throws IOException {
        PageSnippets.assertInSource(PAGE, SOURCE, 7);
    }

    @Test
    void configurationOfThePageIsValid() {
        configured("secret").validate();
    }

    @Test
    void claimsOfThePageReadAndWrite() throws SQLException {
        PenstockDataSource pool = poolOfOneOrder();
        checkOut(pool);
        logWaits(pool);
        explained(pool);
        assertThat(total(pool, 4711)).isEqualTo(23);
    }

    @Test
    void failedClaimRaisesOneAlert() throws SQLException {
        List<String> alerts = new ArrayList<>();
        PenstockDataSource pool = poolOfOneOrder();
        ClaimLatencyAlert alert = new ClaimLatencyAlert(pool, alerts::add);
        alert.run();
        assertThat(alerts).isEmpty();
        pool.setConnectionTimeout(250);
        try (Connection held = pool.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            assertThatThrownBy(() -> explained(pool)).isInstanceOf(AllSlotsClaimedException.class);
            alert.run();
            alert.run();
        }
        assertThat(alerts).singleElement().asString().contains(" 1 failed, 0 waiting; backends: ", "holders: [claim ");
    }
}
