package dev.penstock.chaos.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The report of a failed seed. */
public final class FailureReport {
    private FailureReport() {}

    /** The failure, the last steps before it, and the command that replays the seed. */
    public static String of(SimulationResult outcome) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.printf("seed %d failed:%n", outcome.seed());
        Objects.requireNonNull(outcome.failure()).printStackTrace(out);
        out.printf(
                "the last %d steps, with time, kind, actor or server, and detail:%n",
                outcome.last().size());
        outcome.last().forEach(out::println);
        out.printf("replay: %s%n", command(outcome));
        return text.toString();
    }

    /** The result of the reduction of a failed seed, and the command that replays the smallest failed run. */
    static String of(Minimiser.Reduction reduction) {
        SimulationResult smallest = reduction.smallest();
        String faults =
                smallest.options().faults().stream().map(FaultKind::label).collect(Collectors.joining(", "));
        int claimants = smallest.options().mostClaimants();
        return String.format(
                Locale.ROOT,
                "seed %d breaks the same rule with these faults alone: %s%s (%d runs%s, %d steps)%n%s%nreplay: %s%n",
                smallest.seed(),
                faults.isEmpty() ? "none" : faults,
                claimants == Integer.MAX_VALUE ? "" : "; claimants: " + claimants,
                reduction.trials(),
                reduction.complete() ? "" : ", all that were allowed",
                smallest.steps(),
                smallest.failure(),
                command(smallest));
    }

    private static String command(SimulationResult outcome) {
        return "mvn -Psimulation -pl chaos-tests -am -Dsimulation.seed=" + outcome.seed()
                + outcome.options().asProperties();
    }
}
