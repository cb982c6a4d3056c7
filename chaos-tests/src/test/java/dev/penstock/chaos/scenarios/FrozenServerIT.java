package dev.penstock.chaos.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendView;
import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.Workload;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One of three servers stops to answer under load, and comes back. */
class FrozenServerIT {
    private static final int FROZEN = 1;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void claimsGoOnElsewhereAndNothingIsLost() throws Exception {
        try (World world = new World(3);
                PenstockDataSource pool = world.pool()) {
            Workload workload = new Workload(pool, 8);
            workload.start();
            await(
                    "all backends online",
                    () -> pool.backends().stream()
                                    .filter(view -> view.state().equals("ONLINE"))
                                    .count()
                            == 3);

            world.cluster().server(FROZEN).freeze();
            await("the frozen server noticed", () -> state(pool, FROZEN).equals("OFFLINE"));
            long before = workload.transfers();
            await("transfers elsewhere", () -> workload.transfers() > before + 100);
            assertThat(state(pool, FROZEN)).isEqualTo("OFFLINE");

            world.cluster().server(FROZEN).thaw();
            await("the thawed server back", () -> state(pool, FROZEN).equals("ONLINE"));
            assertThat(sessions(world)).isLessThanOrEqualTo(World.POOL_SIZE);

            assertThat(workload.stop(LIMIT)).isTrue();
            assertThat(workload.failures()).as("%s", workload.lastFailure()).isZero();
            assertInvariants(world, pool);
        }
    }

    private static void assertInvariants(World world, PenstockDataSource pool) throws SQLException {
        WaitSnapshot waits = pool.waits();
        assertThat(waits.unaccountedNanos()).isZero();
        assertThat(waits.claims().wallNanos())
                .isEqualTo(waits.event(WaitEvent.CLAIM_ACQUIRE).totalNanos()
                        + waits.event(WaitEvent.CLAIM_HOLD).totalNanos()
                        + waits.event(WaitEvent.CLAIM_RELEASE).totalNanos());
        assertThat(waits.event(WaitEvent.CLAIM_ACQUIRE).active()).isZero();
        assertThat(pool.holders()).isEmpty();
        assertThat(pool.backends().stream()
                        .mapToInt(view -> view.slots().total())
                        .sum())
                .isLessThanOrEqualTo(World.POOL_SIZE);
        for (PostgresServer server : world.cluster().servers()) {
            assertThat(Bank.sum(server)).isEqualTo(Bank.expected());
        }
    }

    /** Sessions of the pool's user, as the servers see them. */
    private static int sessions(World world) throws SQLException {
        int sum = 0;
        for (PostgresServer server : world.cluster().servers()) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("select count(*) from pg_stat_activity where usename = '"
                            + world.cluster().user() + "'")) {
                count.next();
                sum += count.getInt(1);
            }
        }
        return sum;
    }

    private static String state(PenstockDataSource pool, int server) {
        return pool.backends().stream()
                .filter(view -> view.backend().name().equals(World.name(server)))
                .map(BackendView::state)
                .findFirst()
                .orElse("unknown");
    }

    private static void await(String what, Await.Condition condition) {
        Await.until(what, LIMIT, condition);
    }
}
