package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Savepoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that could not be rolled back, and the calls that would commit it. */
class FailedRollbackTest {
    @RegisterExtension
    final Pools pools = new Pools();

    /** Jdbi and others switch automatic commit on after a rollback that failed, which would commit half the work. */
    @ParameterizedTest
    @ValueSource(strings = {"setAutoCommit(true)", "commit()"})
    void workThatCouldNotBeRolledBackIsNotCommitted(String commit) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().executeUpdate("update t set a = 1");
            pools.on("Connection.rollback")
                    .throwing(new SQLException("lost", "58000"))
                    .once();
            assertThatThrownBy(connection::rollback).hasMessageContaining("lost");
            assertThatThrownBy(() -> commit(connection, commit))
                    .isInstanceOf(SQLException.class)
                    .hasMessageStartingWith(commit + " is refused, because the rollback before it failed")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("25000");
            assertThat(pools.database().callCount("Connection.commit")).isZero();
            connection.rollback();
            commit(connection, commit);
        }
        assertThat(pools.database().transactionsOpen()).isZero();
    }

    private static void commit(Connection connection, String how) throws SQLException {
        if (how.equals("commit()")) {
            connection.commit();
        } else {
            connection.setAutoCommit(true);
        }
    }

    @Test
    void workThatCouldNotBeRolledBackToSavepointIsNotCommitted() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().executeUpdate("update t set a = 1");
            Savepoint savepoint = connection.setSavepoint();
            long commits = pools.database().callCount("Connection.commit");
            pools.on("Connection.rollback")
                    .throwing(new IllegalStateException("a defect"))
                    .once();
            assertThatThrownBy(() -> connection.rollback(savepoint)).hasMessageContaining("a defect");
            assertThatThrownBy(connection::commit)
                    .hasMessageContaining("Roll back again, or close the connection")
                    .hasRootCauseMessage("a defect");
            connection.rollback(connection.setSavepoint("later"));
            assertThatThrownBy(connection::commit).hasMessageContaining("the rollback before it failed");
            connection.rollback(savepoint);
            pools.on("Connection.rollback")
                    .throwing(new SQLException("gone", "08006"))
                    .once();
            assertThatThrownBy(connection::rollback).hasMessageContaining("gone");
            assertThatThrownBy(connection::commit).isInstanceOf(SQLNonTransientConnectionException.class);
            assertThat(pools.database().callCount("Connection.commit")).isEqualTo(commits);
        }
    }

    private void failRollback(Connection connection, Savepoint savepoint) {
        pools.on("Connection.rollback")
                .throwing(new SQLException("lost", "58000"))
                .once();
        assertThatThrownBy(() -> connection.rollback(savepoint)).hasMessage("lost");
    }

    private static void assertCommitIsRefused(Connection connection) {
        assertThatThrownBy(connection::commit).hasMessageContaining("the rollback before it failed");
    }

    /** A transaction with savepoints in this order. */
    private interface Nested {
        void in(Connection connection, Savepoint outer, Savepoint middle, Savepoint inner) throws SQLException;
    }

    private void nested(Nested steps) throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setAutoCommit(false));
        try (Connection connection = pool.getConnection()) {
            Savepoint outer = connection.setSavepoint();
            Savepoint middle = connection.setSavepoint("middle");
            steps.in(connection, outer, middle, connection.setSavepoint());
        }
    }

    @Test
    void rollbackToInnerSavepointLeavesFailureOfOuterOne() throws SQLException {
        nested((connection, outer, middle, inner) -> {
            failRollback(connection, inner);
            failRollback(connection, middle);
            connection.rollback(inner);
            assertCommitIsRefused(connection);
            connection.rollback(middle);
            connection.commit();
        });
    }

    @Test
    void rollbackToOuterSavepointEndsFailureOfInnerOne() throws SQLException {
        nested((connection, outer, middle, inner) -> {
            failRollback(connection, middle);
            failRollback(connection, inner);
            connection.rollback(inner);
            assertCommitIsRefused(connection);
            connection.rollback(outer);
            connection.commit();
        });
    }

    @Test
    void savepointAfterReleasedOneDoesNotEndItsFailure() throws SQLException {
        nested((connection, outer, middle, inner) -> {
            failRollback(connection, middle);
            connection.releaseSavepoint(middle);
            connection.rollback(connection.setSavepoint());
            assertCommitIsRefused(connection);
            connection.rollback(outer);
            connection.commit();
        });
    }

    @Test
    void savepointThatTookNameOfOlderOneDoesNotEndItsFailure() throws SQLException {
        nested((connection, outer, middle, inner) -> {
            failRollback(connection, inner);
            connection.setSavepoint("middle");
            connection.rollback(middle);
            assertCommitIsRefused(connection);
            connection.rollback(outer);
            connection.commit();
        });
    }

    @Test
    void rollbackToUnknownSavepointEndsNoFailure() throws SQLException {
        nested((connection, outer, middle, inner) -> {
            Savepoint unknown = ((Connection) connection.unwrap(java.lang.reflect.Proxy.class)).setSavepoint();
            failRollback(connection, middle);
            connection.rollback(unknown);
            assertCommitIsRefused(connection);
            failRollback(connection, unknown);
            connection.rollback(outer);
            assertCommitIsRefused(connection);
            connection.rollback();
            connection.commit();
        });
    }

    @Test
    void failureInOneOfManySavepointsEndsWithOldestOne() throws SQLException {
        nested((connection, outer, middle, inner) -> {
            for (int i = 0; i < 10_000; i++) {
                connection.setSavepoint();
            }
            Savepoint last = connection.setSavepoint();
            failRollback(connection, last);
            connection.rollback(connection.setSavepoint());
            assertCommitIsRefused(connection);
            connection.rollback(last);
            connection.commit();
            Savepoint next = connection.setSavepoint();
            failRollback(connection, next);
            assertThatThrownBy(() -> connection.setAutoCommit(true)).hasMessageContaining("refused");
            connection.rollback(next);
            connection.setAutoCommit(true);
        });
    }

    @Test
    void refusedRollbackToSavepointLeavesEarlierFailure() throws SQLException {
        nested((connection, outer, middle, inner) -> {
            pools.on("Connection.rollback")
                    .throwing(new SQLFeatureNotSupportedException("none"))
                    .once();
            assertThatThrownBy(() -> connection.rollback(middle)).hasMessage("none");
            connection.commit();
            Savepoint next = connection.setSavepoint();
            failRollback(connection, next);
            pools.on("Connection.rollback")
                    .throwing(new SQLFeatureNotSupportedException("none"))
                    .once();
            assertThatThrownBy(() -> connection.rollback(next)).hasMessage("none");
            assertThatThrownBy(connection::commit).hasRootCauseMessage("lost");
            connection.rollback();
        });
    }
}
