package dev.penstock.console.terminal;

import dev.penstock.console.format.Format;
import dev.penstock.console.source.JvmProcess;
import dev.penstock.console.source.StatsSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The terminal: {@code java -jar penstock-console-VERSION-all.jar}. */
@Command(
        name = "penstock",
        description = "Asks the pools of running processes. Without a command, lists the processes that have one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[sql | watch | pools]")
public final class Main implements Runnable {
    private static final int FAILED = 1;
    private static final long RESPONSE_MILLIS = 10_000;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--json", description = "writes JSON", scope = ScopeType.INHERIT)
    private boolean json;

    @Option(names = "--csv", description = "writes comma-separated values", scope = ScopeType.INHERIT)
    private boolean csv;

    @Option(names = "--ascii", description = "writes ASCII characters only", scope = ScopeType.INHERIT)
    private boolean ascii;

    /** For picocli. */
    public Main() {}

    /** Runs a command and exits. The exit code is 1 if it failed, and 2 if its arguments are wrong. */
    public static void main(String[] arguments) {
        // A process that is stopped must not hang the terminal.
        System.setProperty("sun.rmi.transport.tcp.responseTimeout", Long.toString(RESPONSE_MILLIS));
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, with English messages of one line. It uses colour unless NO_COLOR is set. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            String message = failure.getMessage();
            command.getErr().println("error: " + (message == null ? failure.toString() : message));
            return FAILED;
        });
        return line;
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli has set no specification");
        }
        return spec.commandLine().getOut();
    }

    private Format format() {
        return json ? Format.JSON : csv ? Format.CSV : Format.TABLE;
    }

    @Override
    public void run() {
        pools();
    }

    /** Lists the processes of this user that have a pool. */
    @Command(name = "pools", description = "Lists the processes of this user that have a pool")
    void pools() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        for (JvmProcess.Candidate candidate : JvmProcess.candidates()) {
            try (JvmProcess process = JvmProcess.attach(candidate.pid())) {
                String pools = process.pools().stream().map(StatsSource::pool).collect(Collectors.joining(", "));
                rows.add(List.of(candidate.pid(), candidate.description(), pools));
            } catch (IOException e) {
                unread.add(e.getMessage());
            }
        }
        format().write(new Format.Rows(List.of("pid", "process", "pools"), rows), out(), ascii);
        if (rows.isEmpty()) {
            unread.forEach(reason -> out().println("  " + reason));
        }
        out().flush();
    }

    /** Runs a query, or reads queries from the terminal. */
    @Command(name = "sql", description = "Runs a query; without one, reads queries from the terminal")
    void sql(
            @Parameters(paramLabel = "PID|URL", description = "a process ID, or a URL http://… or service:jmx:…")
                    String process,
            @Parameters(paramLabel = "QUERY", arity = "0..1", description = "for example \"SELECT * FROM activity\"")
                    @Nullable
                    String query)
            throws IOException, SQLException {
        try (Target target = Target.open(process);
                Connection connection = target.stats().getConnection()) {
            if (query == null) {
                new Shell(connection, this::print).run();
            } else {
                print(connection, query);
            }
        }
    }

    private void print(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            Format.Rows rows = Format.Rows.of(result);
            format().write(rows, out(), ascii);
            if (rows.values().size() == statement.getMaxRows() && format() == Format.TABLE) {
                out().println("the limit of rows is reached: there may be more");
            }
            out().flush();
        }
    }

    /** Runs a query again and again. */
    @Command(name = "watch", description = "Runs a query every two seconds, by default that of the claims in flight")
    void watch(
            @Parameters(paramLabel = "PID|URL", description = "a process ID, or a URL http://… or service:jmx:…")
                    String process,
            @Parameters(
                            paramLabel = "QUERY",
                            arity = "0..1",
                            description = "the query",
                            defaultValue = Watch.DEFAULT_QUERY)
                    String query,
            @Option(names = "--once", description = "runs it once") boolean once,
            @Option(names = "--seconds", defaultValue = "2", description = "the time between two runs") int seconds)
            throws IOException, SQLException, InterruptedException {
        try (Target target = Target.open(process);
                Connection connection = target.stats().getConnection()) {
            new Watch(connection, this::print, out()).run(query, once ? 1 : Long.MAX_VALUE, Math.max(1, seconds));
        }
    }
}
