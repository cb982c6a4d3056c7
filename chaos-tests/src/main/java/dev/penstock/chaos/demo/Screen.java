package dev.penstock.chaos.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The output of the demo: plain lines, and a progress line below them on a terminal. */
final class Screen {
    private static final int BAR = 40;

    private final PrintStream out;
    private final boolean terminal;
    private boolean progressShown;

    Screen() {
        this.out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        this.terminal = isTerminal();
    }

    private static boolean isTerminal() {
        try {
            Path stdout = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
            return stdout.startsWith("/dev/pts") || stdout.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            // Without /proc no terminal can be detected, and a file must not get the progress line.
            return false;
        }
    }

    synchronized void print(String text) {
        clearProgress();
        out.print(text);
        out.flush();
    }

    void line(String text) {
        print(text + System.lineSeparator());
    }

    /** Prints an event at {@code seconds}, set off from the tables. */
    void event(double seconds, String text) {
        line(String.format(Locale.ROOT, "%n>>> %5.1f s  %s", seconds, text));
    }

    synchronized void progress(double seconds, double of, String text) {
        if (terminal) {
            clearProgress();
            int done = (int) Math.min(BAR, BAR * seconds / of);
            out.print("[" + "#".repeat(done) + ".".repeat(BAR - done) + "] "
                    + String.format(Locale.ROOT, "%.0f of %.0f s  ", seconds, of) + text);
            out.flush();
            progressShown = true;
        }
    }

    private void clearProgress() {
        if (progressShown) {
            out.print("\r\u001b[2K");
            progressShown = false;
        }
    }
}
