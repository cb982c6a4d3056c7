package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import java.lang.ref.WeakReference;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The state in which a claim leaves a session of PostgreSQL does not reach the next claim. */
class SessionStateIT {
    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() throws SQLException {
        cluster = PostgresCluster.start(1);
        String user = "\"" + cluster.user() + "\"";
        asOwner("CREATE TABLE items (id int); GRANT ALL ON items TO " + user);
        asOwner("CREATE SCHEMA one; CREATE SCHEMA two; CREATE SCHEMA tenant; GRANT USAGE ON SCHEMA one, two, tenant TO "
                + user);
        asOwner("ALTER ROLE " + user + " SET search_path = one, two, public");
        asOwner("CREATE FUNCTION cursor_of_one() RETURNS refcursor AS $$ DECLARE r refcursor;"
                + " BEGIN OPEN r FOR SELECT 1; RETURN r; END $$ LANGUAGE plpgsql");
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @BeforeEach
    void emptyTheTable() throws SQLException {
        asOwner("TRUNCATE items");
    }

    private static void asOwner(String sql) throws SQLException {
        try (Connection owner = cluster.server(0).connect(cluster.database());
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private PenstockDataSource pool(Consumer<PenstockConfig> settings) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(cluster.server(0).jdbcUrl());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(20_000);
        settings.accept(pool);
        return pools.open(pool);
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String session(PenstockDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return value(connection, "SELECT pg_backend_pid()");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN; INSERT INTO items VALUES (1)", "BEGIN; SELECT 1/0", "START TRANSACTION"})
    void transactionBegunByStatementIsRolledBack(String sql) throws SQLException {
        PenstockDataSource pool = pool(config -> {});
        String before = session(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                assertThat(e.getMessage()).contains("division by zero");
            }
        }
        try (Connection observer = cluster.server(0).connect(cluster.database())) {
            assertThat(value(observer, "SELECT state FROM pg_stat_activity WHERE pid = " + before))
                    .isEqualTo("idle");
            try (Connection next = pool.getConnection();
                    Statement statement = next.createStatement()) {
                assertThat(value(next, "SELECT count(*) FROM items")).isEqualTo("0");
                statement.execute("INSERT INTO items VALUES (7)");
            }
            assertThat(value(observer, "SELECT count(*) FROM items")).isEqualTo("1");
        }
        assertThat(session(pool)).as("the session is kept").isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"true, FROM STDIN", "false, FROM STDIN", "true, TO STDOUT", "false, TO STDOUT"})
    void sessionWithCopyInProgressIsReplaced(boolean autoCommit, String direction) throws SQLException {
        asOwner("INSERT INTO items SELECT generate_series(1, 100000)");
        PenstockDataSource pool = pool(config -> config.setAutoCommit(autoCommit));
        String before = session(pool);
        try (Connection connection = pool.getConnection()) {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            if (direction.equals("FROM STDIN")) {
                copies.copyIn("COPY items FROM STDIN").writeToCopy(new byte[] {'1', '\n'}, 0, 2);
            } else {
                copies.copyOut("COPY items TO STDOUT").readFromCopy();
            }
        }
        assertThat(session(pool)).isNotEqualTo(before);
    }

    @Test
    void sessionWhoseCopyEndedIsKept() throws SQLException {
        PenstockDataSource pool = pool(config -> {});
        String before = session(pool);
        try (Connection connection = pool.getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY items FROM STDIN")
                    .endCopy();
        }
        assertThat(session(pool)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void searchPathOfSeveralSchemasIsRestored(boolean autoCommit) throws SQLException {
        PenstockDataSource pool = pool(config -> config.setAutoCommit(autoCommit));
        String before = session(pool);
        try (Connection connection = pool.getConnection()) {
            connection.setSchema("tenant");
            assertThat(value(connection, "SHOW search_path")).isEqualTo("tenant");
            if (!autoCommit) {
                connection.commit();
            }
        }
        try (Connection next = pool.getConnection()) {
            assertThat(value(next, "SHOW search_path")).isEqualTo("one, two, public");
        }
        assertThat(session(pool)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isolationOfTransactionDoesNotOutlastIt(boolean retries) throws SQLException {
        PenstockDataSource pool = pool(config -> config.setAutoCommit(false));
        String before = session(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            assertThatThrownBy(() -> connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ))
                    .isInstanceOf(SQLException.class);
            if (retries) {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
        }
        try (Connection next = pool.getConnection()) {
            assertThat(next.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        }
        assertThat(session(pool)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void searchPathOfTransactionDoesNotOutlastIt(boolean autoCommit) throws SQLException {
        PenstockDataSource pool = pool(config -> config.setAutoCommit(autoCommit));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(autoCommit ? "BEGIN" : "SELECT 1");
            statement.execute("SET LOCAL search_path = tenant");
            connection.setSchema("two");
        }
        try (Connection next = pool.getConnection()) {
            assertThat(value(next, "SHOW search_path")).isEqualTo("one, two, public");
        }
    }

    @Test
    void searchPathSurvivesRefusedChangeInFailedTransaction() throws SQLException {
        PenstockDataSource pool = pool(config -> config.setAutoCommit(false));
        String before = session(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT 1/0")).hasMessageContaining("division by zero");
            assertThatThrownBy(() -> connection.setSchema("tenant")).isInstanceOf(SQLException.class);
        }
        try (Connection next = pool.getConnection()) {
            assertThat(value(next, "SHOW search_path")).isEqualTo("one, two, public");
        }
        assertThat(session(pool)).isEqualTo(before);
    }

    @Test
    void configuredSchemaIsRestored() throws SQLException {
        PenstockDataSource pool = pool(config -> config.setSchema("two"));
        try (Connection connection = pool.getConnection()) {
            connection.setSchema("tenant");
        }
        try (Connection next = pool.getConnection()) {
            assertThat(value(next, "SHOW search_path")).isEqualTo("two");
        }
    }

    @Test
    void applicationNameNamesThePoolAndTheSlotUnlessTheUserSetsIt() throws SQLException {
        PenstockDataSource named = pool(config -> config.setPoolName("orders"));
        try (Connection connection = named.getConnection()) {
            assertThat(value(connection, "SHOW application_name")).matches("penstock/orders/\\d+");
        }
        PenstockDataSource own = pool(config -> config.addDataSourceProperty("ApplicationName", "mine"));
        try (Connection connection = own.getConnection()) {
            assertThat(value(connection, "SHOW application_name")).isEqualTo("mine");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetQueryUndoesWhatStatementsSet(boolean autoCommit) throws SQLException {
        PenstockDataSource pool = pool(config -> {
            config.setAutoCommit(autoCommit);
            config.setSchema("two");
            config.setConnectionInitSql("SET application_name = 'initial'");
            config.setConnectionResetQuery("DISCARD ALL");
        });
        String before = session(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '7s'");
            statement.execute("SET application_name = 'other'");
            statement.execute("LISTEN changes");
            statement.execute("CREATE TEMPORARY TABLE temporary (id int)");
            statement.execute("SELECT pg_advisory_lock(42)");
            if (!autoCommit) {
                connection.commit();
            }
        }
        try (Connection next = pool.getConnection()) {
            assertThat(next.getAutoCommit()).isEqualTo(autoCommit);
            assertThat(value(next, "SHOW statement_timeout")).isEqualTo("0");
            assertThat(value(next, "SHOW application_name")).isEqualTo("initial");
            assertThat(value(next, "SHOW search_path")).isEqualTo("two");
            assertThat(value(next, "SELECT count(*) FROM pg_listening_channels()"))
                    .isEqualTo("0");
            assertThat(value(next, "SELECT count(*) FROM pg_class WHERE relname = 'temporary'"))
                    .isEqualTo("0");
            assertThat(value(next, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                    .isEqualTo("0");
        }
        assertThat(session(pool)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetQueryKeepsTheSessionReadOnly(boolean autoCommit) throws SQLException {
        PenstockDataSource pool = pool(config -> {
            config.setAutoCommit(autoCommit);
            config.setReadOnly(true);
            config.addDataSourceProperty("readOnlyMode", "always");
            config.setConnectionResetQuery("DISCARD ALL");
        });
        String before = session(pool);
        try (Connection next = pool.getConnection();
                Statement statement = next.createStatement()) {
            assertThat(value(next, "SELECT pg_backend_pid()")).isEqualTo(before);
            assertThatThrownBy(() -> statement.execute("INSERT INTO items VALUES (1)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void failingResetQueryReplacesTheSession() throws SQLException {
        PenstockDataSource pool = pool(config -> config.setConnectionResetQuery("NO SUCH STATEMENT"));
        String before = session(pool);
        assertThat(session(pool)).isNotEqualTo(before);
    }

    @Test
    void slowResetQueryEndsByTheValidationTimeout() throws SQLException {
        PenstockDataSource pool = pool(config -> {
            config.setValidationTimeout(250);
            config.setConnectionResetQuery("SELECT pg_sleep(600)");
        });
        Connection connection = pool.getConnection();
        String before = value(connection, "SELECT pg_backend_pid()");
        connection.close();
        try (Connection next = pool.getConnection()) {
            assertThat(value(next, "SELECT pg_backend_pid()")).isNotEqualTo(before);
        }
    }

    @Test
    void resultSetsOfArraysAndCursorsBelongToTheClaim() throws SQLException {
        PenstockDataSource pool = pool(config -> config.setAutoCommit(false));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                CallableStatement call = connection.prepareCall("{? = call cursor_of_one()}")) {
            ResultSet rows = statement.executeQuery("SELECT ARRAY[1, 2], cursor_of_one()");
            rows.next();
            assertBelongsTo(connection, rows.getArray(1).getResultSet());
            assertBelongsTo(connection, ((Array) rows.getObject(1)).getResultSet());
            assertBelongsTo(connection, rows.getObject(1, Array.class).getResultSet());
            assertBelongsTo(connection, (ResultSet) rows.getObject(2));
            assertBelongsTo(
                    connection,
                    connection.createArrayOf("int4", new Object[] {1}).getResultSet());
            call.registerOutParameter(1, Types.REF_CURSOR);
            call.execute();
            assertBelongsTo(connection, (ResultSet) call.getObject(1));
        }
    }

    private static void assertBelongsTo(Connection connection, ResultSet rows) throws SQLException {
        assertThat(rows.getStatement().getConnection()).isSameAs(connection);
        assertThat(rows.next()).isTrue();
    }

    @Test
    void arraysOfAClaimAreParameters() throws SQLException {
        PenstockDataSource pool = pool(config -> {});
        try (Connection connection = pool.getConnection();
                var prepared = connection.prepareStatement("SELECT ?::int[], ?::int[]")) {
            Array array = connection.createArrayOf("int4", new Object[] {1, 2});
            prepared.setArray(1, array);
            prepared.setObject(2, array);
            ResultSet rows = prepared.executeQuery();
            rows.next();
            assertThat(rows.getArray(1)).hasToString("{1,2}");
            assertThat((Object[]) rows.getArray(2).getArray()).containsExactly(1, 2);
        }
    }

    @Test
    void arrayOfAClosedClaimDoesNotReachTheSession() throws SQLException {
        PenstockDataSource pool = pool(config -> {});
        Array array;
        try (Connection connection = pool.getConnection()) {
            array = connection.createArrayOf("int4", new Object[] {1, 2});
        }
        assertThatThrownBy(array::getResultSet).isInstanceOf(SQLException.class).hasMessageContaining("closed");
        array.free();
    }

    @Test
    void unclosedStatementsAreCollectedOrClosed() throws SQLException {
        PenstockDataSource pool = pool(config -> {});
        List<WeakReference<Statement>> early = new ArrayList<>();
        Statement kept;
        try (Connection connection = pool.getConnection()) {
            kept = connection.createStatement();
            for (int i = 0; i < 10_000; i++) {
                Statement statement = connection.createStatement();
                if (i < 1_000) {
                    early.add(new WeakReference<>(statement));
                }
            }
            Await.until("statements that nobody refers to are collected", Invariants.LIMIT, () -> {
                System.gc();
                return early.stream().allMatch(reference -> reference.refersTo(null));
            });
        }
        assertThat(kept.isClosed()).isTrue();
    }
}
