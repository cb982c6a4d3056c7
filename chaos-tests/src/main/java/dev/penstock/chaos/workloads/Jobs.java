package dev.penstock.chaos.workloads;

import dev.penstock.chaos.arena.Client;
import dev.penstock.chaos.world.Bank;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;

/** The kinds of work. */
public final class Jobs {
    private static final int LEDGER_SHARE = 5;
    private static final long HOLD_MILLIS = 40;

    private Jobs() {}

    /** Transfers between accounts by Jdbi; one operation of five appends to the ledger instead. */
    public static void bank(Client client) throws Exception {
        if (client.random().nextInt(LEDGER_SHARE) == 0) {
            ledger(client);
        } else {
            client.claim(connection -> {
                Bank.transfer(Jdbi.create(connection), client.random());
                client.history().transferred();
            });
        }
    }

    /** Appends one entry to the ledger. */
    public static void ledger(Client client) throws Exception {
        client.claim(connection -> client.append(connection, true));
    }

    /** Reads balances; one operation of twenty appends to the ledger. */
    public static void readMostly(Client client) throws Exception {
        if (client.random().nextInt(20) == 0) {
            ledger(client);
        } else {
            client.claim(Jobs::read);
        }
    }

    /** Holds a connection for 20 to 60 ms between a read and an entry of the ledger. */
    public static void longHolds(Client client) throws Exception {
        client.claim(connection -> {
            read(connection);
            sleep(HOLD_MILLIS / 2 + client.random().nextLong(HOLD_MILLIS));
            client.append(connection, true);
        });
    }

    /** Claims a second connection while it holds the first. */
    public static void nested(Client client) throws Exception {
        client.claim(outer -> {
            read(outer);
            client.claim(inner -> client.append(inner, true));
        });
    }

    /** Returns connections with other settings, and with entries that it does not commit. */
    public static void dirty(Client client) throws Exception {
        client.claim(connection -> {
            switch (client.random().nextInt(4)) {
                case 0 -> client.append(connection, false);
                case 1 -> abandon(client, connection);
                case 2 -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                default -> {
                    connection.setReadOnly(true);
                    read(connection);
                }
            }
        });
    }

    /** Leaves a transaction open, whose entry must therefore never exist. */
    private static void abandon(Client client, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var insert = connection.prepareStatement("insert into ledger (entry) values (?)")) {
            insert.setLong(1, client.history().ledger().nextEntry());
            insert.executeUpdate();
        }
    }

    private static void read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*), sum(balance) from account")) {
            rows.next();
        }
    }

    private static void sleep(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
