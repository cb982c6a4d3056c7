package dev.penstock.chaos.demo;

import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Three questions about the run that has ended, as queries over the records of its pool. */
final class Questions {
    private static final int INDENT = 2;

    private final PenstockDataSource pool;
    private final Screen screen;

    Questions(PenstockDataSource pool, Screen screen) {
        this.pool = pool;
        this.screen = screen;
    }

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("On which backend were claims in the last half minute, and what did they wait on?", """
                SELECT backend, wait_event, sum(sample_weight) AS claim_seconds, max(age_seconds) AS oldest_claim
                FROM samples GROUP BY backend, wait_event ORDER BY claim_seconds DESC LIMIT 4
                """);
        queries.put("What happened to the backends, and when?", """
                SELECT sample_time, left(text, 130) AS text FROM events
                WHERE text NOT LIKE '%CONNECTING%' ORDER BY sample_time LIMIT 8
                """);
        queries.put("Which claims lasted longest: in which server process, in which code, with which SQL?", """
                SELECT claim_id, max(age_seconds) AS age, pid, frame, sql FROM samples WHERE sql IS NOT NULL
                GROUP BY claim_id, pid, frame, sql ORDER BY age DESC LIMIT 3
                """);
        return queries;
    }

    /** Asks them, and prints the answers. */
    void ask() throws SQLException {
        screen.line(System.lineSeparator() + "The same run, asked by SQL (the same works from a terminal on any process"
                + " with a pool: docs/terminal.md):");
        try (StatsDataSource stats = StatsDataSource.of(pool);
                Connection connection = stats.getConnection();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> query : queries().entrySet()) {
                screen.line(System.lineSeparator() + query.getKey());
                screen.print(query.getValue().indent(2 * INDENT));
                screen.print(table(statement, query.getValue()).indent(INDENT));
            }
        }
    }

    private static String table(Statement statement, String query) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                names.add(result.getMetaData().getColumnLabel(i));
            }
            rows.add(names);
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(text(result.getObject(i)));
                }
                rows.add(row);
            }
        }
        return aligned(rows);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, "%.1f", number);
        }
        if (value instanceof OffsetDateTime time) {
            return time.truncatedTo(ChronoUnit.SECONDS).toLocalTime().toString();
        }
        return value == null ? "-" : value.toString();
    }

    private static String aligned(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + INDENT));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
