package dev.penstock.console.sql;

import static dev.penstock.console.PoolFixture.rows;
import static dev.penstock.console.PoolFixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The functions of the schema. */
class FunctionsTest {
    private static final String TWO_SECONDS = "SELECT 1 FROM load_timeline WHERE dimension = 'total' AND load > 0.5";

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private static void awaitSeconds(StatsDataSource stats) {
        Await.until(
                "two seconds of load are recorded",
                PoolFixture.LIMIT,
                () -> rows(stats, TWO_SECONDS).size() >= 2);
    }

    @Test
    void loadIsShownByPeriodAndDimension() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 2);
        StatsDataSource stats = fixture.sql(pool);
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            assertThat(held).isNotNull();
            awaitSeconds(stats);

            assertThat(rows(
                            stats,
                            "SELECT period, top_event, peak_load > 0.5, average_load <= peak_load,"
                                    + " recorded_seconds > 0 FROM load_periods()"))
                    .containsExactly(
                            List.of("1 minute", "claim_idle", true, true, true),
                            List.of("5 minutes", "claim_idle", true, true, true),
                            List.of("15 minutes", "claim_idle", true, true, true),
                            List.of("1 hour", "claim_idle", true, true, true));
            assertThat(rows(stats, "SELECT name, exact FROM load_top('event', NULL, NULL) LIMIT 1"))
                    .containsExactly(List.of("claim_idle", true));
            assertThat(rows(stats, "SELECT name, exact FROM load_top('class', NULL, NULL) LIMIT 1"))
                    .containsExactly(List.of("client", true));
            assertThat(rows(stats, "SELECT name, exact, average_load > 0 FROM load_top('operation', NULL, NULL)"))
                    .containsExactly(List.of("checkout", false, true));
            assertThat(rows(
                            stats,
                            "SELECT t.name = b.backend FROM load_top('backend', CURRENT_TIMESTAMP"
                                    + " - INTERVAL '1' MINUTE, CURRENT_TIMESTAMP) t"
                                    + " JOIN backends b USING (pool) LIMIT 1"))
                    .containsExactly(List.of(true));
            assertThat(rows(
                            stats,
                            "SELECT name, difference, ratio FROM load_compare(NULL, NULL, NULL, NULL)"
                                    + " WHERE name = 'total'"))
                    .containsExactly(List.of("total", 0.0, 1.0));
        }
    }

    @Test
    void functionWithoutDataSaysWhy() throws SQLException {
        StatsDataSource stats = fixture.sql(fixture.pool("orders", 1));
        awaitRecord(stats);

        assertThatThrownBy(() -> rows(
                        stats,
                        "SELECT * FROM load_top('event', TIMESTAMP WITH TIME ZONE"
                                + " '2020-01-01 00:00:00Z', TIMESTAMP WITH TIME ZONE '2020-01-01 01:00:00Z')"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pool orders has no record of a second in that time: see the column oldest");
        assertThatThrownBy(() -> rows(stats, "SELECT * FROM load_top('colour', NULL, NULL)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("there is no dimension 'colour': use event, class, backend, operation");
        assertThatThrownBy(() -> value(stats, "SELECT current_claim()"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("this thread holds no claim of orders");
        assertThat(value(stats, "SELECT explain('nobody')")).asString().contains("nobody");
    }

    private static void awaitRecord(StatsDataSource stats) {
        Await.until(
                "a second is recorded",
                PoolFixture.LIMIT,
                () -> !rows(stats, "SELECT 1 FROM load_timeline WHERE dimension = 'total' LIMIT 1")
                        .isEmpty());
    }

    @Test
    void claimOfThisThreadIsExplained() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 1);
        StatsDataSource stats = fixture.sql(pool);
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            assertThat(held).isNotNull();
            Object claim = value(stats, "SELECT current_claim()");

            assertThat(claim).isEqualTo(value(stats, "SELECT claim_id FROM activity"));
            assertThat(value(stats, "SELECT explain(current_claim())"))
                    .asString()
                    .contains(String.valueOf(claim))
                    .contains("checkout");
            assertThat(value(stats, "SELECT explain(claim_id) FROM activity"))
                    .asString()
                    .contains(String.valueOf(claim));
        }
    }

    @Test
    void preparedFunctionIsComputedAtEachExecution() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 1);
        StatsDataSource stats = fixture.sql(pool);
        try (Connection connection = stats.getConnection();
                PreparedStatement current = connection.prepareStatement("SELECT current_claim()");
                PreparedStatement top = connection.prepareStatement("SELECT * FROM load_top(?, ?, ?)")) {
            String first = claim(pool, current);
            assertThat(claim(pool, current)).isNotEqualTo(first);
            awaitRecord(stats);
            top.setString(1, "event");
            top.setObject(2, OffsetDateTime.now().minusMinutes(1));
            top.setObject(3, OffsetDateTime.now());
            try (ResultSet result = top.executeQuery()) {
                assertThat(result.getMetaData().getColumnCount()).isEqualTo(7);
            }
        }
    }

    private static String claim(PenstockDataSource pool, PreparedStatement query) throws SQLException {
        try (Connection held = pool.getConnection();
                ResultSet result = query.executeQuery()) {
            assertThat(held).isNotNull();
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
