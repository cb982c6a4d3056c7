package dev.penstock.console.terminal;

import dev.penstock.console.source.StatsSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one query, or reads queries from the terminal or a pipe. */
@Command(
        name = "sql",
        description = "Runs a query. Without one, reads queries from the terminal or from a pipe.",
        footer = {
            "",
            "Examples:",
            "  sql 4711 \"SELECT operation, thread, held_seconds, frame FROM holders\"",
            "  sql 4711                           a prompt; \\d lists the views",
            "  sql 4711 --csv < queries.sql"
        })
final class SqlCommand extends PoolCommand {
    @Mixin
    private final Words words = new Words();

    @Option(names = "--once", description = "ends after the first query that is read")
    private boolean once;

    SqlCommand(Io io, Output output) {
        super(io, output);
    }

    @Override
    void execute() throws Exception {
        Request request = request(words.all());
        try (Target target = Target.open(request.target())) {
            if (!request.query().isEmpty()) {
                try (Connection connection = target.stats().getConnection()) {
                    write(new Queries(connection).run(request.query()));
                }
            } else if (io().inTerminal()) {
                prompt(target);
            } else {
                readAll(target);
            }
        }
    }

    private void prompt(Target target) throws Exception {
        for (StatsSource pool : target.pools()) {
            pool.note().ifPresent(this::note);
        }
        try (Terminal terminal = TerminalBuilder.builder().dumb(true).build();
                Shell shell = new Shell(target.stats(), terminal, this::write)) {
            shell.run(Shell.historyFile(), once);
        }
    }

    /** Queries from a pipe end with a semicolon at the end of a line. The first failure ends them. */
    private void readAll(Target target) throws Exception {
        StringBuilder query = new StringBuilder();
        String text = new String(io().in().readAllBytes(), StandardCharsets.UTF_8);
        try (Connection connection = target.stats().getConnection()) {
            Queries queries = new Queries(connection);
            for (String line : (text + "\n;").lines().toList()) {
                query.append(line).append('\n');
                if (line.stripTrailing().endsWith(";")) {
                    String whole = query.toString().strip();
                    query.setLength(0);
                    if (!whole.matches("[\\s;]*")) {
                        write(queries.run(whole.replaceFirst("[\\s;]+$", "")));
                        if (once) {
                            return;
                        }
                    }
                }
            }
        }
    }
}
