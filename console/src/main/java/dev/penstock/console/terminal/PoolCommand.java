package dev.penstock.console.terminal;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have: the form of the output, and the streams. Used by one thread. */
abstract class PoolCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this help")
    @SuppressWarnings("UnusedVariable") // picocli sets it, and shows the help
    private boolean help;

    private final Io io;
    private final Output output;

    PoolCommand(Io io, Output output) {
        this.io = io;
        this.output = output;
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("picocli has set no specification");
        }
        return spec.commandLine();
    }

    final Io io() {
        return io;
    }

    final Output output() {
        return output;
    }

    /** Fails with exit code 2. */
    final ParameterException wrong(String message) {
        return new ParameterException(line(), message);
    }

    @Override
    public final Integer call() throws Exception {
        output.check(line());
        execute();
        return ExitCode.OK;
    }

    /** Runs the command. */
    abstract void execute() throws Exception;

    /** The target and the query of a command with the parameters {@code [PID|URL] [QUERY]}; empty if not given. */
    record Request(String target, String query) {}

    final Request request(List<String> words) {
        if (words.size() > 2) {
            throw wrong("a query is one argument: put it in quotes");
        }
        if (words.size() == 2 && !Target.isTarget(words.get(0))) {
            throw wrong("'" + words.get(0)
                    + "' is neither a process ID, nor a URL or a bundle (FILE.zip); and a query is one argument, in"
                    + " quotes");
        }
        boolean named = !words.isEmpty() && Target.isTarget(words.get(0));
        String last = words.isEmpty() ? "" : words.get(words.size() - 1);
        return new Request(named ? words.get(0) : "", named && words.size() == 1 ? "" : last);
    }

    /** Writes the result of a query. */
    final void write(Queries.Result result) {
        output.write(result.rows(), io);
        if (result.more()) {
            note("the limit of rows is reached: there may be more");
        }
    }

    /** Writes a note that is no result. */
    final void note(String sentence) {
        Output.sentence(io.err(), sentence, output.style(io).ascii());
    }
}
