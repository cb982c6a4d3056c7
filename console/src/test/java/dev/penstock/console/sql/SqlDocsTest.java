package dev.penstock.console.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.engine.StatsFunction;
import dev.penstock.console.engine.View;
import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.StatsColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code docs/sql.md} is generated from the catalogue of views and from the queries below. To generate it anew: {@code
 * -Dpenstock.docs.write=true}.
 */
class SqlDocsTest {
    private static final Path PAGE = Path.of("..", "docs", "sql.md");

    private static final int SHORT_CLAIMS = 50;

    /** The seconds in which four workers kept a connection and two waited. */
    private static final String RECORDED = """
            SELECT 1 FROM load_timeline WHERE dimension = 'total' AND load > 5.5""";

    /** The results differ from run to run. */
    private static final String RESULTS = "(?s)```text\n.*?```";

    private static final String HEAD = """
            # SQL

            `penstock-console` answers SQL over the records of a pool. In process:

            ```java
            try (StatsDataSource stats = StatsDataSource.of(pool); Connection connection = stats.getConnection()) { … }
            ```

            Or in [a terminal](terminal.md), which attaches to a process of the same user. The process needs no \
            option, and neither the console nor H2:

                java -jar penstock-console-VERSION-all.jar pools                                # \
            the processes that have a pool
                java -jar penstock-console-VERSION-all.jar sql 4711 "SELECT * FROM activity"    # --json, --csv, --ascii
                java -jar penstock-console-VERSION-all.jar sql 4711                             # a \
            prompt with history and completion
                java -jar penstock-console-VERSION-all.jar watch 4711                           # \
            the waits of this moment, again and again

            A statement is a query, and sees the records of one moment. It ends after 5 seconds, \
            and returns at most 100,000 rows. Anything else is
            refused. A filter on `sample_time` restricts what is read. The dialect is that of H2. In the process
            of a pool, all queries together may take a twentieth of the processors. A query beyond that pauses as \
            it reads rows
            of views. One that computes without reading a view does not pause: up to 2 to 4 queries of 5 seconds may \
            each use a
            processor.

            In Java, `Stats` gives most views as records. It needs `jdbi3-sqlobject` on the class path:

            ```java
            Jdbi jdbi = Jdbi.create(stats).installPlugin(new SqlObjectPlugin());
            List<Holder> holders = jdbi.withExtension(Stats.class, Stats::holders);
            for (Holder holder : holders) {
                System.out.println(holder.thread() + " has held a slot for " + holder.heldSeconds() + " s");
            }
            ```

            ## Fifteen questions

            The results are those of a pool of four slots with six workers. Four workers keep their \
            connection, and two wait.

            """;

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private static Map<String, String> questions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("On what do claims wait now?", """
                SELECT wait_event, wait_class, count(*) AS claims, max(in_wait_seconds) AS longest
                FROM activity GROUP BY wait_event, wait_class ORDER BY claims DESC""");
        all.put("Is it the database? The share of each part of all claims' time", """
                SELECT wait_event, active, wait_seconds, 100 * wait_nanos / (SELECT wall_nanos + 1 \
                FROM pools) AS percent
                FROM wait_events WHERE parent_event IN ('claim_acquire', 'claim_hold') ORDER BY \
                wait_nanos DESC LIMIT 5""");
        all.put("How many slots are in use, of how many?", "SELECT pool, in_use, maximum_size, waiting FROM pools");
        all.put("Who holds a slot, since when, and in which code?", """
                SELECT operation, thread, held_seconds, executing, frame
                FROM holders ORDER BY held_seconds DESC LIMIT 3""");
        all.put("Who waits for a slot, and since when?", """
                SELECT claim_id, operation, in_wait_seconds
                FROM activity WHERE wait_event = 'claim_wait_slot' ORDER BY in_wait_seconds DESC""");
        all.put("Who holds all slots while others wait? One row per waiter and longest holder", """
                SELECT w.operation AS waiter, w.in_wait_seconds, h.operation AS holder, h.thread, h.held_seconds
                FROM activity w CROSS JOIN (SELECT * FROM holders ORDER BY held_seconds DESC LIMIT 1) h
                WHERE w.wait_event = 'claim_wait_slot'""");
        all.putAll(questionsOfThePast());
        return all;
    }

    private static Map<String, String> questionsOfThePast() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Which operation used the pool most in the last hour?", """
                SELECT operation, sum(sample_weight) AS claim_seconds FROM samples GROUP BY \
                operation ORDER BY 2 DESC""");
        all.put("Which operation has waited most for a slot since the start?", """
                SELECT operation, wait_event, total, wait_seconds
                FROM wait_events_by_operation WHERE wait_event LIKE 'claim_wait%' ORDER BY wait_nanos DESC LIMIT 3""");
        all.put("When was the load highest?", """
                SELECT sample_time, load FROM load_timeline
                WHERE dimension = 'total' ORDER BY load DESC LIMIT 3""");
        all.put("How did the load change in the last minute, by event?", """
                SELECT name, avg(load) AS average, max(load) AS peak FROM load_timeline
                WHERE dimension = 'event' AND sample_time > CURRENT_TIMESTAMP - INTERVAL '1' MINUTE
                GROUP BY name ORDER BY average DESC LIMIT 5""");
        all.put(
                "Would a larger pool have helped?",
                "SELECT period, peak, maximum_size, waiting_seconds, advice FROM usage");
        all.put("How did claims end?", "SELECT outcome, claims FROM claim_outcomes WHERE claims > 0");
        all.put("Is a backend sick, or its status task stalled?", """
                SELECT b.backend, b.state, b.last_error, t.microstate, t.round_trip_seconds
                FROM backends b JOIN status_tasks t USING (pool, backend)""");
        all.put("Where do the backends come from, and how fresh are they?", """
                SELECT service, freshness, backends, absent, source, last_error FROM services""");
        all.put("How far back do the records go, and was anything dropped?", """
                SELECT store, oldest, entries, bytes, dropped FROM records""");
        return all;
    }

    @Test
    void pageIsGeneratedFromCodeAndItsQueriesRun() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 4);
        StatsDataSource stats = fixture.sql(pool);
        List<Thread> workers = new ArrayList<>();
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) {
            workers.add(worker(pool, i, end));
        }
        try {
            Await.until(
                    "two seconds in which two workers wait are recorded",
                    PoolFixture.LIMIT,
                    () -> PoolFixture.rows(stats, RECORDED).size() >= 2);
            String page = page(stats);
            if (Boolean.getBoolean("penstock.docs.write")) {
                Files.writeString(PAGE, page);
            }
            assertThat(Files.readString(PAGE).replaceAll(RESULTS, ""))
                    .as("run this test with -Dpenstock.docs.write=true")
                    .isEqualTo(page.replaceAll(RESULTS, ""));
        } finally {
            end.countDown();
            for (Thread worker : workers) {
                worker.join();
            }
        }
    }

    /** Makes some claims, and keeps the connection of the last one until {@code end}. */
    private static Thread worker(PenstockDataSource pool, int number, CountDownLatch end) {
        ClaimOptions options = ClaimOptions.none().withOperation(number % 2 == 0 ? "checkout" : "report");
        Thread thread = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < SHORT_CLAIMS; i++) {
                            pool.claim(options).close();
                        }
                        try (Connection connection = pool.claim(options)) {
                            assertThat(connection).isNotNull();
                            end.await();
                        }
                    } catch (InterruptedException | SQLException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "worker-" + number);
        thread.start();
        return thread;
    }

    private static String page(StatsDataSource stats) throws SQLException {
        StringBuilder page = new StringBuilder(HEAD);
        for (Map.Entry<String, String> question : questions().entrySet()) {
            page.append("**").append(question.getKey()).append("**\n\n```sql\n").append(question.getValue());
            page.append("\n```\n```text\n");
            page.append(table(stats, question.getValue())).append("```\n\n");
        }
        page.append("## Views\n\nEach view is in the schema `penstock`, and begins with the column `pool`.\n");
        for (View view : View.views()) {
            page.append("\n### ").append(view.name()).append("\n\n").append(view.description());
            page.append(".\n");
            columns(page, view.columns());
        }
        functions(page);
        return page.toString();
    }

    private static void functions(StringBuilder page) {
        page.append("\n## Functions\n\nA function without data fails with its reason; it is never silently empty.\n");
        for (StatsFunction function : StatsFunction.all()) {
            page.append("\n### ").append(function.signature()).append("\n\n");
            page.append(function.description()).append(".\n");
            if (!function.columns().isEmpty()) {
                columns(page, function.columns());
            }
        }
    }

    private static void columns(StringBuilder page, List<StatsColumn> columns) {
        page.append("\n| column | type | meaning |\n|---|---|---|\n");
        for (StatsColumn column : columns) {
            page.append("| `").append(column.name()).append("` | ");
            page.append(View.type(column.type())).append(" | ");
            page.append(column.description()).append(" |\n");
        }
    }

    private static String table(StatsDataSource stats, String sql) throws SQLException {
        return PoolFixture.rows(stats, sql).stream()
                .map(row -> row.stream().map(SqlDocsTest::text).collect(Collectors.joining(" | ")) + "\n")
                .collect(Collectors.joining());
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Double real) {
            return String.format(Locale.ROOT, "%.3f", real);
        }
        return value == null ? "" : value.toString();
    }
}
