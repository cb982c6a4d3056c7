package dev.penstock.console.terminal;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The terminal: {@code java -jar penstock-console-VERSION-all.jar}. */
@Command(
        name = "penstock",
        description = "Asks the pools of running processes. Without a command, lists the processes that have one.",
        synopsisSubcommandLabel = "[sql | explain | watch | bundle | stacks | statemap | pools]",
        footer = {
            "",
            "Examples:",
            "  sql 4711 \"SELECT * FROM activity\"     a query, see docs/sql.md",
            "  explain 4711                          why the oldest waiting claim waits",
            "  watch 4711                            what claims wait on, again and again",
            "  bundle 4711 -o incident.zip           all records in one file, which sql and explain read",
            "",
            "Exit codes: 0 success, 1 the question cannot be answered, 2 wrong arguments, 3 no connection to the pool"
        })
public final class Main extends PoolCommand {
    private static final long RESPONSE_MILLIS = 10_000;

    @Mixin
    private final Output shared;

    private Main(Io io, Output output) {
        super(io, output);
        this.shared = output;
    }

    /**
     * Runs a command and exits. The exit code is 1 if the question cannot be answered, 2 if the arguments are wrong,
     * and 3 if the process cannot be reached.
     */
    public static void main(String[] arguments) {
        // A process that is stopped must not hang the terminal.
        System.setProperty("sun.rmi.transport.tcp.responseTimeout", Long.toString(RESPONSE_MILLIS));
        System.exit(run(Io.system(), arguments));
    }

    /** Runs a command. Returns its exit code. */
    static int run(Io io, String... arguments) {
        Output output = new Output();
        CommandLine line = new CommandLine(new Main(io, output));
        for (PoolCommand command : List.of(
                new SqlCommand(io, output),
                new ExplainCommand(io, output),
                new WatchCommand(io, output),
                new BundleCommand(io, output),
                new StackCommand(io, output),
                new StatemapCommand(io, output),
                new PoolsCommand(io, output))) {
            line.addSubcommand(command);
        }
        boolean coloured = io.outTerminal() && !io.environment().containsKey("NO_COLOR");
        line.setOut(io.out())
                .setErr(io.err())
                .setColorScheme(Help.defaultColorScheme(coloured ? Ansi.ON : Ansi.OFF))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(io, failure))
                .setParameterExceptionHandler((failure, words) -> wrong(io, failure));
        int code = line.execute(arguments);
        io.out().flush();
        return code;
    }

    private static int failed(Io io, Exception failure) {
        Output.sentence(io.err(), "error: " + sentence(failure), !io.unicode());
        return failure instanceof Failure expected ? expected.exitCode() : ExitCode.FAILED;
    }

    private static String sentence(Exception failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private static int wrong(Io io, ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        String tail = command.replaceFirst("^penstock", "");
        Output.sentence(
                io.err(),
                "error: " + sentence(failure) + System.lineSeparator() + "Help: " + PoolsCommand.program() + tail
                        + " --help",
                !io.unicode());
        return ExitCode.USAGE;
    }

    @Override
    void execute() {
        new PoolsCommand(io(), shared).execute();
    }
}
