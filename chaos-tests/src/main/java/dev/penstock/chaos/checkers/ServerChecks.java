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
import java.util.BitSet;
import java.util.List;

/** Checks of what the servers say after the run. */
public final class ServerChecks {
    private ServerChecks() {}

    /** No acknowledged commit is lost, and no entry exists that nobody tried to commit. */
    public static Finding ledger(Facts facts) throws SQLException {
        Ledger ledger = facts.arena().history().ledger();
        BitSet found = new BitSet();
        for (PostgresServer server : facts.arena().lab().running()) {
            entries(server, found);
        }
        BitSet acknowledged = ledger.acknowledgedEntries();
        BitSet lost = without(acknowledged, found);
        BitSet phantom = without(found, ledger.possibleEntries());
        boolean passed = lost.isEmpty() && phantom.isEmpty();
        return new Finding(
                "ledger",
                passed,
                passed
                        ? acknowledged.cardinality() + " acknowledged commits, none lost; no phantom"
                        : lost.cardinality() + " lost " + few(lost) + ", " + phantom.cardinality() + " phantom "
                                + few(phantom));
    }

    private static BitSet without(BitSet entries, BitSet others) {
        BitSet left = (BitSet) entries.clone();
        left.andNot(others);
        return left;
    }

    private static List<Integer> few(BitSet entries) {
        return entries.stream().limit(5).boxed().toList();
    }

    private static void entries(PostgresServer server, BitSet into) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select entry from ledger")) {
            while (rows.next()) {
                into.set(rows.getInt(1));
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
        if (!wrong.isEmpty()) {
            return new Finding("balances", false, String.join("; ", wrong));
        }
        long transfers = facts.arena().history().transferCount();
        return new Finding("balances", true, "after " + transfers + " transfers of users each server keeps its sum");
    }

    /** The servers never had more sessions of the pool than it may have, and at most one diagnostic session each. */
    public static Finding limits(Facts facts) {
        Census census = facts.arena().lab().census();
        return new Finding(
                "limits",
                census.mostLasting() <= Lab.POOL_SIZE && census.mostDiagnosticLasting() <= 1 && census.counts() > 0,
                "for 300 ms at most " + census.mostLasting() + " sessions of " + Lab.POOL_SIZE + ", for a moment "
                        + census.most() + "; on a server " + census.mostDiagnosticLasting()
                        + " diagnostic sessions of 1");
    }
}
