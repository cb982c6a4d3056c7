package dev.penstock.chaos.report.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The result of one scenario with one pool and one seed.
 *
 * @param scenario the name of the scenario
 * @param description the scenario in one sentence
 * @param pool the name of the pool under test
 * @param seed the seed of its random numbers
 * @param verdict how it ended
 * @param reason why, in one sentence
 * @param durationMillis its length, in milliseconds
 * @param faults the intervals of its faults
 * @param findings the answers of its checkers
 * @param seconds its seconds, in order of time
 * @param latency distributions by name, such as {@code acquire} and {@code transaction}
 * @param errors the number of errors of each kind
 * @param recovery how fast the pool reacted; empty if the scenario does not measure it
 * @param tracks the states of slots and status tasks; empty for a pool that does not record them
 * @param claimReports the reports of claims, by the ID of the claim
 */
public record RunRecord(
        String scenario,
        String description,
        String pool,
        long seed,
        Verdict verdict,
        String reason,
        long durationMillis,
        List<FaultInterval> faults,
        List<Finding> findings,
        List<SecondRecord> seconds,
        Map<String, Percentiles> latency,
        Map<String, Long> errors,
        Optional<Recovery> recovery,
        List<Track> tracks,
        Map<String, String> claimReports) {
    /** Copies the collections. */
    public RunRecord {
        faults = List.copyOf(faults);
        findings = List.copyOf(findings);
        seconds = List.copyOf(seconds);
        latency = sorted(latency);
        errors = sorted(errors);
        tracks = List.copyOf(tracks);
        claimReports = sorted(claimReports);
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** Begins a result, which so far is one of a scenario that did not run. */
    public static Builder of(String scenario, String pool, long seed) {
        return new Builder(scenario, pool, seed);
    }

    /** Collects the parts of a result. Not thread-safe. */
    public static final class Builder {
        private final String scenario;
        private final String pool;
        private final long seed;
        private String description = "";
        private Verdict verdict = Verdict.SKIPPED;
        private String reason = "";
        private long durationMillis;
        private List<FaultInterval> faults = List.of();
        private List<Finding> findings = List.of();
        private List<SecondRecord> seconds = List.of();
        private Map<String, Percentiles> latency = Map.of();
        private Map<String, Long> errors = Map.of();
        private Optional<Recovery> recovery = Optional.empty();
        private List<Track> tracks = List.of();
        private Map<String, String> claimReports = Map.of();

        private Builder(String scenario, String pool, long seed) {
            this.scenario = scenario;
            this.pool = pool;
            this.seed = seed;
        }

        /** Sets the scenario's sentence. */
        public Builder description(String sentence) {
            this.description = sentence;
            return this;
        }

        /** Sets how it ended, and why in one sentence. */
        public Builder verdict(Verdict ending, String why) {
            this.verdict = ending;
            this.reason = why;
            return this;
        }

        /** Sets the length, in milliseconds. */
        public Builder durationMillis(long millis) {
            this.durationMillis = millis;
            return this;
        }

        /** Sets the intervals of the faults. */
        public Builder faults(List<FaultInterval> intervals) {
            this.faults = intervals;
            return this;
        }

        /** Sets the answers of the checkers. */
        public Builder findings(List<Finding> answers) {
            this.findings = answers;
            return this;
        }

        /** Sets the seconds. */
        public Builder seconds(List<SecondRecord> all) {
            this.seconds = all;
            return this;
        }

        /** Sets the distributions by name. */
        public Builder latency(Map<String, Percentiles> byName) {
            this.latency = byName;
            return this;
        }

        /** Sets the number of errors of each kind. */
        public Builder errors(Map<String, Long> byKind) {
            this.errors = byKind;
            return this;
        }

        /** Sets how fast the pool reacted. */
        public Builder recovery(Recovery times) {
            this.recovery = Optional.of(times);
            return this;
        }

        /** Sets the states of slots and status tasks. */
        public Builder tracks(List<Track> all) {
            this.tracks = all;
            return this;
        }

        /** Sets the reports of claims, by the ID of the claim. */
        public Builder claimReports(Map<String, String> byClaim) {
            this.claimReports = byClaim;
            return this;
        }

        /** The result. */
        public RunRecord build() {
            return new RunRecord(
                    scenario,
                    description,
                    pool,
                    seed,
                    verdict,
                    reason,
                    durationMillis,
                    faults,
                    findings,
                    seconds,
                    latency,
                    errors,
                    recovery,
                    tracks,
                    claimReports);
        }
    }
}
