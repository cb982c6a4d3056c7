package dev.penstock.pool;

import static dev.penstock.pool.PrimaryAndSecondaryFixture.EACH;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.awaitUnclaimed;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.claimAll;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.closeAll;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.server;
import static dev.penstock.pool.PrimaryAndSecondaryFixture.unclaimed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Races between the move of a claim to a secondary, db-2, and other events. */
@Timeout(120)
class ReadOnlyRacesTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private Pools.Bare open(Consumer<PenstockConfig> settings) {
        return PrimaryAndSecondaryFixture.open(pools, settings);
    }

    private Pools.Bare open() {
        return open(config -> {});
    }

    private interface Use {
        void on(Connection connection) throws SQLException;
    }

    @Test
    void interruptDuringTheCheckKeepsTheClaimOnItsSlot() throws SQLException {
        Pools.Bare pool = open(config -> config.setAliveBypassWindow(0));
        Connection connection = pool.claims().claim();
        StubScript check = pools.on("Connection.isValid").hang();
        Claimant<Boolean> mover = Claimant.start(() -> {
            connection.setReadOnly(true);
            return Thread.interrupted();
        });
        Await.until("the validation hangs", Invariants.LIMIT, () -> check.hanging() > 0);
        mover.thread().interrupt();
        assertThat(mover.result()).isTrue();
        check.usual();
        check.release();
        assertThat(server(connection)).isEqualTo("db-1");
        connection.close();
        awaitUnclaimed(pool, EACH, EACH);
        assertThat(pool.backends().get(1).lastError()).isEmpty();
    }

    static List<Use> ends() {
        return List.of(
                Connection::close,
                connection -> connection.abort(Runnable::run),
                connection -> connection
                        .unwrap(dev.penstock.pool.jdbc.ClaimedConnection.class)
                        .reclaim("a test"));
    }

    /** The claim ends during the validation of its other slot. */
    @ParameterizedTest
    @MethodSource("ends")
    void claimThatEndsDuringTheCheckLosesNoSlot(Use end) throws SQLException {
        Pools.Bare pool = open(config -> config.setAliveBypassWindow(0));
        Connection connection = pool.claims().claim();
        StubScript check = pools.on("Connection.isValid").hang();
        Claimant<Void> mover = Claimant.start(() -> {
            connection.setReadOnly(true);
            return null;
        });
        Await.until("the validation hangs", Invariants.LIMIT, () -> check.hanging() > 0);
        end.on(connection);
        check.usual();
        check.release();
        assertThat(mover.failure()).isInstanceOf(SQLException.class).hasMessageContaining("closed");
        awaitUnclaimed(pool, EACH, EACH);
    }

    @Test
    void claimThatEndsAfterItsMoveLosesNoSlot() throws SQLException {
        Pools.Bare pool = open();
        Connection connection = pool.claims().claim();
        StubScript call = pools.on("Connection.setReadOnly").hang();
        Claimant<Void> mover = Claimant.start(() -> {
            connection.setReadOnly(true);
            return null;
        });
        Await.until("the call is at the driver", Invariants.LIMIT, () -> call.hanging() > 0);
        assertThat(server(connection)).isEqualTo("db-2");
        assertThat(unclaimed(pool)).isEqualTo(List.of(EACH, EACH - 1));
        connection.close();
        call.usual();
        call.release();
        Await.until("the call is back", Invariants.LIMIT, mover::isDone);
        awaitUnclaimed(pool, EACH, EACH);
    }

    /** Another thread closes the connection at an arbitrary moment of the move. */
    @Test
    void claimThatEndsDuringItsMoveReturnsEachSlotOnce() throws Exception {
        Pools.Bare pool = open(config -> config.setConnectRate(0));
        for (int round = 0; round < 2_000; round++) {
            Connection connection = pool.claims().claim();
            CountDownLatch go = new CountDownLatch(1);
            Claimant<Void> closer = Claimant.start(() -> {
                go.await();
                connection.close();
                return null;
            });
            go.countDown();
            try {
                connection.setReadOnly(true);
            } catch (SQLException e) {
                assertThat(e.getMessage()).contains("closed");
            }
            closer.result();
            assertThat(Invariants.held(pool.backends())).isZero();
        }
        awaitUnclaimed(pool, EACH, EACH);
    }

    @Test
    void slotThatAClaimLeavesGoesToAWaiter() throws SQLException {
        Pools.Bare pool = open();
        List<Connection> writers = claimAll(pool, ClaimOptions.none(), EACH);
        Claimant<String> waiter = Claimant.start(() -> {
            try (Connection connection = pool.claims().claim()) {
                return server(connection);
            }
        });
        Await.until("the claim waits", Invariants.LIMIT, () -> pool.claims().waiting() == 1);
        writers.get(0).setReadOnly(true);
        assertThat(waiter.result()).isEqualTo("db-1");
        assertThat(server(writers.get(0))).isEqualTo("db-2");
        closeAll(writers);
    }

    @Test
    void condemnedSlotThatAClaimLeavesIsReplaced() throws Exception {
        Pools.Bare pool = open();
        Connection connection = pool.claims().claim();
        long before = pools.database().connectionsOpened();
        assertThat(pool.claims()
                        .backends()
                        .operations()
                        .evict("db-1.test", Duration.ZERO)
                        .held())
                .isEqualTo(1);
        Await.until(
                "the free connections are replaced",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpened() == before + EACH - 1);
        connection.setReadOnly(true);
        assertThat(server(connection)).isEqualTo("db-2");
        Await.until(
                "the last connection is replaced",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpened() == before + EACH);
        awaitUnclaimed(pool, EACH, EACH - 1);
        connection.close();
    }
}
