package dev.penstock.lab.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Replication: a standby follows, is promoted, and the old primary becomes its standby. */
class ReplicationIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static String ask(PostgresServer server, String query) {
        try (Connection connection = server.connect()) {
            return ask(connection, query);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void write(PostgresServer server, String statement) {
        try (Connection connection = server.connect();
                Statement writing = connection.createStatement()) {
            writing.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oldPrimaryFollowsPromotedStandby() throws SQLException {
        try (PostgresCluster cluster = PostgresCluster.start(2)) {
            PostgresServer first = cluster.server(0);
            PostgresServer second = cluster.server(1);
            write(first, "CREATE TABLE t AS SELECT 1 AS n");
            second.follow(first);
            assertThat(ask(second, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            write(first, "INSERT INTO t VALUES (2)");
            Await.until(
                    "it is replicated",
                    LIMIT,
                    () -> ask(second, "SELECT sum(n) FROM t").equals("3"));

            first.kill();
            second.promote();
            assertThat(ask(second, "SELECT pg_is_in_recovery()")).isEqualTo("f");
            write(second, "INSERT INTO t VALUES (4)");
            first.restart();
            assertThat(ask(first, "SELECT pg_is_in_recovery()"))
                    .as("it knows nothing")
                    .isEqualTo("f");
            String timeline = "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"
                    + " || ' ' || (SELECT system_identifier FROM pg_control_system())";
            try (Connection user = DriverManager.getConnection(second.jdbcUrl(), cluster.user(), cluster.password())) {
                assertThat(ask(user, timeline)).startsWith("00000002 ");
            }
            assertThat(ask(first, timeline)).startsWith("00000001 ");
            assertThat(ask(first, timeline).substring(9))
                    .isEqualTo(ask(second, timeline).substring(9));

            first.follow(second);
            assertThat(ask(first, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            assertThat(ask(first, "SELECT sum(n) FROM t")).isEqualTo("7");
        }
    }
}
