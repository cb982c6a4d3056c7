package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network timeout of a claim ends with the claim. */
class NetworkTimeoutTest {
    @RegisterExtension
    final Pools pools = new Pools();

    private Duration timeout() {
        return pools.database().sessions().get(0).networkTimeout();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 60_000})
    void changeThatFailsAfterItWasMadeIsUndone(int millis) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            pools.on("Connection.setNetworkTimeout")
                    .throwingAfterwards(new SQLException("half-way", "HY000"))
                    .once();
            assertThatThrownBy(() -> connection.setNetworkTimeout(Runnable::run, millis))
                    .hasMessage("half-way");
            assertThat(timeout()).hasMillis(millis);
        }
        assertThat(timeout()).isZero();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void changeThatCannotBeUndoneCostsTheSession() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            pools.on("Connection.setNetworkTimeout").throwingAfterwards(new SQLException("half-way", "HY000"));
            assertThatThrownBy(() -> connection.setNetworkTimeout(Runnable::run, 7))
                    .hasMessage("half-way");
        }
        pools.on("Connection.setNetworkTimeout").usual();
        Pools.awaitUnclaimed(pool::backends, 1);
        pool.getConnection().close();
        assertThat(timeout()).isZero();
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
    }

    @Test
    void changeByAQueueOfTheApplicationReachesNoOtherClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Queue<Runnable> queue = new ArrayDeque<>();
        try (Connection connection = pool.getConnection()) {
            connection.setNetworkTimeout(queue::add, 7);
            assertThat(connection.getNetworkTimeout()).isEqualTo(7);
        }
        try (Connection next = pool.getConnection()) {
            queue.forEach(Runnable::run);
            assertThat(next.getNetworkTimeout()).isZero();
        }
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void missingExecutorIsRefused() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            assertThatThrownBy(() -> connection.setNetworkTimeout(null, 7)).isInstanceOf(SQLException.class);
        }
        assertThat(timeout()).isZero();
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
    }
}
