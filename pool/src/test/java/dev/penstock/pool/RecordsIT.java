package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the records of a pool tell while a real server hangs, and afterwards. */
class RecordsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** More than the wall clock and the pool's clock differ by in a second. */
    private static final Duration STEP = Duration.ofMillis(20);

    private static final int SLOTS = 4;
    private static final int CLAIMS = 10;

    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(1);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private PenstockDataSource open() {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(cluster.server(0).jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(SLOTS);
        pool.setConnectionTimeout(120_000);
        pool.setAliveBypassWindow(120_000); // no claim validates its connection, however slow the machine is
        return pools.open(pool);
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
    void hangShowsWhileItLastsAndAfterwards() {
        PenstockDataSource pool = open();
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        List<Claimant<Void>> claimants = new ArrayList<>();
        List<LoadRow> rows;
        cluster.server(0).freeze();
        try {
            for (int i = 0; i < CLAIMS; i++) {
                claimants.add(Claimant.start(() -> ask(pool)));
            }
            Await.until("all claims hang", LIMIT, () -> hanging(pool) == SLOTS);
            Instant begun = Instant.now();
            Await.until(
                    "three seconds are recorded",
                    LIMIT,
                    () -> rowsWithin(pool, begun, Instant.now()).size() >= 3);
            rows = rowsWithin(pool, begun, Instant.now());
            assertShowsHang(pool.records().activity());
            assertThat(pool.records().sessions())
                    .extracting(session -> session.pid().orElseThrow())
                    .doesNotHaveDuplicates()
                    .hasSize(SLOTS);
            assertThat(pool.waits().unaccountedNanos()).isZero();
        } finally {
            cluster.server(0).thaw();
        }
        claimants.forEach(Claimant::result);

        assertThat(rows).allSatisfy(row -> {
            assertThat(row.load(WaitEvent.CLAIM_EXECUTE)).isCloseTo(SLOTS, within(0.02 * SLOTS));
            assertThat(waiting(row)).isCloseTo(CLAIMS - SLOTS, within(0.02 * (CLAIMS - SLOTS)));
            assertThat(row.load()).isCloseTo(CLAIMS, within(0.02 * CLAIMS));
        });
        Instant last = rows.get(rows.size() - 1).at();
        assertShowsHang(pool.records().history().samples(HistoryFilter.all().between(last, last)));
        assertThat(pool.records().usage().lastHour().peak()).isEqualTo(SLOTS);
        assertThat(pool.records().usage().advice()).contains("all slots were in use");
        Invariants.assertQuiet(SLOTS, pool::backends, pool::waits);
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
