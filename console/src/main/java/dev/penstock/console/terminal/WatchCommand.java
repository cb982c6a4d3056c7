package dev.penstock.console.terminal;

import dev.penstock.console.format.Format;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a query again and again; by default, the queries of an overview. */
@Command(
        name = "watch",
        description = "Runs a query every two seconds; by default, what claims wait on, the longest holders,"
                + " and the state of the backends.",
        footer = {
            "",
            "Examples:",
            "  watch 4711",
            "  watch 4711 --once",
            "  watch 4711 --seconds 10 --csv \"SELECT sample_time, in_use, waiting FROM pools\""
        })
final class WatchCommand extends PoolCommand {
    /** What claims wait on at this moment, the most first. */
    static final String WAITS = "SELECT pool, wait_event, operation, backend, count(*) AS claims,"
            + " max(in_wait_seconds) AS longest_seconds FROM activity"
            + " GROUP BY pool, wait_event, operation, backend ORDER BY claims DESC, longest_seconds DESC LIMIT 20";

    private static final String POOLS = "SELECT pool, in_use, maximum_size, waiting, claims_failed FROM pools";
    private static final String HOLDERS =
            "SELECT operation AS holder, thread, held_seconds, executing, frame FROM holders"
                    + " ORDER BY held_seconds DESC LIMIT 3";
    private static final String BACKENDS = "SELECT pool, backend, state, role, in_use, slots, last_error FROM backends";
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    private final Words words = new Words();

    @Option(names = "--once", description = "runs it once")
    private boolean once;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "2", description = "the time between two runs")
    private int seconds;

    private boolean headed;

    WatchCommand(Io io, Output output) {
        super(io, output);
    }

    @Override
    void execute() throws Exception {
        Request request = request(words.all());
        if (seconds < 1) {
            throw wrong("--seconds must be at least 1, but is " + seconds);
        }
        try (Target target = Target.open(request.target());
                Connection connection = target.stats().getConnection()) {
            Queries queries = new Queries(connection);
            show(queries, request.query());
            while (!once && !io().out().checkError()) {
                TimeUnit.SECONDS.sleep(seconds);
                show(queries, request.query());
            }
        }
    }

    private void show(Queries queries, String query) throws Failure {
        boolean overview = query.isEmpty() && output().isTable();
        List<Queries.Result> results = new ArrayList<>();
        for (String each :
                overview ? List.of(POOLS, WAITS, HOLDERS, BACKENDS) : List.of(query.isEmpty() ? WAITS : query)) {
            results.add(queries.run(each));
        }
        if (!once && output().isTable()) {
            String clear = io().outTerminal() ? HOME_AND_CLEAR : headed ? System.lineSeparator() : "";
            io().out().println(clear + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        }
        if (overview) {
            results.remove(0).rows().values().forEach(this::pool);
        }
        for (Queries.Result result : results) {
            if (overview) {
                io().out().println();
            }
            if (headed && output().format() == Format.CSV) {
                writeWithoutHead(result);
            } else {
                write(result);
            }
        }
        headed = true;
    }

    private void pool(List<@Nullable Object> pool) {
        output().page(
                        String.format(Locale.ROOT, "%s: %s of %s slots in use, %s waiting, %s failed", pool.toArray()),
                        io());
    }

    /** The names of the columns stand in the first line alone. */
    private void writeWithoutHead(Queries.Result result) {
        StringWriter text = new StringWriter();
        try (PrintWriter csv = new PrintWriter(text)) {
            Format.CSV.write(result.rows(), csv, output().style(io()));
        }
        io().out().print(text.toString().replaceFirst("^[^\n]*\n", ""));
        io().out().flush();
    }
}
