package dev.penstock.chaos.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;

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
        out.printf("replay: mvn -Psimulation -pl chaos-tests -am -Dsimulation.seed=%d%n", outcome.seed());
        return text.toString();
    }
}
