package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.Census;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.sql.SQLException;
import java.time.Duration;

/** Checks that hold at the end of every scenario. */
public final class Ending {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private Ending() {}

    /** Every transfer succeeded, every slot and every nanosecond is accounted for, and the servers agree. */
    static void check(World world, PenstockDataSource pool, Workload workload, Census census)
            throws SQLException, InterruptedException {
        assertThat(workload.stop(LIMIT)).isTrue();
        assertThat(workload.failures()).as("%s", workload.lastFailure()).isZero();
        accounts(pool);
        sessions(pool, census);
        for (PostgresServer server : world.cluster().servers()) {
            assertThat(Bank.sum(server)).isEqualTo(Bank.expected());
        }
    }

    /** Nothing waits, nothing is held, and the parts of all claims sum to the whole. */
    public static void accounts(PenstockDataSource pool) {
        WaitSnapshot waits = pool.waits();
        assertThat(waits.unaccountedNanos()).isZero();
        assertThat(waits.claims().wallNanos())
                .isEqualTo(waits.event(WaitEvent.CLAIM_ACQUIRE).totalNanos()
                        + waits.event(WaitEvent.CLAIM_HOLD).totalNanos()
                        + waits.event(WaitEvent.CLAIM_RELEASE).totalNanos());
        assertThat(waits.event(WaitEvent.CLAIM_ACQUIRE).active()).isZero();
        assertThat(pool.holders()).isEmpty();
    }

    /** The servers never saw more sessions than the pool may have, and now see the pool's sessions and no others. */
    static void sessions(PenstockDataSource pool, Census census) {
        System.out.printf("census: at most %d sessions of %d%n", census.most(), pool.getMaximumPoolSize());
        assertThat(census.most()).isLessThanOrEqualTo(pool.getMaximumPoolSize());
        Await.until("the servers see the pool's connections and no others", LIMIT, () -> census.now() == slots(pool));
        assertThat(census.counts()).isPositive();
    }

    private static int slots(PenstockDataSource pool) {
        return pool.backends().stream().mapToInt(view -> view.slots().total()).sum();
    }

    static void awaitOnline(PenstockDataSource pool, int backends) {
        Await.until("all backends are online", LIMIT, () -> online(pool) == backends);
    }

    private static long online(PenstockDataSource pool) {
        return pool.backends().stream()
                .filter(view -> view.state().equals("ONLINE"))
                .count();
    }
}
