package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.junit.jupiter.api.Test;

abstract class JdbiContract extends UserContract {
    private static void insert(Handle handle, int id) {
        handle.execute("INSERT INTO accounts VALUES (?, 100)", id);
    }

    private static int count(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM accounts")
                .mapTo(Integer.class)
                .one();
    }

    @Test
    void aTransactionCommitsAsAWhole() throws SQLException {
        PenstockDataSource pool = pool(2);
        Jdbi.create(pool).useTransaction(handle -> {
            insert(handle, 1);
            insert(handle, 2);
            assertThat(accounts(pool)).as("seen by others before the commit").isZero();
        });
        assertThat(accounts(pool)).isEqualTo(2);
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() throws SQLException {
        PenstockDataSource pool = pool(1);
        Jdbi jdbi = Jdbi.create(pool);
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    insert(handle, 1);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(accounts(pool)).isZero();
    }

    @Test
    void aHandleWithinATransactionIsTheSameClaim() throws SQLException {
        PenstockDataSource pool = pool(1);
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.useTransaction(outer -> {
            insert(outer, 1);
            jdbi.useTransaction(inner -> insert(inner, 2));
            jdbi.useHandle(inner -> assertThat(count(inner)).isEqualTo(2));
            assertThat(held(pool)).isEqualTo(1);
        });
        assertThat(accounts(pool)).isEqualTo(2);
        assertThat(held(pool)).isZero();
    }

    @Test
    void handlesOpenedWithinATransactionAreClaimsOfTheirOwn() throws SQLException {
        PenstockDataSource pool = pool(3);
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.useTransaction(outer -> {
            insert(outer, 1);
            try (Handle inner = jdbi.open()) {
                inner.useTransaction(transaction -> insert(transaction, 2));
                try (Handle innermost = jdbi.open()) {
                    assertThat(count(innermost)).isEqualTo(1);
                    assertThat(held(pool)).isEqualTo(3);
                }
            }
            assertThat(held(pool)).isEqualTo(1);
            assertThat(count(outer)).isEqualTo(2);
        });
        assertThat(held(pool)).isZero();
    }

    @Test
    void aSavepointTakesBackWhatCameAfterIt() throws SQLException {
        PenstockDataSource pool = pool(1);
        Jdbi.create(pool).useTransaction(handle -> {
            insert(handle, 1);
            handle.savepoint("here");
            insert(handle, 2);
            handle.rollbackToSavepoint("here");
            insert(handle, 3);
        });
        assertThat(accounts(pool)).isEqualTo(2);
    }

    @Test
    void anIsolationLevelEndsWithItsHandle() throws SQLException {
        PenstockDataSource pool = pool(1);
        Jdbi jdbi = Jdbi.create(pool);
        int usual =
                jdbi.withHandle(handle -> handle.getTransactionIsolationLevel().intValue());
        try (Handle handle = jdbi.open()) {
            handle.setTransactionIsolationLevel(TransactionIsolationLevel.SERIALIZABLE);
            handle.begin();
            insert(handle, 1);
            handle.rollback();
        }
        try (Connection next = pool.getConnection()) {
            assertThat(next.getTransactionIsolation()).isEqualTo(usual);
            assertThat(next.getAutoCommit()).isTrue();
        }
        assertThat(accounts(pool)).isZero();
    }

    @Test
    void batchesStreamsAndFailedStatementsKeepTheConnection() throws SQLException {
        PenstockDataSource pool = pool(1);
        Jdbi jdbi = Jdbi.create(pool);
        try (Handle handle = jdbi.open()) {
            PreparedBatch batch = handle.prepareBatch("INSERT INTO accounts VALUES (:id, 100)");
            IntStream.range(0, 100).forEach(id -> batch.bind("id", id).add());
            assertThat(batch.execute()).hasSize(100).containsOnly(1);
            List<Integer> some =
                    handle
                            .createQuery("SELECT id FROM accounts ORDER BY id")
                            .setFetchSize(7)
                            .mapTo(Integer.class)
                            .stream()
                            .limit(3)
                            .toList();
            assertThat(some).containsExactly(0, 1, 2);
            assertThatThrownBy(() -> insert(handle, 1)).isInstanceOf(UnableToExecuteStatementException.class);
            assertThat(count(handle)).isEqualTo(100);
        }
        assertThat(accounts(pool)).isEqualTo(100);
    }
}
