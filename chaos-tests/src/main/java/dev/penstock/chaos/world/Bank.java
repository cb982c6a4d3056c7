package dev.penstock.chaos.world;

import dev.penstock.lab.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Accounts on every server, whose balances always sum to what they began with: a transfer takes and gives in one
 * transaction.
 */
public final class Bank {
    private static final int ACCOUNTS = 100;
    private static final int OPENING_BALANCE = 1_000;

    private Bank() {}

    /** Opens the accounts of one server. */
    public static void open(PostgresServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            open(connection);
        }
    }

    /** Opens the accounts of one server by a connection of its superuser. */
    public static void open(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table account (id int primary key, balance bigint not null)");
            statement.execute("grant select, update on account to public");
            statement.execute("insert into account select id, " + OPENING_BALANCE + " from generate_series(0, "
                    + (ACCOUNTS - 1) + ") id");
        }
    }

    /** Moves a random amount between two random accounts of whichever server the claim is on. */
    public static void transfer(Jdbi jdbi, RandomGenerator random) {
        int one = random.nextInt(ACCOUNTS);
        int other = (one + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = 1 + random.nextInt(100);
        // the account with the lower number first, so that two transfers cannot wait for each other
        int first = Math.min(one, other);
        int second = Math.max(one, other);
        int change = first == one ? -amount : amount;
        jdbi.useTransaction(handle -> {
            add(handle, first, change);
            add(handle, second, -change);
        });
    }

    private static void add(Handle handle, int account, int amount) {
        handle.execute("update account set balance = balance + ? where id = ?", amount, account);
    }

    /** What the balances of one server should sum to. */
    public static long expected() {
        return (long) ACCOUNTS * OPENING_BALANCE;
    }

    /** What they do sum to. */
    public static long sum(PostgresServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            return sum(connection);
        }
    }

    /** What the balances of the server of this connection do sum to. */
    public static long sum(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select sum(balance) from account")) {
            result.next();
            return result.getLong(1);
        }
    }
}
