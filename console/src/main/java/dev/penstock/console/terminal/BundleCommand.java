package dev.penstock.console.terminal;

import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.instrument.BundleContent;
import dev.penstock.pool.instrument.BundleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes all that a pool knows to one file. */
@Command(
        name = "bundle",
        description =
                "Writes all that a pool knows now, and knew in the last two minutes, to one file of at most 5 MiB."
                        + " The commands sql, explain, stacks and statemap read that file instead of a process.",
        footer = {"", "Examples:", "  bundle 4711 -o incident.zip", "  sql incident.zip \"SELECT * FROM activity\""})
final class BundleCommand extends PoolCommand {
    @Parameters(
            paramLabel = "[PID|URL]",
            arity = "0..1",
            hideParamSyntax = true,
            description = "the process; without one, the only one of this user that has a pool.")
    private String process = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "the file, whose name ends with .zip; it is replaced")
    private String file = "";

    @Option(names = "--pool", paramLabel = "NAME", description = "the pool, if the process has several")
    private String name = "";

    BundleCommand(Io io, Output output) {
        super(io, output);
    }

    @Override
    void execute() throws Exception {
        if (!file.endsWith(".zip")) {
            throw wrong("the name of a bundle must end with .zip, but is '" + file + "'");
        }
        try (Target target = Target.open(process)) {
            StatsSource pool = choose(target.pools());
            byte[] bytes;
            try {
                bytes = BundleContent.of(pool::read, "the command bundle", source(pool));
            } catch (IOException e) {
                throw new Failure(String.valueOf(e.getMessage()), ExitCode.UNREACHABLE, e);
            }
            try {
                BundleContent.replace(Path.of(file).toAbsolutePath(), bytes);
            } catch (IOException e) {
                throw new Failure("the file " + file + " cannot be written: " + e, ExitCode.FAILED, e);
            }
            note("pool " + pool.pool() + ": " + bytes.length + " bytes are written to " + file);
        }
    }

    private static BundleSource source(StatsSource pool) throws IOException {
        return new BundleSource(
                pool.process().orElse("unknown, because a console over HTTP does not show it"),
                BundleSource.Part.read(() -> pool.threads()
                        .map(BundleSource.Part::ofThreads)
                        .orElseGet(() -> BundleSource.Part.none(StatsSource.NOT_OVER_HTTP))),
                BundleSource.Part.read(pool::flight));
    }

    private StatsSource choose(List<StatsSource> pools) throws Failure {
        List<StatsSource> found = pools.stream()
                .filter(pool -> name.isEmpty() || pool.pool().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new Failure(
                    "give the name of one pool by --pool: "
                            + pools.stream().map(StatsSource::pool).collect(Collectors.joining(", ")),
                    ExitCode.USAGE);
        }
        return found.get(0);
    }
}
