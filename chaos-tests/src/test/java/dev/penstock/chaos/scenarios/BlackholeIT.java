package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.Census;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.PenstockDataSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The network to one of three servers drops everything for a while. */
class BlackholeIT {
    private static final int BACKENDS = 3;
    private static final int LOST = 1;
    private static final int TELLERS = 8;
    /** Longer than a call of a transaction takes until it fails, if the network drops its packets. */
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Longer than a close may take, so that the pool would have given the lost server's places to the others. */
    private static final Duration OUTAGE = Duration.ofSeconds(3);

    @Test
    void lostNetworkToOneServerKeepsTheSessionLimit() throws Exception {
        try (World world = World.behindProxies(BACKENDS);
                Census census = new Census(world.cluster());
                PenstockDataSource pool = world.pool()) {
            pool.setAbortOnBackendLoss(true);
            Workload workload = new Workload(pool, TELLERS);
            workload.start();
            Ending.awaitOnline(pool, BACKENDS);
            Await.until("the pool is full", LIMIT, () -> census.now() == pool.getMaximumPoolSize());

            world.proxy(LOST).swallow();
            Await.until("the loss is noticed", LIMIT, () -> state(pool).equals("OFFLINE"));
            Await.until("nobody holds a connection to it any more", LIMIT, () -> held(pool) == 0);
            long before = workload.transfers();
            Await.until("transfers elsewhere", LIMIT, () -> workload.transfers() > before + 100);
            workload.rate(OUTAGE);

            // the dropped packets are lost: the server's sessions end only by a reset
            world.proxy(LOST).reset();
            world.proxy(LOST).pass();
            Await.until("the server back", LIMIT, () -> state(pool).equals("ONLINE"));
            assertThat(workload.stop(LIMIT)).isTrue();
            assertThat(workload.failures()).as("%s", workload.lastFailure()).isLessThanOrEqualTo(TELLERS);
            Ending.accounts(pool);
            Ending.sessions(pool, census);
            for (PostgresServer server : world.cluster().servers()) {
                assertThat(Bank.sum(server)).isEqualTo(Bank.expected());
            }
        }
    }

    private static String state(PenstockDataSource pool) {
        return view(pool).state();
    }

    private static int held(PenstockDataSource pool) {
        return view(pool).slots().held();
    }

    private static BackendView view(PenstockDataSource pool) {
        return pool.backends().stream()
                .filter(view -> view.backend().name().equals(World.name(LOST)))
                .findFirst()
                .orElseThrow();
    }
}
