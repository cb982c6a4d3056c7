package dev.penstock.chaos.checkers;

import dev.penstock.chaos.arena.Lab;
import dev.penstock.chaos.history.Ledger;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.Census;
import dev.penstock.lab.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks of what the servers say after the run. */
public final class ServerChecks {
    private ServerChecks() {}

    /** No acknowledged commit is lost, and no entry exists that nobody tried to commit. */
    public static Finding ledger(Facts facts) throws SQLException {
        Ledger ledger = facts.arena().history().ledger();
        Set<Long> found = new HashSet<>();
        for (PostgresServer server : facts.arena().lab().running()) {
            entries(server, found);
        }
        List<Long> lost = ledger.acknowledgedEntries().stream()
                .filter(entry -> !found.contains(entry))
                .sorted()
                .toList();
        List<Long> phantom =
                found.stream().filter(entry -> !ledger.mayExist(entry)).sorted().toList();
        boolean passed = lost.isEmpty() && phantom.isEmpty();
        return new Finding(
                "ledger",
                passed,
                passed
                        ? ledger.size() + " acknowledged commits, none lost; no phantom"
                        : lost.size() + " lost " + few(lost) + ", " + phantom.size() + " phantom " + few(phantom));
    }

    private static List<Long> few(List<Long> entries) {
        return entries.subList(0, Math.min(5, entries.size()));
    }

    private static void entries(PostgresServer server, Set<Long> into) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select entry from ledger")) {
            while (rows.next()) {
                into.add(rows.getLong(1));
            }
        }
    }

    /** The balances of each server sum to what they began with. */
    public static Finding balances(Facts facts) throws SQLException {
        List<String> wrong = new ArrayList<>();
        for (PostgresServer server : facts.arena().lab().running()) {
            long sum = Bank.sum(server);
            if (sum != Bank.expected()) {
                wrong.add(server + " has " + sum + " of " + Bank.expected());
            }
        }
        return new Finding(
                "balances", wrong.isEmpty(), wrong.isEmpty() ? "each server keeps its sum" : String.join("; ", wrong));
    }

    /** The servers never had more sessions of the pool than it may have. */
    public static Finding limits(Facts facts) {
        Census census = facts.arena().lab().census();
        return new Finding(
                "limits",
                census.mostLasting() <= Lab.POOL_SIZE && census.counts() > 0,
                "for 300 ms at most " + census.mostLasting() + " sessions of " + Lab.POOL_SIZE + ", for a moment "
                        + census.most());
    }
}
