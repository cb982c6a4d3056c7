package dev.penstock.console.terminal;

import dev.penstock.console.engine.View;
import dev.penstock.pool.instrument.StatsColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Reads queries from the terminal, with a history and completion of views and columns. */
record Shell(Connection connection, Printer printer) {
    private static final List<String> WORDS =
            List.of("SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "JOIN", "USING", "LIMIT", "WITH");

    void run() throws IOException {
        DefaultParser parser = new DefaultParser();
        parser.setEscapeChars(null); // otherwise a backslash is lost
        try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .parser(parser)
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .completer(new StringsCompleter(words()))
                    .variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), ".penstock_history"))
                    .build();
            terminal.writer().println("Type a query, \\d for the views, \\d VIEW for its columns, or \\q to leave.");
            while (step(reader, terminal)) {
                terminal.flush();
            }
        }
    }

    private static Set<String> words() {
        Set<String> words = new TreeSet<>(WORDS);
        for (View view : View.views()) {
            words.add(view.name());
            view.columns().forEach(column -> words.add(column.name()));
        }
        return words;
    }

    /** Reads and runs one line. Returns whether the user wants more. */
    private boolean step(LineReader reader, Terminal terminal) {
        try {
            String line = reader.readLine("penstock> ").strip();
            if (line.equals("\\q") || line.toLowerCase(Locale.ROOT).matches("quit|exit")) {
                return false;
            }
            if (line.startsWith("\\d")) {
                terminal.writer().print(describe(line.substring(2).strip()));
            } else if (!line.isEmpty()) {
                printer.print(connection, line);
            }
        } catch (SQLException e) {
            terminal.writer().println("error: " + e.getMessage());
        } catch (UserInterruptException e) {
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
        return true;
    }

    /** The views, or the columns of one. */
    static String describe(String name) {
        StringBuilder text = new StringBuilder();
        for (View view : View.views()) {
            if (name.isEmpty()) {
                text.append(String.format(Locale.ROOT, "%-26s %s%n", view.name(), view.description()));
            } else if (view.name().equals(name)) {
                for (StatsColumn column : view.columns()) {
                    text.append(String.format(Locale.ROOT, "%-26s %s%n", column.name(), column.description()));
                }
            }
        }
        return text.isEmpty() ? "there is no view '" + name + "'" + System.lineSeparator() : text.toString();
    }
}
