package dev.penstock.chaos.report.html;

import dev.penstock.chaos.report.model.FaultInterval;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.chaos.report.model.Percentiles;
import dev.penstock.chaos.report.model.Recovery;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.SecondRecord;
import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.SuiteRecord;
import dev.penstock.chaos.report.model.Track;
import dev.penstock.chaos.report.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Results as a suite would have them, with hostile texts. */
final class SuiteFixture {
    /** A text that ends a script, begins markup and has quotes. */
    static final String HOSTILE = "</script><img src=x onerror=alert(1)>&amp;\"'`${title}\u2028";

    static final String REPORT = "Claim 7f3a-1-100 waited for a slot " + HOSTILE;

    private static final int LENGTH = 20_000;
    private static final int FAULT_FROM = 6_000;
    private static final int FAULT_TO = 12_000;

    private final Random random = new Random(7);
    private int claims;

    /** So many scenarios with each of these pools; the first pool has tracks. */
    static SuiteRecord suite(int scenarios, List<String> pools) {
        SuiteFixture fixture = new SuiteFixture();
        List<RunRecord> runs = new ArrayList<>();
        for (int scenario = 0; scenario < scenarios; scenario++) {
            for (String pool : pools) {
                runs.add(fixture.run(scenario, pool, pool.equals(pools.get(0))));
            }
        }
        return SuiteRecord.here("Chaos " + HOSTILE, Instant.parse("2026-11-30T12:00:00.123Z"), runs);
    }

    private RunRecord run(int scenario, String pool, boolean tracked) {
        Verdict verdict = tracked ? Verdict.PASSED : Verdict.values()[scenario % Verdict.values().length];
        return RunRecord.of(scenario == 0 ? "freeze" + HOSTILE : "scenario " + scenario, pool, scenario)
                .description("A server freezes for 6 s while 16 users transfer money.")
                .verdict(verdict, verdict == Verdict.PASSED ? "all checks passed" : "the longest claim took 9.1 s")
                .durationMillis(LENGTH)
                .faults(List.of(new FaultInterval(FAULT_FROM, FAULT_TO, "freeze db-2")))
                .findings(List.of(
                        new Finding("ledger", true, "18,201 commits acknowledged, all present"),
                        new Finding("deadline", tracked, "longest claim " + (tracked ? "1.2 s" : "9.1 s" + HOSTILE))))
                .seconds(verdict == Verdict.SKIPPED ? List.of() : seconds(tracked))
                .latency(Map.of("acquire", new Percentiles(18_201, 40, 90, 2_100, 410_000, 1_200_000)))
                .errors(Map.of("timeout " + HOSTILE, 12L, "connection lost (08006)", 31L))
                .recovery(new Recovery(
                        OptionalLong.of(412),
                        tracked ? OptionalLong.of(1_204) : OptionalLong.empty(),
                        OptionalLong.of(6_400)))
                .tracks(tracked ? tracks() : List.of())
                .claimReports(tracked ? reports() : Map.of())
                .build();
    }

    private List<SecondRecord> seconds(boolean tracked) {
        List<SecondRecord> seconds = new ArrayList<>();
        for (int at = 0; at < LENGTH; at += 1_000) {
            boolean fault = at >= FAULT_FROM && at < FAULT_TO;
            Map<String, Double> load = new HashMap<>();
            if (tracked) {
                load.put("claim_execute", fault ? 6.214 : 2.5 + random.nextInt(100) / 100.0);
                load.put("claim_idle", 1.25);
                load.put("claim_wait_slot", fault ? 7.125 : 0.012);
                load.put("claim_validate", fault ? 0.4 : 0.05);
                load.put("claim_reset", 0.3);
            }
            long completed = fault ? tracked ? 520 + random.nextInt(60) : 0 : 1_200 + random.nextInt(200);
            seconds.add(new SecondRecord(
                    at,
                    completed,
                    fault ? 9 : 0,
                    completed == 0 ? 0 : 45 + random.nextInt(20),
                    completed == 0 ? 0 : fault ? 80_000 : 900,
                    completed == 0 ? 0 : fault ? 1_200_000 : 12_000,
                    load));
        }
        return seconds;
    }

    private List<Track> tracks() {
        claims = 100;
        List<Track> tracks = new ArrayList<>();
        for (int backend = 1; backend <= 3; backend++) {
            String label = "db-" + backend + ".orders.test/127.0.0." + (100 + backend) + ":5432";
            boolean frozen = backend == 2;
            tracks.add(new Track(
                    label,
                    "health",
                    frozen
                            ? List.of(
                                    StateChange.to(0, "ONLINE"),
                                    StateChange.to(FAULT_FROM + 412, "OFFLINE"),
                                    StateChange.to(FAULT_TO + 300, "ONLINE"))
                            : List.of(StateChange.to(0, "ONLINE"))));
            tracks.add(new Track(
                    label,
                    Track.STATUS_TASK,
                    frozen
                            ? List.of(
                                    StateChange.to(0, "IDLE"),
                                    StateChange.to(7_000, "QUEUED"),
                                    StateChange.to(8_000, "STALLED"),
                                    StateChange.to(9_000, "IDLE"))
                            : List.of(StateChange.to(0, "IDLE"))));
            for (int slot = 1; slot <= 4; slot++) {
                tracks.add(new Track(label, Track.slot(backend * 4L + slot), slot(frozen)));
            }
        }
        return tracks;
    }

    private List<StateChange> slot(boolean frozen) {
        List<StateChange> changes = new ArrayList<>();
        changes.add(StateChange.to(0, "CONNECTING"));
        for (int at = 20; at < LENGTH; at += 20) {
            if (frozen && at >= FAULT_FROM && at < FAULT_TO) {
                changes.add(new StateChange(at, "EXECUTING", claim()));
                changes.add(StateChange.to(FAULT_FROM + 1_200, "CONNECTING"));
                at = FAULT_TO + 400;
                changes.add(StateChange.to(at, "UNCLAIMED"));
            } else {
                int kind = random.nextInt(10);
                changes.add(
                        kind < 5
                                ? new StateChange(at, "EXECUTING", claim())
                                : kind < 7
                                        ? new StateChange(at, "CLAIMED", claim())
                                        : StateChange.to(at, kind < 9 ? "UNCLAIMED" : "RESETTING"));
            }
        }
        return changes;
    }

    private Optional<String> claim() {
        return Optional.of("7f3a-1-" + claims++);
    }

    private static Map<String, String> reports() {
        Map<String, String> reports = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            reports.put(
                    "7f3a-1-" + (100 + i),
                    i == 0 ? REPORT : "Claim 7f3a-1-" + i + " of thread 'user-3': " + "x".repeat(1_500));
        }
        return reports;
    }
}
