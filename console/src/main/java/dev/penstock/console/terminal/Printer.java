package dev.penstock.console.terminal;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs a query and prints its result. */
@FunctionalInterface
interface Printer {
    void print(Connection connection, String query) throws SQLException;
}
