package dev.penstock.console.sql;

import static dev.penstock.console.PoolFixture.rows;
import static dev.penstock.console.PoolFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.StatsCatalogue;
import dev.penstock.pool.instrument.StatsTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queries over the records of live pools. */
class StatsDataSourceTest {
    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    @Test
    void everyViewAnswers() throws SQLException {
        StatsDataSource stats = fixture.sql(fixture.pool("orders", 2));
        for (StatsTable<?> table : StatsCatalogue.tables()) {
            assertThat(rows(stats, "SELECT * FROM " + table.name()))
                    .as(table.name())
                    .allSatisfy(row -> assertThat(row.get(0)).isEqualTo("orders"));
        }
        assertThat(value(stats, "SELECT total FROM wait_events WHERE wait_event = 'claim_acquire'"))
                .isEqualTo(0L);
    }

    @Test
    void lintWithoutNumberSaysWhy() throws SQLException {
        StatsDataSource stats = fixture.sql(fixture.pool("orders", 1));

        assertThat(value(stats, "SELECT seen FROM lints WHERE lint = 'held_but_idle'"))
                .isIn("the pool has not looked yet", "the pool has not seen a minute yet");
    }

    @Test
    void claimInFlightIsSeenWithItsOperation() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 2);
        StatsDataSource stats = fixture.sql(pool);
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            assertThat(held).isNotNull();
            assertThat(rows(
                            stats,
                            "SELECT a.operation, a.wait_event, h.thread, a.backend = h.backend"
                                    + " FROM activity a JOIN holders h USING (claim_id)"))
                    .containsExactly(List.of(
                            "checkout", "claim_idle", Thread.currentThread().getName(), true));
        }
        assertThat(rows(stats, "SELECT * FROM activity")).as("a new statement").isEmpty();
    }

    @Test
    void thousandRowsJoinedToThemselvesAgree() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 1_000);
        StatsDataSource stats = fixture.sql(pool);
        List<Connection> held = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                held.add(pool.getConnection());
            }
            assertThat(value(
                            stats,
                            "SELECT count(*) FROM activity a JOIN activity b USING (claim_id)"
                                    + " WHERE a.age_nanos = b.age_nanos AND a.in_wait_nanos = b.in_wait_nanos"))
                    .isEqualTo(1_000L);
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
    }

    @Test
    void sixteenLongestHoldersHaveStack() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 20);
        StatsDataSource stats = fixture.sql(pool);
        List<Connection> held = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                held.add(pool.getConnection());
            }
            assertThat(rows(
                            stats,
                            "SELECT count(*), count(stack), max(held_nanos) FILTER (WHERE stack IS NULL)"
                                    + " < min(held_nanos) FILTER (WHERE stack IS NOT NULL) FROM holders"))
                    .containsExactly(List.of(20L, 16L, true));
            assertThat(pool.holders())
                    .hasSize(20)
                    .allSatisfy(holder -> assertThat(holder.stack()).isNotEmpty());
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
    }

    @Test
    void preparedStatementSeesThePresentEachTime() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 1);
        StatsDataSource stats = fixture.sql(pool);
        try (Connection connection = stats.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT in_use FROM backends WHERE pool = ?")) {
            query.setString(1, "orders");
            assertThat(first(query)).isZero();
            try (Connection held = pool.getConnection()) {
                assertThat(held).isNotNull();
                assertThat(first(query)).isEqualTo(1);
            }
            assertThat(first(query)).isZero();
        }
    }

    private static long first(PreparedStatement query) throws SQLException {
        try (ResultSet result = query.executeQuery()) {
            assertThat(result.next()).isTrue();
            return result.getLong(1);
        }
    }

    @Test
    void poolsAreToldApartByTheirName() throws SQLException {
        StatsSource orders = StatsSource.of(fixture.pool("orders", 1));
        StatsSource billing = StatsSource.of(fixture.pool("billing", 3));
        StatsDataSource stats = fixture.closing(StatsDataSource.of(List.of(orders, billing), Limits.DEFAULT));

        assertThat(rows(stats, "SELECT pool, maximum_size FROM pools ORDER BY pool"))
                .containsExactly(List.of("billing", 3L), List.of("orders", 1L));
        assertThatThrownBy(() -> StatsDataSource.of(List.of(orders, orders), Limits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two pools have the name 'orders'");
    }

    @Test
    void runawayStatementEndsByItsTime() throws SQLException {
        StatsSource source = StatsSource.of(fixture.pool("orders", 1));
        Limits limits = new Limits(Duration.ofMillis(200), 10);
        StatsDataSource stats = fixture.closing(StatsDataSource.of(List.of(source), limits));

        assertThatThrownBy(() -> rows(
                        stats,
                        "SELECT count(*) FROM wait_events a, wait_events b, wait_events c,"
                                + " wait_events d, wait_events e, wait_events f, wait_events g"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("canceled");
        assertThat(rows(stats, "SELECT * FROM wait_events")).as("rows").hasSize(10);
    }

    @Test
    void connectionAndPoolGoOnAfterRunawayJoin() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 1);
        Limits limits = new Limits(Duration.ofMillis(200), 1_000);
        StatsDataSource stats = fixture.closing(StatsDataSource.of(List.of(StatsSource.of(pool)), limits));
        try (Connection connection = stats.getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> statement.executeQuery("SELECT count(*) FROM wait_events a, wait_events b,"
                                + " wait_events c, wait_events d, wait_events e, wait_events f, wait_events g"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("canceled");
                try (ResultSet result = statement.executeQuery("SELECT claims_ended FROM pools")) {
                    assertThat(result.next()).isTrue();
                    assertThat(result.getLong(1)).as("the same statement").isEqualTo(i);
                }
                pool.getConnection().close();
            }
        }
        assertThat(value(stats, "SELECT claims_failed FROM pools")).isEqualTo(0L);
    }

    @Test
    void closedPoolIsNamedInTheError() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 1);
        StatsDataSource stats = fixture.sql(pool);
        pool.close();

        assertThat(rows(stats, "SELECT * FROM pools"))
                .as("the last figures of a closed pool")
                .hasSizeLessThan(2);
    }
}
