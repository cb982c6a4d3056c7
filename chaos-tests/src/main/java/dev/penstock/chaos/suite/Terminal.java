package dev.penstock.chaos.suite;

import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.chaos.report.model.Recovery;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.Verdict;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Prints the progress, and the verdict table at the end. */
final class Terminal implements SuiteRunner.Listener {
    private final PrintWriter out;
    private final int runs;
    private int begun;

    Terminal(PrintWriter out, int runs) {
        this.out = out;
        this.runs = runs;
    }

    /** Says how much there is to run. */
    void announce(Duration length) {
        out.printf(
                Locale.ROOT,
                "%d %s of %d s: at least %d minutes%n",
                runs,
                runs == 1 ? "run" : "runs",
                length.toSeconds(),
                Math.max(1, length.multipliedBy(runs).toMinutes()));
    }

    @Override
    public void beginning(Scenario scenario, PoolUnderTest pool, long seed) {
        begun++;
        out.printf(Locale.ROOT, "[%d/%d] %s, %s, seed %d: ", begun, runs, scenario.name(), pool.name(), seed);
        out.flush();
    }

    /** Ends the present line. */
    void endLine() {
        out.println();
    }

    @Override
    public void ended(RunRecord run) {
        out.printf(Locale.ROOT, "%s (%s)%s%n", word(run.verdict()), figures(run), reason(run));
        out.flush();
    }

    private static String reason(RunRecord run) {
        boolean passed = run.verdict() == Verdict.PASSED;
        return passed && run.findings().stream().allMatch(Finding::judged) ? "" : ": " + run.reason();
    }

    private static String figures(RunRecord run) {
        long completed =
                run.seconds().stream().mapToLong(second -> second.completed()).sum();
        long failed =
                run.seconds().stream().mapToLong(second -> second.failed()).sum();
        String text = String.format(
                Locale.ROOT, "%.1f s, %d transactions, %d failed", run.durationMillis() / 1e3, completed, failed);
        return run.recovery().map(recovery -> text + times(recovery)).orElse(text);
    }

    private static String times(Recovery recovery) {
        return ", noticed " + millis(recovery.noticedMillis()) + ", routed around "
                + millis(recovery.routedAroundMillis()) + ", recovered " + millis(recovery.recoveredMillis());
    }

    private static String millis(OptionalLong value) {
        return value.isEmpty() ? "-" : value.getAsLong() + " ms";
    }

    static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** One line a scenario, one column a pool; if there are several seeds, the worst verdict counts. */
    void table(List<RunRecord> all) {
        Map<String, Map<String, Verdict>> rows = new LinkedHashMap<>();
        for (RunRecord run : all) {
            rows.computeIfAbsent(run.scenario(), any -> new LinkedHashMap<>())
                    .merge(run.pool(), run.verdict(), Terminal::worse);
        }
        List<String> pools = all.stream().map(RunRecord::pool).distinct().toList();
        int first = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        out.println();
        StringBuilder head = new StringBuilder(pad("", first));
        pools.forEach(pool -> head.append("  ").append(pad(pool, width(pool))));
        out.println(head.toString().stripTrailing());
        rows.forEach((scenario, verdicts) -> {
            StringBuilder line = new StringBuilder(pad(scenario, first));
            pools.forEach(pool -> line.append("  ")
                    .append(pad(verdicts.containsKey(pool) ? word(verdicts.get(pool)) : "", width(pool))));
            out.println(line.toString().stripTrailing());
        });
        out.flush();
    }

    private static int width(String pool) {
        return Math.max(pool.length(), word(Verdict.NOT_REACHED).length());
    }

    private static Verdict worse(Verdict one, Verdict other) {
        List<Verdict> order = List.of(Verdict.FAILED, Verdict.NOT_REACHED, Verdict.PASSED, Verdict.SKIPPED);
        return order.indexOf(one) <= order.indexOf(other) ? one : other;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
