package dev.penstock.console.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Attacks by SQL. Each statement is refused, and none has an effect. */
class GuardTest {
    /** SECRET is a file that exists, WRITTEN one that must not come to be. */
    private static final List<String> ATTACKS = List.of(
            "CREATE ALIAS run AS 'void run() { System.exit(1); }'",
            "CREATE ALIAS run FOR \"java.lang.System.exit\"",
            "DROP ALIAS explain",
            "CREATE TRIGGER t BEFORE SELECT ON pools CALL \"x.Y\"",
            "CREATE LINKED TABLE l('org.h2.Driver', 'jdbc:h2:mem:', 'sa', '', 'x')",
            "CREATE TABLE t(i INT)",
            "CREATE LOCAL TEMPORARY TABLE t(i INT)",
            "CREATE TABLE t(i INT) ENGINE \"dev.penstock.console.engine.StatsTableEngine\"",
            "CREATE USER x PASSWORD 'x' ADMIN",
            "ALTER USER reader ADMIN TRUE",
            "GRANT ALTER ANY SCHEMA TO reader",
            "SELECT FILE_READ('SECRET')",
            "SELECT FILE_READ('classpath:/module-info.class')",
            "SELECT FILE_WRITE('x', 'WRITTEN')",
            "SELECT * FROM CSVREAD('SECRET')",
            "CALL CSVWRITE('WRITTEN', 'SELECT 1')",
            "SELECT CSVWRITE('WRITTEN', 'SELECT 1')",
            "RUNSCRIPT FROM 'SECRET'",
            "SCRIPT",
            "SCRIPT TO 'WRITTEN'",
            "BACKUP TO 'WRITTEN'",
            "SHUTDOWN",
            "SHUTDOWN DEFRAG",
            "SET QUERY_TIMEOUT 0",
            "SET MAX_MEMORY_ROWS 1",
            "SET SCHEMA public",
            "SET @x = 1",
            "SELECT SET(@x, 1)",
            "SELECT 1; SET QUERY_TIMEOUT 0",
            "SELECT 1; SELECT 2",
            "DROP TABLE pools",
            "DROP ALL OBJECTS",
            "DELETE FROM pools",
            "INSERT INTO pools(pool) VALUES ('x')",
            "UPDATE pools SET pool = 'x'",
            "TRUNCATE TABLE pools",
            "SELECT * FROM FINAL TABLE (INSERT INTO pools(pool) VALUES ('x'))",
            "EXPLAIN ANALYZE DELETE FROM pools",
            "SELECT LINK_SCHEMA('x', '', 'jdbc:h2:mem:', 'sa', '', 'public')",
            "SELECT * FROM LINK_SCHEMA('x', '', 'jdbc:h2:mem:', 'sa', '', 'public')",
            "SELECT ABORT_SESSION(1)",
            "SELECT CANCEL_SESSION(1)",
            "COMMIT",
            "");

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    @TempDir
    Path folder;

    private StatsDataSource stats() throws SQLException {
        return fixture.sql(fixture.pool("orders", 1));
    }

    private static void refused(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.executeQuery(sql)).as(sql).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> connection.prepareStatement(sql).executeQuery())
                .as("prepared: %s", sql)
                .isInstanceOf(SQLException.class);
    }

    @Test
    void everyEscapeOfH2IsRefused() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.sql"), "SELECT 1");
        Path written = folder.resolve("written");
        StatsDataSource stats = stats();
        try (Connection connection = stats.getConnection()) {
            for (String attack : ATTACKS) {
                refused(connection, attack.replace("SECRET", secret.toString()).replace("WRITTEN", written.toString()));
            }
            assertThat(written).doesNotExist();
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT pool FROM pools")) {
                assertThat(result.next()).as("the database still answers").isTrue();
            }
        }
    }

    @Test
    void systemTablesShowNoSecret() throws SQLException {
        StatsDataSource stats = stats();
        assertThat(PoolFixture.rows(stats, "SELECT * FROM information_schema.settings")
                        .toString())
                .doesNotContain(System.getProperty("java.class.path"))
                .doesNotContain(System.getProperty("user.home"));
        assertThat(PoolFixture.rows(stats, "SELECT user_name FROM information_schema.users"))
                .as("users")
                .containsExactly(List.of("reader"));
        assertThat(PoolFixture.rows(stats, "SELECT * FROM information_schema.sessions"))
                .as("sessions of others")
                .hasSizeLessThan(2);
        assertThat(PoolFixture.rows(
                        stats,
                        "SELECT table_schema, table_name FROM information_schema.tables"
                                + " WHERE table_schema NOT IN ('penstock', 'information_schema')"))
                .isEmpty();
    }

    @Test
    void limitsCannotBeRaised() throws SQLException {
        try (Connection connection = stats().getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(0);
            assertThat(statement.getQueryTimeout()).isEqualTo(5);
            statement.setQueryTimeout(3_600);
            assertThat(statement.getQueryTimeout()).isEqualTo(5);
            statement.setMaxRows(0);
            assertThat(statement.getMaxRows()).isEqualTo(100_000);
            statement.setLargeMaxRows(Long.MAX_VALUE);
            assertThat(statement.getMaxRows()).isEqualTo(100_000);
            statement.setMaxRows(7);
            assertThat(statement.getMaxRows()).isEqualTo(7);
        }
    }

    @Test
    void h2CannotBeReachedBehindTheGuard() throws SQLException {
        try (Connection connection = stats().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class))
                    .isFalse();
            assertThatThrownBy(() -> connection.unwrap(org.h2.jdbc.JdbcConnection.class))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.addBatch("SET QUERY_TIMEOUT 0")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> connection.prepareCall("SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void textOfFilesIsNotInErrors() throws IOException, SQLException {
        Path secret = Files.writeString(folder.resolve("x.csv"), "password\nhunter2\n");
        StatsDataSource stats = stats();
        assertThatThrownBy(() -> PoolFixture.rows(stats, "SELECT * FROM CSVREAD('" + secret + "')"))
                .isInstanceOf(SQLException.class)
                .message()
                .doesNotContain("hunter2");
    }
}
