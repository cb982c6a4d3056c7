package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's JdbcTemplate in transactions of its DataSourceTransactionManager. */
abstract class SpringContract extends UserContract {
    private static TransactionTemplate transaction(PenstockDataSource pool, int propagation) {
        TransactionTemplate template = new TransactionTemplate(new DataSourceTransactionManager(pool));
        template.setPropagationBehavior(propagation);
        return template;
    }

    private static TransactionTemplate transaction(PenstockDataSource pool) {
        return transaction(pool, TransactionDefinition.PROPAGATION_REQUIRED);
    }

    private static void insert(JdbcTemplate jdbc, int id) {
        jdbc.update("INSERT INTO accounts VALUES (?, 100)", id);
    }

    @Test
    void commitAndRollback() throws SQLException {
        PenstockDataSource pool = pool(1);
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        transaction(pool).executeWithoutResult(status -> insert(jdbc, 1));
        transaction(pool).executeWithoutResult(status -> {
            insert(jdbc, 2);
            status.setRollbackOnly();
        });
        assertThatThrownBy(() -> transaction(pool).executeWithoutResult(status -> {
                    insert(jdbc, 3);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(accounts(pool)).isEqualTo(1);
    }

    @Test
    void aNewTransactionWithinAnotherHasAClaimOfItsOwn() throws SQLException {
        PenstockDataSource pool = pool(2);
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        TransactionTemplate another = transaction(pool, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction(pool).executeWithoutResult(status -> {
            insert(jdbc, 1);
            another.executeWithoutResult(inner -> {
                insert(jdbc, 2);
                assertThat(held(pool)).isEqualTo(2);
            });
            assertThat(held(pool)).isEqualTo(1);
            status.setRollbackOnly();
        });
        assertThat(jdbc.queryForList("SELECT id FROM accounts", Integer.class)).containsExactly(2);
    }

    @Test
    void aNestedTransactionIsASavepoint() throws SQLException {
        PenstockDataSource pool = pool(1);
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        TransactionTemplate nested = transaction(pool, TransactionDefinition.PROPAGATION_NESTED);
        transaction(pool).executeWithoutResult(status -> {
            insert(jdbc, 1);
            nested.executeWithoutResult(inner -> {
                insert(jdbc, 2);
                inner.setRollbackOnly();
            });
            assertThat(held(pool)).isEqualTo(1);
            nested.executeWithoutResult(inner -> insert(jdbc, 3));
        });
        assertThat(jdbc.queryForList("SELECT id FROM accounts ORDER BY id", Integer.class))
                .containsExactly(1, 3);
    }

    @Test
    void whatATransactionAskedOfItsSessionEndsWithIt() throws SQLException {
        PenstockDataSource pool = pool(1);
        int usual;
        try (Connection connection = pool.getConnection()) {
            usual = connection.getTransactionIsolation();
        }
        TransactionTemplate strict = transaction(pool);
        strict.setReadOnly(true);
        strict.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        strict.executeWithoutResult(
                status -> assertThat(jdbc.queryForObject("SELECT count(*) FROM accounts", Integer.class))
                        .isZero());
        try (Connection next = pool.getConnection()) {
            assertThat(next.isReadOnly()).isFalse();
            assertThat(next.getTransactionIsolation()).isEqualTo(usual);
            assertThat(next.getAutoCommit()).isTrue();
        }
    }

    @Test
    void aDuplicateKeyIsToldAsSuchAndKeepsTheConnection() throws SQLException {
        PenstockDataSource pool = pool(1);
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        jdbc.batchUpdate(
                "INSERT INTO accounts VALUES (?, 100)",
                IntStream.range(0, 10).mapToObj(id -> new Object[] {id}).toList());
        assertThatThrownBy(() -> insert(jdbc, 3)).isInstanceOf(DuplicateKeyException.class);
        TransactionTemplate translated = new TransactionTemplate(new JdbcTransactionManager(pool));
        translated.executeWithoutResult(status -> insert(jdbc, 10));
        assertThat(accounts(pool)).isEqualTo(11);
    }

    @Test
    void aTransactionHasOneConnectionHoweverOftenItIsAskedFor() throws SQLException {
        PenstockDataSource pool = pool(1);
        transaction(pool).executeWithoutResult(status -> {
            Connection first = DataSourceUtils.getConnection(pool);
            Connection second = DataSourceUtils.getConnection(pool);
            assertThat(second).isSameAs(first);
            DataSourceUtils.releaseConnection(second, pool);
            DataSourceUtils.releaseConnection(first, pool);
            assertThat(held(pool)).isEqualTo(1);
        });
        assertThat(held(pool)).isZero();
    }

    @Test
    void aClosedPoolIsToldAsNoConnection() throws SQLException {
        PenstockDataSource pool = pool(1);
        pool.close();
        assertThatThrownBy(() -> insert(new JdbcTemplate(pool), 1))
                .isInstanceOf(CannotGetJdbcConnectionException.class)
                .hasRootCauseInstanceOf(dev.penstock.pool.PoolClosedException.class);
    }
}
