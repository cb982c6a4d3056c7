package dev.penstock.console.terminal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** Runs one query again and again. */
record Watch(Connection connection, Printer printer, PrintWriter out) {
    /** The events on which claims wait at this moment, the most first. */
    static final String DEFAULT_QUERY =
            "SELECT pool, wait_event, backend, count(*) claims, max(in_wait_seconds) longest"
                    + " FROM activity GROUP BY pool, wait_event, backend ORDER BY claims DESC";

    void run(String query, long times, int seconds) throws SQLException, InterruptedException {
        for (long i = 0; i < times; i++) {
            if (i > 0) {
                TimeUnit.SECONDS.sleep(seconds);
            }
            if (times > 1) {
                out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS));
            }
            printer.print(connection, query);
        }
    }
}
