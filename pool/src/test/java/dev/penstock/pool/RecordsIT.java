package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.PostgresDialect;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.history.HistoryFilter;
import dev.penstock.waits.history.LoadRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.Driver;

/** What the records of a pool show while all servers hang, and an hour afterwards. */
class RecordsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** More than the wall clock and the pool's clock differ by in a second. */
    private static final Duration STEP = Duration.ofMillis(20);

    private static final Duration HOUR = Duration.ofHours(1);

    private static final int SLOTS = 4;
    private static final int CLAIMS = 10;

    private static PostgresCluster cluster;

    private final AtomicLong ahead = new AtomicLong();

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(2);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    /** A pool on a clock that the test moves on. */
    private PenstockDataSource open() {
        PenstockDataSource config = new PenstockDataSource();
        config.setJdbcUrl(cluster.server(0).jdbcUrl());
        config.setMaximumPoolSize(SLOTS);
        config.setConnectionTimeout(120_000);
        config.setAliveBypassWindow(120_000); // no claim validates its connection, however slow the machine is
        Properties login = new Properties();
        login.setProperty("user", cluster.user());
        login.setProperty("password", cluster.password());
        NanoClock clock = () -> System.nanoTime() + ahead.get();
        List<Backend> backends = cluster.servers().stream()
                .map(server -> Backend.of(server.address().getHostAddress(), server.address(), server.port()))
                .toList();
        PoolParts parts = new PoolParts(
                new FixedResolver(new ServiceName("lab"), backends, clock),
                new JdbcConnector(
                        new Driver(),
                        new PostgresDialect(cluster.database()),
                        login,
                        SessionDefaults.standard(),
                        Optional.empty()),
                clock,
                SystemScheduler.INSTANCE);
        return pools.open(new PenstockDataSource(config, parts));
    }

    private static void freezeAll() {
        cluster.servers().forEach(PostgresServer::freeze);
    }

    private static void thawAll() {
        cluster.servers().forEach(PostgresServer::thaw);
    }

    private static Void ask(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.claim(ClaimOptions.none().withOperation("checkout"));
                Statement statement = connection.createStatement()) {
            statement.execute("select 1, 'zq9secret'");
        }
        return null;
    }

    /** Claims wait for a slot at first, and for a backend once the pool has found that its server is frozen. */
    private static double waiting(LoadRow row) {
        return row.load(WaitEvent.CLAIM_WAIT_SLOT) + row.load(WaitEvent.CLAIM_WAIT_BACKEND);
    }

    /** The end of the last record by the pool's clock. */
    private static Instant latest(PenstockDataSource pool) {
        return pool.records().load().rows().stream()
                .reduce((earlier, later) -> later)
                .map(LoadRow::at)
                .orElse(Instant.MIN);
    }

    /** The rows of the time between the two moments alone. */
    private static List<LoadRow> rowsWithin(PenstockDataSource pool, Instant from, Instant to) {
        return pool.records().load().rows(from, to).stream()
                .filter(row -> row.at().minus(row.covered()).isAfter(from.plus(STEP)))
                .toList();
    }

    private static void assertShowsHang(List<ClaimSample> claims) {
        assertThat(claims)
                .hasSize(CLAIMS)
                .allSatisfy(claim -> {
                    assertThat(claim.operation()).contains("checkout");
                    assertThat(claim.frame()).isPresent();
                })
                .filteredOn(claim -> claim.event() == WaitEvent.CLAIM_EXECUTE)
                .hasSize(SLOTS)
                .allSatisfy(claim -> {
                    assertThat(claim.slot()).isPresent();
                    assertThat(claim.sql()).contains("select ?, …");
                    assertThat(claim.pid()).isPresent();
                });
    }

    @Test
    void totalHangShowsWhileItLastsAndHourLater() {
        PenstockDataSource pool = open();
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        List<Claimant<Void>> claimants = new ArrayList<>();
        List<LoadRow> rows;
        freezeAll();
        try {
            for (int i = 0; i < CLAIMS; i++) {
                claimants.add(Claimant.start(() -> ask(pool)));
            }
            Await.until("all claims hang", LIMIT, () -> hanging(pool) == SLOTS);
            Instant begun = pool.records().activity().get(0).at();
            Await.until(
                    "three seconds are recorded",
                    LIMIT,
                    () -> rowsWithin(pool, begun, Instant.MAX).size() >= 3);
            rows = rowsWithin(pool, begun, Instant.MAX);
            assertShowsHang(pool.records().activity());
            assertThat(pool.records().sessions())
                    .extracting(session -> session.pid().orElseThrow())
                    .doesNotHaveDuplicates()
                    .hasSize(SLOTS);
            assertThat(pool.waits().unaccountedNanos()).isZero();
        } finally {
            thawAll();
        }
        claimants.forEach(Claimant::result);

        assertThat(pool.records().usage().lastHour().peak()).isEqualTo(SLOTS);
        assertThat(pool.records().usage().advice()).contains("all slots were in use");
        ahead.addAndGet(HOUR.toNanos());
        assertStillShowsHang(pool, rows);
        assertThat(pool.records().usage().sinceStart().peak()).isEqualTo(SLOTS);
        Invariants.assertQuiet(SLOTS, pool::backends, pool::waits);
    }

    /** The load and the samples of the hang are there an hour later. */
    private static void assertStillShowsHang(PenstockDataSource pool, List<LoadRow> rows) {
        Instant first = rows.get(0).at();
        Await.until("an hour has passed", LIMIT, () -> latest(pool).isAfter(first.plus(HOUR)));
        List<LoadRow> kept =
                pool.records().load().rows(first, rows.get(rows.size() - 1).at());
        assertThat(kept).isEqualTo(rows).allSatisfy(row -> {
            assertThat(row.load(WaitEvent.CLAIM_EXECUTE)).isCloseTo(SLOTS, within(0.02 * SLOTS));
            assertThat(waiting(row)).isCloseTo(CLAIMS - SLOTS, within(0.02 * (CLAIMS - SLOTS)));
            assertThat(row.load()).isCloseTo(CLAIMS, within(0.02 * CLAIMS));
        });
        Instant last = rows.get(rows.size() - 1).at();
        assertShowsHang(pool.records().history().samples(HistoryFilter.all().between(last, last)));
    }

    private static long hanging(PenstockDataSource pool) {
        List<ClaimSample> claims = pool.records().activity();
        return claims.size() < CLAIMS
                ? 0
                : claims.stream()
                        .filter(claim -> claim.event() == WaitEvent.CLAIM_EXECUTE)
                        .count();
    }
}
