package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.slots.Slot;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.pool.jdbc.ClaimTrace;
import dev.penstock.pool.jdbc.ClaimedConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims that end by an abort, or under a call that asks whether they have ended. */
class ClaimEndRacesTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    void abortThatHangsInTheDriverReturnsTheSlot() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection aborted = pool.getConnection();
        StubScript hang = pools.on("Connection.abort").hangIgnoringInterrupt().once();
        Claimant<Boolean> caller = abort(aborted);
        Await.until("the abort hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection next = pool.getConnection()) {
            hang.release();
            assertThat(caller.result()).isTrue();
            next.createStatement().execute("select 1");
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    private static Claimant<Boolean> abort(Connection connection) {
        return Claimant.start(() -> {
            connection.abort(Runnable::run);
            return true;
        });
    }

    @Test
    void abortWhoseExecutorHangsReturnsTheSlot() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection aborted = pool.getConnection();
        CountDownLatch release = new CountDownLatch(1);
        StubScript usesExecutor = pools.on("Connection.abort");
        Claimant<Boolean> caller = Claimant.start(() -> {
            usesExecutor.after(() -> await(release)).once();
            aborted.abort(Runnable::run);
            return true;
        });
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
        release.countDown();
        assertThat(caller.result()).isTrue();
    }

    private static void await(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void abortWithoutExecutorIsRefused() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        assertThatThrownBy(() -> connection.abort(null))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("executor");
        assertThat(connection.isClosed()).isFalse();
        connection.createStatement().execute("select 1");
        connection.close();
        connection.abort(null);
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void abortThatTheDriverForbidsReachesTheCaller() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection connection = pool.getConnection();
        pools.on("Connection.abort").throwing(new SecurityException("no")).once();
        assertThatThrownBy(() -> connection.abort(Runnable::run)).isInstanceOf(SecurityException.class);
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    /** Ends a claim at the begin of its next call, as a thread that finds a leak does. */
    private record Reclaiming(ClaimedConnection claim) implements ClaimTrace {
        @Override
        public void callBegan() {
            claim.reclaim("a test");
        }

        @Override
        public void callEnded() {}

        @Override
        public void thrown(Throwable failure) {}

        @Override
        public void moved(Slot slot) {}

        @Override
        public void released(@Nullable DisconnectCause cause, long closing, long now) {}
    }

    @Test
    void claimThatEndsBeforeTheCheckIsNotValid() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        ClaimedConnection connection = (ClaimedConnection) pool.getConnection();
        connection.observe(new Reclaiming(connection));
        assertThat(connection.isValid(1)).isFalse();
        assertThat(pools.database().callCount("Connection.isValid")).isZero();
    }

    private interface Question {
        boolean ask(Connection connection) throws SQLException;
    }

    @Test
    void claimThatEndsUnderItsCheckIsClosed() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (String method : List.of("isClosed", "isValid")) {
            Connection connection = pool.getConnection();
            Question question = method.equals("isClosed") ? Connection::isClosed : asked -> asked.isValid(1);
            StubScript hang = pools.on("Connection." + method).hang().once();
            Claimant<Boolean> caller = Claimant.start(() -> question.ask(connection));
            Await.until("the call hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
            connection.close();
            caller.thread().interrupt();
            assertThat(caller.result()).as(method).isEqualTo(method.equals("isClosed"));
            Pools.awaitUnclaimed(pool::backends, 1);
        }
    }

    @Test
    void failureOfTheCheckOfAnOpenClaimReachesTheCaller() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            pools.on("Connection.isValid")
                    .throwing(new SQLException("timeout below 0", "22023"))
                    .once();
            assertThatThrownBy(() -> connection.isValid(-1)).hasMessage("timeout below 0");
            pools.on("Connection.isClosed").throwing(new SQLException("odd")).once();
            assertThatThrownBy(connection::isClosed).hasMessage("odd");
        }
    }
}
