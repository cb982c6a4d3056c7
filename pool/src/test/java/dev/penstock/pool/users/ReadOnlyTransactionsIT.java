package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.Role;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Read-only transactions of one data source go to a standby, the others to the primary. */
class ReadOnlyTransactionsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String IN_RECOVERY = "SELECT pg_is_in_recovery()";

    @RegisterExtension
    final Pools pools = new Pools();

    private PostgresCluster cluster;

    @BeforeEach
    void start() throws SQLException {
        cluster = PostgresCluster.start(2);
        try (Connection connection = cluster.server(0).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (n int)");
            statement.execute("GRANT ALL ON t TO " + cluster.user());
        }
        cluster.server(1).follow(cluster.server(0));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private PenstockDataSource open(boolean autoCommit) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://"
                + cluster.servers().stream()
                        .map(server -> server.address().getHostAddress() + ":" + server.port())
                        .collect(Collectors.joining(","))
                + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(6);
        pool.setTargetServerType("primary");
        pool.setReadOnlyRouting("preferSecondary");
        pool.setAutoCommit(autoCommit);
        pools.open(pool);
        Await.until(
                "both have their connections",
                LIMIT,
                () -> unclaimed(pool, Role.PRIMARY) == 3 && unclaimed(pool, Role.SECONDARY) == 3);
        return pool;
    }

    private static int unclaimed(PenstockDataSource pool, Role role) {
        return pool.backends().stream()
                .filter(view -> view.role() == role)
                .mapToInt(view -> view.slots().unclaimed())
                .sum();
    }

    private static TransactionTemplate transaction(PenstockDataSource pool, boolean readOnly) {
        TransactionTemplate template = new TransactionTemplate(new DataSourceTransactionManager(pool));
        template.setReadOnly(readOnly);
        return template;
    }

    private static boolean inRecovery(JdbcTemplate jdbc) {
        return Boolean.TRUE.equals(jdbc.queryForObject(IN_RECOVERY, Boolean.class));
    }

    private void springReadsFromTheStandbyAndWritesToThePrimary(PenstockDataSource pool) {
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        TransactionTemplate reading = transaction(pool, true);
        TransactionTemplate writing = transaction(pool, false);
        for (int i = 0; i < 20; i++) {
            writing.executeWithoutResult(status -> {
                assertThat(inRecovery(jdbc)).isFalse();
                jdbc.update("INSERT INTO t VALUES (1)");
            });
            reading.executeWithoutResult(status -> assertThat(inRecovery(jdbc)).isTrue());
        }
        Await.until(
                "the standby has it all",
                LIMIT,
                () -> Integer.valueOf(20)
                        .equals(reading.execute(
                                status -> jdbc.queryForObject("SELECT count(*) FROM t", Integer.class))));
        assertThatThrownBy(() -> reading.executeWithoutResult(status -> jdbc.update("INSERT INTO t VALUES (2)")))
                .hasMessageContaining("read-only transaction");
        writing.executeWithoutResult(status -> jdbc.update("INSERT INTO t VALUES (3)"));
    }

    @Test
    void springsReadOnlyTransactionsReadFromTheStandby() {
        springReadsFromTheStandbyAndWritesToThePrimary(open(true));
    }

    @Test
    void springsReadOnlyTransactionsReadFromTheStandbyWhereNothingCommitsByItself() {
        springReadsFromTheStandbyAndWritesToThePrimary(open(false));
    }

    @Test
    void withoutAStandbyTheyReadFromThePrimary() {
        PenstockDataSource pool = open(true);
        cluster.server(1).kill();
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        Await.until("it is offline", LIMIT, () -> unclaimed(pool, Role.SECONDARY) == 0);
        transaction(pool, true)
                .executeWithoutResult(status -> assertThat(inRecovery(jdbc)).isFalse());
    }

    /** Jdbi asks for automatic commit before anything can be set. */
    @Test
    void handlesOfJdbiThatAreReadOnlyReadFromTheStandby() {
        Jdbi jdbi = Jdbi.create(open(true));
        jdbi.useHandle(handle -> {
            handle.setReadOnly(true);
            handle.useTransaction(own -> assertThat(
                            own.select(IN_RECOVERY).mapTo(Boolean.class).one())
                    .isTrue());
        });
        jdbi.useHandle(handle -> {
            handle.execute("INSERT INTO t VALUES (1)");
            assertThat(handle.select(IN_RECOVERY).mapTo(Boolean.class).one()).isFalse();
        });
    }
}
