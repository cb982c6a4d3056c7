package dev.penstock.pool;

import static dev.penstock.pool.PrimaryAndSecondary.EACH;
import static dev.penstock.pool.PrimaryAndSecondary.awaitUnclaimed;
import static dev.penstock.pool.PrimaryAndSecondary.claimAll;
import static dev.penstock.pool.PrimaryAndSecondary.closeAll;
import static dev.penstock.pool.PrimaryAndSecondary.server;
import static dev.penstock.pool.PrimaryAndSecondary.unclaimed;
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

/** Claims that move to a secondary, db-2, while something happens to them or to the slots. */
@Timeout(120)
class ReadOnlyRacesTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private Pools.Bare open(Consumer<PenstockConfig> settings) {
        return PrimaryAndSecondary.open(pools, settings);
    }

    private Pools.Bare open() {
        return open(config -> {});
    }

    /** What a claim may have done with its connection. */
    private interface Deed {
        void on(Connection connection) throws SQLException;
    }

    @Test
    void anInterruptDuringTheCheckIsKeptAndCostsTheServerNothing() throws SQLException {
        Pools.Bare pool = open(config -> config.setAliveBypassWindow(0));
        Connection connection = pool.claims().claim();
        StubScript check = pools.on("Connection.isValid").hang();
        Claimant<Boolean> mover = Claimant.start(() -> {
            connection.setReadOnly(true);
            return Thread.interrupted();
        });
        Await.until("it is checked", Invariants.LIMIT, () -> check.hanging() > 0);
        mover.thread().interrupt();
        assertThat(mover.result()).isTrue();
        check.usual();
        check.release();
        assertThat(server(connection)).isEqualTo("db-1");
        connection.close();
        awaitUnclaimed(pool, EACH, EACH);
        assertThat(pool.backends().get(1).lastError()).isEmpty();
    }

    static List<Deed> ends() {
        return List.of(
                Connection::close,
                connection -> connection.abort(Runnable::run),
                connection -> connection
                        .unwrap(dev.penstock.pool.jdbc.ClaimedConnection.class)
                        .reclaim("a test"));
    }

    /** The claim ends while the slot that it was to have is checked. */
    @ParameterizedTest
    @MethodSource("ends")
    void aClaimThatEndsAsItMovesLeavesNoSlotBehind(Deed end) throws SQLException {
        Pools.Bare pool = open(config -> config.setAliveBypassWindow(0));
        Connection connection = pool.claims().claim();
        StubScript check = pools.on("Connection.isValid").hang();
        Claimant<Void> mover = Claimant.start(() -> {
            connection.setReadOnly(true);
            return null;
        });
        Await.until("it is checked", Invariants.LIMIT, () -> check.hanging() > 0);
        end.on(connection);
        check.usual();
        check.release();
        assertThat(mover.failure()).isInstanceOf(SQLException.class).hasMessageContaining("closed");
        awaitUnclaimed(pool, EACH, EACH);
    }

    @Test
    void aClaimThatMovedAndEndsInTheSameCallLeavesNoSlotBehind() throws SQLException {
        Pools.Bare pool = open();
        Connection connection = pool.claims().claim();
        StubScript call = pools.on("Connection.setReadOnly").hang();
        Claimant<Void> mover = Claimant.start(() -> {
            connection.setReadOnly(true);
            return null;
        });
        Await.until("it is at the driver", Invariants.LIMIT, () -> call.hanging() > 0);
        assertThat(server(connection)).isEqualTo("db-2");
        assertThat(unclaimed(pool)).isEqualTo(List.of(EACH, EACH - 1));
        connection.close();
        call.usual();
        call.release();
        Await.until("the call is back", Invariants.LIMIT, mover::isDone);
        awaitUnclaimed(pool, EACH, EACH);
    }

    /** Whoever closes comes at any moment of the move. */
    @Test
    void noSlotIsLostOrGivenBackTwiceWhenAClaimEndsAtAnyMomentOfItsMove() throws Exception {
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
    void theSlotThatAClaimLeavesGoesToWhoWaitsForIt() throws SQLException {
        Pools.Bare pool = open();
        List<Connection> writers = claimAll(pool, ClaimOptions.none(), EACH);
        Claimant<String> waiter = Claimant.start(() -> {
            try (Connection connection = pool.claims().claim()) {
                return server(connection);
            }
        });
        Await.until("it waits", Invariants.LIMIT, () -> pool.claims().waiting() == 1);
        writers.get(0).setReadOnly(true);
        assertThat(waiter.result()).isEqualTo("db-1");
        assertThat(server(writers.get(0))).isEqualTo("db-2");
        closeAll(writers);
    }

    @Test
    void aSlotThatIsToGoGoesWhenItsClaimLeavesIt() throws Exception {
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
                "the others are new",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpened() == before + EACH - 1);
        connection.setReadOnly(true);
        assertThat(server(connection)).isEqualTo("db-2");
        Await.until("it is new, too", Invariants.LIMIT, () -> pools.database().connectionsOpened() == before + EACH);
        awaitUnclaimed(pool, EACH, EACH - 1);
        connection.close();
    }
}
