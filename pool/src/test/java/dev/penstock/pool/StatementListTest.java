package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A long claim keeps references to a bounded number of closed statements. */
class StatementListTest {
    private static final int STATEMENTS = 100_000;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeEach
    void forgetCalls() {
        pools.database().rememberCalls(false);
    }

    private final List<WeakReference<Statement>> early = new ArrayList<>();

    private Statement remember(Statement statement) {
        if (early.size() < 100) {
            early.add(new WeakReference<>(statement));
        }
        return statement;
    }

    private void assertEarlyStatementsAreForgotten() {
        Await.until("closed statements are collected", Invariants.LIMIT, () -> {
            System.gc();
            return early.stream().allMatch(reference -> reference.get() == null);
        });
    }

    @Test
    void statementsClosedOneByOneAreForgotten() throws SQLException {
        try (Connection connection = pools.full(1, config -> {}).getConnection()) {
            for (int i = 0; i < STATEMENTS; i++) {
                remember(connection.createStatement()).close();
            }
            assertEarlyStatementsAreForgotten();
        }
    }

    @Test
    void statementsClosedAboveOpenOnesAreForgotten() throws SQLException {
        try (Connection connection = pools.full(1, config -> {}).getConnection()) {
            for (int i = 0; i < 10; i++) {
                connection.createStatement();
            }
            for (int i = 0; i < STATEMENTS; i++) {
                remember(connection.createStatement()).close();
            }
            assertEarlyStatementsAreForgotten();
        }
    }

    /** The pattern of a statement cache that closes its oldest statement. */
    @Test
    void statementsClosedBelowOpenOnesAreForgotten() throws SQLException {
        try (Connection connection = pools.full(1, config -> {}).getConnection()) {
            Deque<Statement> open = new ArrayDeque<>();
            for (int i = 0; i < STATEMENTS; i++) {
                open.add(remember(connection.createStatement()));
                if (open.size() > 50) {
                    open.remove().close();
                }
            }
            assertEarlyStatementsAreForgotten();
            assertThat(pools.database().statementsOpen()).isEqualTo(50);
        }
        assertThat(pools.database().statementsOpen()).isZero();
    }

    @Test
    void statementsClosedOnCompletionAreForgotten() throws SQLException {
        pools.on("Statement.isCloseOnCompletion").returning(true);
        try (Connection connection = pools.full(1, config -> {}).getConnection()) {
            for (int i = 0; i < 10_000; i++) {
                Statement statement = remember(connection.createStatement());
                statement.closeOnCompletion();
                ResultSet rows = statement.executeQuery("select 1");
                // a driver closes such a statement with its last result set
                ((Statement) statement.unwrap(java.lang.reflect.Proxy.class)).close();
                rows.close();
            }
            assertEarlyStatementsAreForgotten();
        }
    }
}
