package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.history.ClaimSample;
import dev.penstock.waits.history.HistoryFilter;
import dev.penstock.waits.history.LoadRow;
import dev.penstock.waits.history.LoadTimeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the records of a pool tell while a real server hangs, and afterwards. */
class RecordsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
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
        return pools.open(pool);
    }

    private static void ask(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.claim(ClaimOptions.none().withOperation("checkout"));
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    private static boolean hangs(LoadRow row) {
        return row.load(WaitEvent.CLAIM_EXECUTE) > SLOTS - 0.1;
    }

    /** Claims wait for a slot at first, and for a backend once the pool has found that its server is frozen. */
    private static double waiting(LoadRow row) {
        return row.load(WaitEvent.CLAIM_WAIT_SLOT) + row.load(WaitEvent.CLAIM_WAIT_BACKEND);
    }

    @Test
    void hangShowsWhileItLastsAndAfterwards() throws Exception {
        PenstockDataSource pool = open();
        Await.until(
                "all slots are connected",
                LIMIT,
                () -> pool.backends().stream()
                        .anyMatch(backend -> backend.slots().unclaimed() == SLOTS));
        ExecutorService callers = Executors.newFixedThreadPool(CLAIMS);
        List<Future<?>> claims = new ArrayList<>();
        LoadTimeline load = pool.records().load();
        Instant frozen = Instant.now();
        cluster.server(0).freeze();
        try {
            for (int i = 0; i < CLAIMS; i++) {
                claims.add(callers.submit(() -> {
                    ask(pool);
                    return null;
                }));
            }
            Await.until(
                    "three seconds of the hang are recorded",
                    LIMIT,
                    () -> load.rows(frozen, Instant.MAX).stream()
                                    .filter(RecordsIT::hangs)
                                    .count()
                            >= 3);
            assertThat(pool.records().activity())
                    .hasSize(CLAIMS)
                    .allSatisfy(claim -> {
                        assertThat(claim.operation()).contains("checkout");
                        assertThat(claim.frame()).isPresent();
                    })
                    .filteredOn(claim -> claim.event() == WaitEvent.CLAIM_EXECUTE)
                    .hasSize(SLOTS)
                    .allSatisfy(claim -> assertThat(claim.slot()).isPresent());
            assertThat(pool.waits().unaccountedNanos()).isZero();
        } finally {
            cluster.server(0).thaw();
            callers.shutdown();
        }
        for (Future<?> claim : claims) {
            claim.get();
        }
        Instant thawed = Instant.now();
        List<LoadRow> hang =
                load.rows(frozen, thawed).stream().filter(RecordsIT::hangs).toList();
        assertThat(hang).hasSizeGreaterThanOrEqualTo(3).allSatisfy(row -> {
            assertThat(row.load(WaitEvent.CLAIM_EXECUTE)).isCloseTo(SLOTS, within(0.02 * SLOTS));
            assertThat(waiting(row)).isCloseTo(CLAIMS - SLOTS, within(0.02 * (CLAIMS - SLOTS)));
            assertThat(row.load()).isCloseTo(CLAIMS, within(0.02 * CLAIMS));
        });
        LoadRow last = hang.get(hang.size() - 1);
        HistoryFilter then = HistoryFilter.all().between(last.at(), last.at());
        List<ClaimSample> samples = pool.records().history().samples(then);
        assertThat(samples).hasSize(CLAIMS);
        assertThat(pool.records().history().samples(then.withEvent(WaitEvent.CLAIM_EXECUTE)))
                .hasSize(SLOTS);
        assertThat(pool.records().usage().peak()).isEqualTo(SLOTS);
        assertThat(pool.records().usage().advice()).contains("all 4 slots were in use");
        Invariants.assertQuiet(SLOTS, pool::backends, pool::waits);
    }
}
