package dev.penstock.chaos.suite;

import dev.penstock.chaos.pools.KnownPools;
import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
        name = "penstock-chaos-tests",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Runs connection pools through the faults of the field, on real PostgreSQL servers on this machine.",
            "Writes DIR/chaos.json, DIR/chaos.html and a statemap of each run, after each run.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Penstock passed, or each pool of --pool did, apart from what was skipped",
            "1:One of them failed, or a fault did not reach it",
            "2:A bad option, the lab or the report does not work, or each run was skipped"
        })
public final class Main implements Callable<Integer> {
    private static final String ALL_POOLS = "penstock,hikaricp,agroal,dbcp2";
    private static final String DEFAULT_DURATION = "16s";
    private static final int FAILED = 1;
    private static final List<String> LOG_LEVELS =
            List.of("org.slf4j.simpleLogger.defaultLogLevel", "org.slf4j.simpleLogger.log.dev.penstock");
    private static final int NOT_RUN = 2;

    @Option(
            names = {"-s", "--scenario"},
            paramLabel = "NAME",
            split = ",",
            description = "Only these scenarios. --list prints their names.")
    private List<String> scenarios = List.of();

    @Option(
            names = {"-p", "--pool"},
            paramLabel = "NAME",
            split = ",",
            description = {
                "Pools under test: " + ALL_POOLS + ", or class:a.b.C",
                "for a class of yours that implements PoolUnderTest. Without this option all known pools run, and only"
                        + " Penstock decides the exit code."
            })
    private List<String> pools = List.of();

    @Option(names = "--seed", paramLabel = "N", split = ",", description = "Seeds of the random choices (default: 1).")
    private List<String> seeds = List.of();

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = DEFAULT_DURATION,
            description = "Length of a run, such as 20s or PT1M (default: ${DEFAULT-VALUE}; at least 3s).")
    private String duration = DEFAULT_DURATION;

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            description =
                    "Instead of the scenarios, a fault of a random kind every 10 s for so long, such as 1h; at least"
                            + " 100s.")
    private String soak = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "target/chaos",
            description = "Folder of the report (default: ${DEFAULT-VALUE}).")
    private Path output = Path.of("target/chaos");

    @Option(names = "--list", description = "Print the scenarios and end.")
    private boolean list;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Creates the program; picocli fills its options. */
    public Main() {}

    /** Runs the program and exits with its code. */
    public static void main(String[] arguments) {
        for (String level : LOG_LEVELS) {
            if (System.getProperty(level) == null) {
                System.setProperty(level, "off"); // each fault is logged by each pool
            }
        }
        System.exit(new CommandLine(new Main())
                .setOut(new PrintWriter(System.out, true, Charset.defaultCharset()))
                .setExecutionExceptionHandler(Main::notRun)
                .execute(arguments));
    }

    private static int notRun(Exception thrown, CommandLine line, ParseResult ignored) {
        line.getErr().println("\nThe suite cannot go on: " + thrown);
        return NOT_RUN;
    }

    /** The version in the manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {version == null ? "development" : version};
        }
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Scenarios.list().forEach(scenario -> out.printf("%-22s %s%n", scenario.name(), scenario.description()));
            return 0;
        }
        boolean soaks = !soak.isBlank();
        if (soaks && !named(scenarios).isEmpty()) {
            throw usage(new IllegalArgumentException("a soak runs no scenario: use --soak or --scenario, not both"));
        }
        List<Scenario> chosen = soaks ? List.of(Scenarios.soak(out::println)) : scenarios();
        List<PoolUnderTest> tested = pools();
        List<Long> numbers = seeds();
        Duration length = length(soaks);
        Terminal terminal = new Terminal(out, chosen.size() * tested.size() * numbers.size());
        terminal.announce(length);
        Results results = new Results(soaks ? "Soak" : "Chaos suite", output);
        runner(soaks, length, new Reporting(terminal, results, soaks)).run(chosen, tested, numbers);
        terminal.table(results.runs());
        out.println();
        out.println("Report: " + results.page().toAbsolutePath() + ", results: "
                + results.json().toAbsolutePath());
        if (results.runs().stream().allMatch(run -> run.verdict() == Verdict.SKIPPED)) {
            out.println("Nothing ran: each run was skipped.");
            return NOT_RUN;
        }
        return passed(results.runs()) ? 0 : FAILED;
    }

    /** The length of a run. A wrong {@code --duration} is refused, also beside {@code --soak}. */
    private Duration length(boolean soaks) {
        Duration run = duration(duration.isBlank() ? DEFAULT_DURATION : duration.strip());
        return soaks ? duration(soak.strip()) : run;
    }

    private SuiteRunner runner(boolean soaks, Duration length, SuiteRunner.Listener listener) {
        try {
            return soaks ? SuiteRunner.ofSoak(length, listener) : new SuiteRunner(length, listener);
        } catch (IllegalArgumentException e) {
            throw usage(e);
        }
    }

    /** Prints each run and adds it to the report. */
    private record Reporting(Terminal terminal, Results results, boolean soaks) implements SuiteRunner.Listener {
        @Override
        public void beginning(Scenario scenario, PoolUnderTest pool, long seed) {
            terminal.beginning(scenario, pool, seed);
            if (soaks) {
                terminal.endLine(); // lines of the faults follow
            }
        }

        @Override
        public void ended(RunRecord run) throws IOException {
            terminal.ended(run);
            results.ended(run);
        }
    }

    private boolean passed(List<RunRecord> runs) {
        boolean asked = !named(pools).isEmpty();
        return runs.stream()
                .filter(run -> asked || run.pool().equals("penstock"))
                .allMatch(run -> run.verdict() == Verdict.PASSED || run.verdict() == Verdict.SKIPPED);
    }

    /** The values without empty ones: Maven passes an option without a value. A value twice is refused. */
    private List<String> named(List<String> values) {
        List<String> named = values.stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
        named.stream()
                .filter(value -> Collections.frequency(named, value) > 1)
                .findFirst()
                .ifPresent(value -> {
                    throw usage(new IllegalArgumentException("'" + value + "' is given twice"));
                });
        return named;
    }

    private List<Scenario> scenarios() {
        List<String> names = named(scenarios);
        try {
            return names.isEmpty()
                    ? Scenarios.list()
                    : names.stream().map(Scenarios::of).toList();
        } catch (IllegalArgumentException e) {
            throw usage(e);
        }
    }

    private List<PoolUnderTest> pools() {
        List<String> names = named(pools);
        try {
            return (names.isEmpty() ? Stream.of(ALL_POOLS.split(",", -1)) : names.stream())
                    .map(KnownPools::of)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw usage(e);
        }
    }

    private List<Long> seeds() {
        List<String> numbers = named(seeds);
        try {
            return numbers.isEmpty()
                    ? List.of(1L)
                    : numbers.stream().map(Long::valueOf).toList();
        } catch (NumberFormatException e) {
            throw usage(new IllegalArgumentException("a seed is a whole number, not '" + seeds + "'", e));
        }
    }

    private Duration duration(String text) {
        try {
            return Duration.parse(text.startsWith("P") ? text : "PT" + text);
        } catch (DateTimeParseException e) {
            throw usage(new IllegalArgumentException("a duration is 20s, 2m, 1h or PT1M, not '" + text + "'", e));
        }
    }

    private ParameterException usage(IllegalArgumentException e) {
        String message = e.getMessage();
        return new ParameterException(spec.commandLine(), message == null ? e.toString() : message, e);
    }
}
