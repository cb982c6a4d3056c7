package dev.penstock.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The table of ratios, in Markdown: a row for each measured goal, three columns for each Java version. */
public final class GoalTable {
    private static final String NOT_MEASURED = "–";

    private GoalTable() {}

    /**
     * Draws the table.
     *
     * @param runs the results of each run, by its name
     */
    public static String of(Map<String, Results> runs) {
        List<String> lines = new ArrayList<>();
        StringBuilder header = new StringBuilder("| what | goal |");
        StringBuilder rule = new StringBuilder("|---|---|");
        for (String run : runs.keySet()) {
            header.append(' ').append(run).append(": Penstock / rival | ratio | |");
            rule.append("---|---|---|");
        }
        lines.add(header.toString());
        lines.add(rule.toString());
        Goals.all().stream()
                .filter(goal -> runs.values().stream()
                        .anyMatch(run ->
                                goal.own(run).isPresent() || goal.rival(run).isPresent()))
                .map(goal -> row(goal, runs))
                .forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private static String row(Goal goal, Map<String, Results> runs) {
        StringBuilder row =
                new StringBuilder("| " + goal.what() + " | " + goal.limit().text() + " |");
        for (Results results : runs.values()) {
            row.append(' ').append(values(goal, results)).append(" | ");
            row.append(goal.isRatio() ? text(goal.seen(results)) : "").append(" | ");
            row.append(verdict(goal, results)).append(" |");
        }
        return row.toString();
    }

    private static String values(Goal goal, Results results) {
        String own = text(goal.own(results));
        return goal.isRatio() ? own + " / " + text(goal.rival(results)) : own;
    }

    private static String text(OptionalDouble value) {
        return value.isPresent() ? Figures.rounded(value.getAsDouble()) : NOT_MEASURED;
    }

    private static String verdict(Goal goal, Results results) {
        OptionalDouble seen = goal.seen(results);
        if (seen.isEmpty()) {
            return NOT_MEASURED;
        }
        return goal.limit().holds(seen.getAsDouble()) ? "met" : "**not met**";
    }
}
