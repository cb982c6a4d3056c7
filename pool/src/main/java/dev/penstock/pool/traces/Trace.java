package dev.penstock.pool.traces;

import dev.penstock.waits.DurationFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The claims of one piece of work with their events: an immutable value. It has at most 1,000 claims, and 10,000 events
 * in 2 MiB. Texts say how much was cut.
 *
 * @param operation the operation in which the claims were made
 * @param armed whether {@link Traces#arm} asked for it; otherwise the application traced its own work
 * @param began the moment at which the work, or its traced claim, began
 * @param wallNanos the time until its end, or until now if the claim lasts, in nanoseconds
 * @param failure the class of the exception that the work threw; empty if it threw none
 * @param claims its claims, in the order in which they began
 * @param claimsCut the number of claims that were not kept
 */
public record Trace(
        String operation,
        boolean armed,
        Instant began,
        long wallNanos,
        Optional<String> failure,
        List<TracedClaim> claims,
        long claimsCut) {
    /** Copies the claims. */
    public Trace {
        claims = List.copyOf(claims);
    }

    /** The number of events that were not kept, of the claims that were kept. */
    public long eventsCut() {
        return claims.stream().mapToLong(TracedClaim::eventsCut).sum();
    }

    private String head() {
        return "trace of '" + operation + "' from " + began + ", " + DurationFormat.format(wallNanos) + ", claims="
                + (claims.size() + claimsCut)
                + failure.map(thrown -> ", ended by " + thrown).orElse("") + "\n";
    }

    private static String more(long cut, String what) {
        return "…[" + cut + " more" + what + "]\n";
    }

    /** All events in the order of time, a line each. */
    public String text() {
        record Line(long at, String text) {}
        List<Line> lines = new ArrayList<>();
        for (TracedClaim claim : claims) {
            for (TraceEvent event : claim.events()) {
                lines.add(new Line(event.atNanos(), "claim " + claim.claim() + " " + event + "\n"));
            }
        }
        lines.sort(Comparator.comparingLong(Line::at));
        StringBuilder text = new StringBuilder(head());
        lines.forEach(line -> text.append(line.text()));
        if (eventsCut() > 0) {
            text.append(more(eventsCut(), ""));
        }
        return claimsCut == 0
                ? text.toString()
                : text.append(more(claimsCut, " claims")).toString();
    }

    /** Operations, their claims and the events of these, each below the one that contains it. */
    public String tree() {
        StringBuilder text = new StringBuilder(head());
        List<String> shown = List.of();
        for (TracedClaim claim : claims) {
            writeOperations(text, shown, claim.operations());
            shown = claim.operations();
            String indent = "  ".repeat(shown.size());
            text.append(indent).append("  ").append(claim).append('\n');
            for (TraceEvent event : claim.events()) {
                text.append(indent).append("    ").append(event).append('\n');
            }
            if (claim.eventsCut() > 0) {
                text.append(indent).append("    ").append(more(claim.eventsCut(), ""));
            }
        }
        return claimsCut == 0
                ? text.toString()
                : text.append(more(claimsCut, " claims")).toString();
    }

    /** Writes the operations that the claim before was not in. */
    private static void writeOperations(StringBuilder text, List<String> shown, List<String> operations) {
        int same = 0;
        while (same < Math.min(shown.size(), operations.size())
                && shown.get(same).equals(operations.get(same))) {
            same++;
        }
        for (int i = same; i < operations.size(); i++) {
            text.append("  ".repeat(i + 1))
                    .append("operation '")
                    .append(operations.get(i))
                    .append("'\n");
        }
    }

    /** The {@link #tree()}. */
    @Override
    public String toString() {
        return tree();
    }
}
