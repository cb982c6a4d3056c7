package dev.penstock.chaos.suite;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.checkers.Facts;
import dev.penstock.chaos.history.History;
import dev.penstock.chaos.history.Interval;
import dev.penstock.chaos.nemeses.Nemesis;
import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.chaos.report.model.Percentiles;
import dev.penstock.chaos.report.model.Recovery;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.SecondRecord;
import dev.penstock.chaos.report.model.Verdict;
import dev.penstock.chaos.report.recording.PoolRecording;
import dev.penstock.chaos.world.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a finished run into its record. */
final class Outcome {
    private static final long SECOND = 1_000;
    private static final int MOST_FAILURE_TEXT = 400;

    private final Scenario scenario;
    private final PoolUnderTest pool;
    private final long seed;
    private final Arena arena;
    private final Recovery recovery;
    private PoolRecording recording = PoolRecording.NONE;
    private long length;

    Outcome(Scenario scenario, PoolUnderTest pool, long seed, Arena arena, Recovery recovery) {
        this.scenario = scenario;
        this.pool = pool;
        this.seed = seed;
        this.arena = arena;
        this.recovery = recovery;
    }

    static RunRecord failed(Scenario scenario, PoolUnderTest pool, long seed, String reason) {
        return RunRecord.of(scenario.name(), pool.name(), seed)
                .description(scenario.description())
                .verdict(Verdict.FAILED, reason)
                .build();
    }

    static RunRecord skipped(Scenario scenario, PoolUnderTest pool, long seed, String reason) {
        return RunRecord.of(scenario.name(), pool.name(), seed)
                .description(scenario.description())
                .verdict(Verdict.SKIPPED, reason)
                .build();
    }

    /** Takes what was recorded of the pool until the end of the run. */
    void recorded(long millis, PoolRecording ofPool) {
        length = millis;
        recording = ofPool;
    }

    /** The record, with a verdict. */
    RunRecord record(Nemesis nemesis, @Nullable Exception faultFailure, Facts facts, List<Finding> findings) {
        History history = arena.history();
        RunRecord.Builder record = RunRecord.of(scenario.name(), pool.name(), seed)
                .description(scenario.description())
                .durationMillis(length)
                .faults(nemesis.intervals(facts.faultBegan(), facts.faultEnded()))
                .findings(findings)
                .seconds(seconds())
                .latency(percentiles(history))
                .errors(history.failureKinds())
                .tracks(recording.tracks())
                .claimReports(recording.claimReports());
        if (!nemesis.isLong()) {
            record.recovery(recovery);
        }
        Optional<String> evidence = faultFailure == null ? nemesis.evidence(arena) : Optional.empty();
        if (evidence.isEmpty()) {
            String why = faultFailure == null ? "it met nothing" : text(faultFailure);
            return record.verdict(Verdict.NOT_REACHED, "the fault did not reach the pool: " + why)
                    .build();
        }
        List<Finding> failed =
                findings.stream().filter(finding -> !finding.passed()).toList();
        return failed.isEmpty()
                ? record.verdict(Verdict.PASSED, nemesis.name() + ": " + evidence.get() + notJudged(findings))
                        .build()
                : record.verdict(Verdict.FAILED, reason(failed)).build();
    }

    private static String notJudged(List<Finding> findings) {
        String checkers = findings.stream()
                .filter(finding -> !finding.judged())
                .map(Finding::checker)
                .collect(Collectors.joining(", "));
        return checkers.isEmpty() ? "" : "; not judged: " + checkers;
    }

    private static String text(Exception failure) {
        Throwable cause = failure.getCause();
        return failure + (cause == null ? "" : ": " + cause);
    }

    private static String reason(List<Finding> failed) {
        List<String> all = new ArrayList<>();
        failed.forEach(finding -> all.add(finding.checker() + ": " + shortened(finding.text())));
        return String.join(" | ", all);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_FAILURE_TEXT ? text : text.substring(0, MOST_FAILURE_TEXT) + "…";
    }

    private static Map<String, Percentiles> percentiles(History history) {
        long count = history.completedCount() + history.failedCount();
        return Map.of(
                "acquire",
                percentiles(history.acquire(), count, history.slowestAcquireNanos()),
                "transaction",
                percentiles(history.operations(), count, history.longestOperationNanos()));
    }

    private static Percentiles percentiles(Latencies latencies, long count, long longest) {
        return new Percentiles(
                count,
                micros(latencies, 0.5),
                micros(latencies, 0.9),
                micros(latencies, 0.99),
                micros(latencies, 0.999),
                longest / 1_000);
    }

    private static long micros(Latencies latencies, double share) {
        return latencies.percentileNanos(share) / 1_000;
    }

    private List<SecondRecord> seconds() {
        List<SecondRecord> seconds = new ArrayList<>();
        for (long millis = 0; millis < length; millis += SECOND) {
            seconds.add(second(millis));
        }
        return seconds;
    }

    private SecondRecord second(long millis) {
        long completed = 0;
        long failed = 0;
        long slowest = 0;
        Latencies acquire = new Latencies();
        for (long i = millis / History.INTERVAL_MILLIS; i < (millis + SECOND) / History.INTERVAL_MILLIS; i++) {
            Interval interval = arena.history().interval(i);
            completed += interval.completed();
            failed += interval.failed();
            slowest = Math.max(slowest, interval.slowestAcquireNanos());
            acquire.add(interval.acquire());
        }
        return new SecondRecord(
                millis,
                completed,
                failed,
                micros(acquire, 0.5),
                micros(acquire, 0.99),
                slowest / 1_000,
                recording.load(millis / SECOND));
    }
}
