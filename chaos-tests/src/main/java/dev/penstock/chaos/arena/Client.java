package dev.penstock.chaos.arena;

import dev.penstock.chaos.history.History;
import dev.penstock.chaos.history.Phase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import javax.sql.DataSource;

/**
 * One user of the pool. It times each claim, asks the server which session it got, checks that the session is clean and
 * that nobody else holds it, and notes the phase in which an operation is. Used by one thread.
 */
public final class Client {
    private static final String SESSION =
            "select pg_backend_pid(), inet_server_addr(), current_setting('transaction_isolation'),"
                    + " current_setting('transaction_read_only'), pg_current_xact_id_if_assigned() is not null,"
                    + " pg_is_in_recovery()";

    private final DataSource pool;
    private final History history;
    private final SplittableRandom random;
    private Phase phase = Phase.CLAIM;

    /** Creates a user with randomness of its own. */
    public Client(DataSource pool, History history, SplittableRandom random) {
        this.pool = pool;
        this.history = history;
        this.random = random;
    }

    /** Work with a connection. */
    @FunctionalInterface
    public interface Work {
        /** Does the work; must not close the connection. */
        void with(Connection connection) throws Exception;
    }

    /** Claims a connection, checks its session, does the work and returns the connection. */
    public void claim(Work work) throws Exception {
        phase = Phase.CLAIM;
        try (Connection connection = acquire()) {
            phase = Phase.WORK;
            String session = inspect(connection);
            history.holders().taken(session);
            try {
                work.with(connection);
            } finally {
                history.holders().returned(session);
            }
            phase = Phase.RELEASE;
        }
    }

    private Connection acquire() throws SQLException {
        history.claiming();
        long began = System.nanoTime();
        try {
            return pool.getConnection();
        } finally {
            history.acquired(System.nanoTime() - began);
        }
    }

    /** Asks the server for the name and the state of the session; ends the transaction of the question. */
    private String inspect(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SESSION)) {
            row.next();
            String session = "session " + row.getInt(1) + " of " + row.getString(2);
            String state = state(autoCommit, connection.isReadOnly(), row);
            if (!state.isEmpty()) {
                history.holders().unclean(session, state);
            }
            return session;
        } finally {
            if (!autoCommit) {
                connection.rollback();
            }
        }
    }

    private static String state(boolean autoCommit, boolean readOnly, ResultSet row) throws SQLException {
        StringBuilder state = new StringBuilder();
        if (!autoCommit) {
            state.append(" autoCommit=false");
        }
        if (!row.getString(3).equals("read committed")) {
            state.append(" isolation=").append(row.getString(3));
        }
        if (readOnly || (row.getString(4).equals("on") && !row.getBoolean(6))) {
            state.append(" readOnly=true");
        }
        if (row.getBoolean(5)) {
            state.append(" an open transaction");
        }
        return state.toString().strip();
    }

    /** Inserts an entry of the ledger in a transaction of its own and commits. */
    public void append(Connection connection, boolean resetsAutoCommit) throws SQLException {
        long entry = history.ledger().nextEntry();
        connection.setAutoCommit(false);
        try (var insert = connection.prepareStatement("insert into ledger (entry) values (?)")) {
            insert.setLong(1, entry);
            insert.executeUpdate();
        }
        history.ledger().committing(entry);
        phase = Phase.COMMIT;
        connection.commit();
        history.ledger().acknowledged(entry);
        phase = Phase.WORK;
        if (resetsAutoCommit) {
            connection.setAutoCommit(true);
        }
    }

    /** The phase that the present or the last operation reached. */
    public Phase phase() {
        return phase;
    }

    /** Randomness of this user's own. */
    public SplittableRandom random() {
        return random;
    }

    /** The record of the run. */
    public History history() {
        return history;
    }
}
