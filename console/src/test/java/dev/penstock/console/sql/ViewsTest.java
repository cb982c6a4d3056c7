package dev.penstock.console.sql;

import static dev.penstock.console.PoolFixture.rows;
import static dev.penstock.console.PoolFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The content of single views. */
class ViewsTest {
    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    @Test
    void slotShowsItsClaimAndSession() throws SQLException {
        PenstockDataSource pool = fixture.pool("orders", 2);
        StatsDataSource stats = fixture.sql(pool);
        try (Connection held = pool.claim(ClaimOptions.none().withOperation("checkout"))) {
            assertThat(held).isNotNull();
            assertThat(rows(
                            stats,
                            "SELECT s.operation, s.thread, s.wait_event, s.held_nanos > 0, s.idle_nanos, s.condemned,"
                                    + " s.claim_id = a.claim_id, s.slot = a.slot, s.session = o.session"
                                    + " FROM slots s JOIN activity a USING (pool, backend)"
                                    + " JOIN sessions o ON o.slot = s.slot WHERE s.state = 'CLAIMED'"))
                    .containsExactly(Arrays.asList(
                            "checkout",
                            Thread.currentThread().getName(),
                            "claim_idle",
                            true,
                            null,
                            false,
                            true,
                            true,
                            true));
            assertThat(value(
                            stats,
                            "SELECT idle_seconds >= 0 AND claim_id IS NULL FROM slots WHERE state = 'UNCLAIMED'"))
                    .isEqualTo(true);
        }
        assertThat(value(stats, "SELECT count(*) FROM slots WHERE state = 'UNCLAIMED'"))
                .isEqualTo(2L);
    }

    @Test
    void settingsShowValuesWithoutSecrets() throws SQLException {
        PenstockDataSource pool = fixture.unstarted("orders", 1);
        pool.setPassword("hunter2");
        pool.setConnectionInitSql("SET token = 'hunter2'");
        Properties properties = new Properties();
        properties.setProperty("sslPassword", "hunter2");
        pool.setDataSourceProperties(properties);
        StatsDataSource stats = fixture.sql(pool);

        assertThat(rows(
                        stats,
                        "SELECT current_value, configured, live, hidden FROM settings"
                                + " WHERE property IN ('maximumPoolSize', 'statusInterval') ORDER BY property"))
                .containsExactly(List.of("1", true, true, false), List.of("500", false, true, false));
        assertThat(rows(stats, "SELECT property FROM settings WHERE hidden ORDER BY property"))
                .containsExactly(List.of("connectionInitSql"), List.of("jdbcUrl"), List.of("password"));
        assertThat(value(stats, "SELECT current_value FROM settings WHERE property = 'dataSourceProperties'"))
                .isEqualTo("[sslPassword]");
        assertThat(rows(stats, "SELECT * FROM settings").toString()).doesNotContain("hunter2");
        pool.setMaximumPoolSize(2);
        assertThat(value(stats, "SELECT current_value FROM settings WHERE property = 'maximumPoolSize'"))
                .isEqualTo("2");
    }
}
