package dev.penstock.console.terminal;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Runs commands of the terminal in this process, with streams of text. */
final class TerminalFixture {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private String in = "";
    private boolean outTerminal;
    private boolean unicode = true;

    TerminalFixture in(String text) {
        in = text;
        return this;
    }

    /** The output is read on a terminal of 80 columns. */
    TerminalFixture terminal(Map<String, String> more) {
        outTerminal = true;
        environment.put("COLUMNS", "80");
        environment.putAll(more);
        return this;
    }

    TerminalFixture withoutUnicode() {
        unicode = false;
        return this;
    }

    /** Runs a command. Returns its exit code. */
    int run(String... words) {
        out.getBuffer().setLength(0);
        return run(new PrintWriter(out), words);
    }

    /** Runs a command whose results go to {@code results}. Returns its exit code. */
    int run(PrintWriter results, String... words) {
        err.getBuffer().setLength(0);
        ByteArrayInputStream bytes = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
        PrintWriter errors = new PrintWriter(err, true);
        return Main.run(new Io(bytes, results, errors, false, outTerminal, unicode, environment), words);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
