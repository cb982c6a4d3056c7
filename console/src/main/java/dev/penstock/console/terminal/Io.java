package dev.penstock.console.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The standard streams of the program.
 *
 * @param in the input
 * @param out the results
 * @param err errors and notes
 * @param inTerminal whether the input is typed on a terminal
 * @param outTerminal whether the results are read on a terminal
 * @param unicode whether the output can have more characters than those of ASCII
 * @param environment the environment variables
 */
record Io(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean inTerminal,
        boolean outTerminal,
        boolean unicode,
        Map<String, String> environment) {
    private static final String TYPICAL = "─…µ";

    /** The streams of this process. */
    static Io system() {
        Charset charset = charset();
        return new Io(
                System.in,
                new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), charset)),
                new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), charset), true),
                isTerminal(0),
                isTerminal(1),
                charset.newEncoder().canEncode(TYPICAL),
                System.getenv());
    }

    /** The encoding of the terminal: Java knows it under a name that depends on the release. */
    private static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", ""));
        return !name.isEmpty() && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    private static boolean isTerminal(int descriptor) {
        try {
            Path file = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
            return file.startsWith("/dev/pts") || file.startsWith("/dev/tty") || file.startsWith("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return isConsole(); // not Linux
        }
    }

    /** Since Java 22 there is a console without a terminal, too. */
    private static boolean isConsole() {
        return Optional.ofNullable(System.console())
                .filter(console -> {
                    try {
                        return Boolean.TRUE.equals(
                                Console.class.getMethod("isTerminal").invoke(console));
                    } catch (ReflectiveOperationException e) {
                        return true;
                    }
                })
                .isPresent();
    }

    /** The width of the terminal in columns; 0 if it is not known. */
    int columns() {
        if (!outTerminal) {
            return 0;
        }
        String given = environment.getOrDefault("COLUMNS", "");
        if (given.matches("[1-9][0-9]{0,4}")) {
            return Integer.parseInt(given);
        }
        try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
            return terminal.getColumns();
        } catch (IOException e) {
            return 0;
        }
    }
}
