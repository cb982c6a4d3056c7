package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All servers hang: the totals show it while it lasts. */
class TotalHangIT {
    private static final int SLOTS = 4;
    private static final int CLAIMS = 10;
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().servers(2).start();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void totalsGrowWhileAllServersHang() throws Exception {
        PenstockDataSource pool = open();
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        CountDownLatch frozen = new CountDownLatch(1);
        List<Claimant<Void>> claimants = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            claimants.add(Claimant.start(() -> select(pool, frozen)));
        }
        Await.until(
                "all slots are held",
                Duration.ofSeconds(10),
                () -> pool.holders().size() == SLOTS);
        WaitSnapshot between;
        cluster.servers().forEach(PostgresServer::freeze);
        try {
            frozen.countDown();
            for (int i = SLOTS; i < CLAIMS; i++) {
                claimants.add(Claimant.start(() -> select(pool, frozen)));
            }
            WaitSnapshot begin = allInFlight(pool);
            Await.until(
                    "half a second has passed",
                    Duration.ofSeconds(10),
                    () -> pool.waits().minus(begin).covered().toMillis() >= 500);
            between = pool.waits().minus(begin);
        } finally {
            cluster.servers().forEach(PostgresServer::thaw);
        }
        claimants.forEach(Claimant::result);

        assertThat(between.load(WaitEvent.CLAIM_EXECUTE)).isCloseTo(SLOTS, within(0.02 * SLOTS));
        assertThat(between.load(WaitEvent.CLAIM_WAIT_SLOT)).isCloseTo(CLAIMS - SLOTS, within(0.02 * (CLAIMS - SLOTS)));
        assertThat(between.load()).isCloseTo(CLAIMS, within(0.02 * CLAIMS));
        assertThat(between.unaccountedNanos()).isZero();
        Invariants.assertIdentity(pool.waits());
    }

    private PenstockDataSource open() {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + hosts() + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(SLOTS);
        pool.setConnectionTimeout(60_000);
        return pools.open(pool);
    }

    private static String hosts() {
        return cluster.servers().stream()
                .map(server -> server.address().getHostAddress() + ":" + server.port())
                .collect(Collectors.joining(","));
    }

    private static Void select(PenstockDataSource pool, CountDownLatch frozen) throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            frozen.await();
            statement.execute("select 1");
            return null;
        }
    }

    private static WaitSnapshot allInFlight(PenstockDataSource pool) {
        Await.until("all claims hang", Duration.ofSeconds(10), () -> {
            WaitSnapshot now = pool.waits();
            return now.event(WaitEvent.CLAIM_EXECUTE).active() == SLOTS
                    && now.event(WaitEvent.CLAIM_WAIT_SLOT).active() == CLAIMS - SLOTS;
        });
        return pool.waits();
    }
}
