package dev.penstock.console.terminal;

import dev.penstock.console.engine.View;
import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.pool.instrument.StatsColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Reads queries from the terminal, with a history and completion. An interrupt (Ctrl-C) ends the query that runs, or
 * clears the line, and never ends the program. Used by one thread.
 */
final class Shell implements AutoCloseable {
    static final String GREETING =
            "End a query with ; or an empty line. \\d lists the views, \\d VIEW the columns of one,"
                    + " \\q leaves. Tab completes.";
    private static final String PROMPT = "penstock> ";
    private static final String MORE = "       -> ";
    private static final long GRACE_MILLIS = 1_000;

    private final StatsDataSource stats;
    private final Terminal terminal;
    private final Consumer<Queries.Result> printer;
    private @Nullable Session session;

    /** A connection and its queries. */
    private record Session(Connection connection, Queries queries) {}

    Shell(StatsDataSource stats, Terminal terminal, Consumer<Queries.Result> printer) {
        this.stats = stats;
        this.terminal = terminal;
        this.printer = printer;
    }

    /** The file of the history, which only this user can read; empty if there can be none. */
    static Optional<Path> historyFile() {
        Path file = Path.of(System.getProperty("user.home", "/"), ".penstock_history");
        try {
            if (Files.notExists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // the history is kept until the end of the program
        }
    }

    void run(Optional<Path> history, boolean once) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new StatementParser())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
                .completer(new SqlCompleter());
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        LineReader reader = builder.build();
        terminal.writer().println(GREETING);
        boolean goesOn = true;
        while (goesOn) {
            goesOn = step(reader) && !once;
            terminal.flush();
        }
    }

    /** A statement ends with a semicolon or an empty line; a command is one line. */
    private static final class StatementParser extends DefaultParser {
        StatementParser() {
            setEscapeChars(null); // otherwise a backslash is lost
            setQuoteChars(new char[0]); // a quote of SQL may be on the next line
        }

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            String text = line.strip();
            boolean ended = text.isEmpty()
                    || text.endsWith(";")
                    || line.endsWith("\n")
                    || text.startsWith("\\")
                    || text.matches("(?i)quit|exit|help");
            if (context == ParseContext.ACCEPT_LINE && !ended) {
                throw new EOFError(-1, -1, "the statement goes on");
            }
            return super.parse(line, cursor, context);
        }
    }

    /** Reads and runs one statement. Returns whether the user wants more. */
    private boolean step(LineReader reader) {
        try {
            String line = reader.readLine(PROMPT).strip().replaceFirst("[\\s;]+$", "");
            if (line.matches("(?i)\\\\q|quit|exit")) {
                return false;
            }
            if (line.startsWith("\\d")) {
                terminal.writer().print(describe(line.substring(2).strip()));
            } else if (line.startsWith("\\") || line.equalsIgnoreCase("help")) {
                terminal.writer().println(GREETING);
            } else if (!line.isEmpty()) {
                printer.accept(answer(line));
            }
        } catch (Failure e) {
            terminal.writer().println("error: " + e.getMessage());
            return e.exitCode() != ExitCode.UNREACHABLE || !isOver();
        } catch (UserInterruptException e) {
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
        return true;
    }

    private boolean isOver() {
        try {
            answer("SELECT pool FROM pools");
            return false;
        } catch (Failure e) {
            return true;
        }
    }

    private Queries.Result answer(String query) throws Failure {
        Session opened = session == null ? open() : session;
        session = opened;
        CompletableFuture<Queries.Result> answer = new CompletableFuture<>();
        Thread worker = new Thread(() -> complete(answer, opened, query), "penstock-query");
        worker.setDaemon(true);
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> {
            opened.queries().cancel();
            CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> answer.completeExceptionally(
                            new Failure("the query was given up: the process does not answer", ExitCode.FAILED)));
        });
        try {
            worker.start();
            return answer.join();
        } catch (CompletionException e) {
            if (worker.isAlive()) {
                session = null; // the worker closes its connection as soon as it can
            }
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw e;
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private static void complete(CompletableFuture<Queries.Result> answer, Session session, String query) {
        try {
            if (!answer.complete(session.queries().run(query))) {
                close(session);
            }
        } catch (Failure | RuntimeException | Error e) {
            if (!answer.completeExceptionally(e)) {
                close(session);
            }
        }
    }

    private Session open() throws Failure {
        try {
            Connection connection = stats.getConnection();
            return new Session(connection, new Queries(connection));
        } catch (SQLException e) {
            throw new Failure(String.valueOf(e.getMessage()), ExitCode.FAILED, e);
        }
    }

    private static void close(Session session) {
        try {
            session.connection().close();
        } catch (SQLException e) {
            // The database is gone: nothing is left to close.
        }
    }

    @Override
    public void close() {
        if (session != null) {
            close(session);
        }
    }

    /** The views, or the columns of one. */
    static String describe(String name) {
        StringBuilder text = new StringBuilder();
        for (View view : View.views()) {
            if (name.isEmpty()) {
                text.append(String.format(Locale.ROOT, "%-26s %s%n", view.name(), view.description()));
            } else if (view.name().equalsIgnoreCase(name)) {
                for (StatsColumn column : view.columns()) {
                    text.append(String.format(Locale.ROOT, "%-26s %s%n", column.name(), column.description()));
                }
            }
        }
        return text.isEmpty()
                ? "there is no view '" + name + "': \\d lists the views" + System.lineSeparator()
                : text.toString();
    }
}
