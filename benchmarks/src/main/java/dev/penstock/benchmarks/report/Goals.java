package dev.penstock.benchmarks.report;

import static dev.penstock.benchmarks.report.Goal.atLeast;
import static dev.penstock.benchmarks.report.Goal.atMost;

import java.util.List;
import java.util.stream.Stream;

/** All goals of Penstock. */
final class Goals {
    private static final String PENSTOCK = "penstock";
    private static final String HIKARI = "hikari";
    private static final String ORDERED = "penstock-ordered";
    private static final String EVERY_RIVAL = "*";

    private Goals() {}

    static List<Goal> all() {
        return Stream.of(claims(), statements(), waiting(), virtualThreads(), memory(), scale(), records(), bundles())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Goal> claims() {
        String one = Scenarios.claim(1);
        String nanos = Scenarios.NANOS;
        return List.of(
                Goal.of("claim and release, 1 thread, to HikariCP (ns)", one, nanos, atMost(0.65), HIKARI),
                Goal.of("… to HikariCP with Micrometer (ns)", one, nanos, atMost(0.35), "hikari-micrometer"),
                Goal.of("… to Agroal with metrics (ns)", one, nanos, atMost(0.85), "agroal-metrics"),
                Goal.of("… recording off, to Agroal (ns)", one, nanos, atMost(1.15), "agroal")
                        .by("penstock-off"),
                Goal.of("… allocated (bytes)", one, Scenarios.BYTES, atMost(64)),
                Goal.of("… within an operation with tags, to one without (ns)", one, nanos, atMost(1.15), PENSTOCK)
                        .by(Scenarios.OPERATION),
                Goal.of("… within an operation, allocated (bytes)", one, Scenarios.BYTES, atMost(64))
                        .by(Scenarios.OPERATION),
                Goal.of("… to one without timeline, history (ns)", one, nanos, atMost(1.05), "penstock-unrecorded"),
                Goal.of("… 2 threads, to HikariCP (ns)", Scenarios.claim(2), nanos, atMost(0.8), HIKARI),
                Goal.of("… 8 threads, to HikariCP (ns)", Scenarios.claim(8), nanos, atMost(0.8), HIKARI));
    }

    private static List<Goal> statements() {
        String scenario = Scenarios.STATEMENT;
        String rate = Scenarios.THROUGHPUT;
        return List.of(
                Goal.of("statement, its timing off, to HikariCP (ns)", scenario, Scenarios.NANOS, atMost(1), HIKARI)
                        .by("penstock-claims"),
                Goal.of(
                        "… its timing on, beyond HikariCP (clock readings)",
                        scenario,
                        Scenarios.EXTRA_READINGS,
                        atMost(2)),
                Goal.of(
                        "PostgreSQL, 2 threads, to HikariCP (selects/s)",
                        Scenarios.postgres(2),
                        rate,
                        atLeast(0.99),
                        HIKARI),
                Goal.of("… 8 threads (selects/s)", Scenarios.postgres(8), rate, atLeast(1), HIKARI),
                Goal.of("… 32 threads (selects/s)", Scenarios.postgres(32), rate, atLeast(1), HIKARI),
                Goal.of(
                        "… 32 threads, p99 of claim, select and release (µs)",
                        Scenarios.postgres(32),
                        Scenarios.TURN_P99,
                        atMost(0.7),
                        HIKARI),
                Goal.of("… 100 threads (selects/s)", Scenarios.postgres(100), rate, atLeast(1), HIKARI),
                Goal.of(
                                "… 4 threads with a recording of Penstock's events, to those without",
                                Scenarios.FLIGHT_RECORDER,
                                Scenarios.RECORDED_RATIO,
                                atLeast(0.97))
                        .by(Scenarios.RECORDED),
                Goal.of(
                                "… with a recording of the default settings",
                                Scenarios.FLIGHT_RECORDER,
                                Scenarios.RECORDED_RATIO,
                                atLeast(0.97))
                        .by(Scenarios.RECORDED_ALL));
    }

    private static List<Goal> waiting() {
        String scenario = Scenarios.CONTENTION;
        String p99 = Scenarios.percentile(99);
        String p999 = Scenarios.percentile(99.9);
        String rate = Scenarios.THROUGHPUT;
        return List.of(
                Goal.of(
                        "32 threads on 4 slots held 50 µs, to the best (claims/s)",
                        scenario,
                        rate,
                        atLeast(0.97),
                        EVERY_RIVAL),
                Goal.of("… p99 to HikariCP (µs)", scenario, p99, atMost(0.7), HIKARI),
                Goal.of("… p99.9 to HikariCP (µs)", scenario, p999, atMost(0.5), HIKARI),
                Goal.of("… longest to Tomcat (µs)", scenario, Scenarios.MAX, atMost(1), "tomcat"),
                Goal.of("… fewest/most claims of a thread", scenario, Scenarios.FAIRNESS, atLeast(0.98)),
                Goal.of("… in strict order: p99 to HikariCP (µs)", scenario, p99, atMost(0.7), HIKARI)
                        .by(ORDERED),
                Goal.of("… in strict order: p99.9 to HikariCP (µs)", scenario, p999, atMost(0.5), HIKARI)
                        .by(ORDERED),
                Goal.of(
                                "… in strict order: fewest/most claims of a thread",
                                scenario,
                                Scenarios.FAIRNESS,
                                atLeast(0.98))
                        .by(ORDERED),
                Goal.of(
                        "32 threads on 10 slots, no hold, to HikariCP (claims/s)",
                        Scenarios.NO_HOLD,
                        rate,
                        atLeast(1),
                        HIKARI));
    }

    private static List<Goal> virtualThreads() {
        return Stream.concat(
                        Stream.of(1_000, 10_000).flatMap(threads -> virtualThreads(threads).stream()),
                        Stream.of(Goal.of(
                                "100,000 virtual threads that wait (bytes each)",
                                Scenarios.WAITING,
                                Scenarios.WAITER_BYTES,
                                atMost(1_024))))
                .toList();
    }

    private static List<Goal> virtualThreads(int threads) {
        String scenario = Scenarios.virtual(threads);
        String who = String.format("%,d virtual threads on 10 slots held 1 ms", threads);
        return List.of(
                Goal.of(who + ", to the best (claims/s)", scenario, Scenarios.THROUGHPUT, atLeast(1), EVERY_RIVAL),
                Goal.of("… p99 to the ideal", scenario, Scenarios.TO_IDEAL, atMost(1.05)),
                Goal.of("… threads left out", scenario, Scenarios.LEFT_OUT, atMost(0)));
    }

    private static List<Goal> memory() {
        String scenario = Scenarios.MEMORY;
        String nanos = Scenarios.NANOS;
        return List.of(
                Goal.of("a slot with everything on (bytes)", scenario, Scenarios.SLOT_BYTES, atMost(8_192)),
                Goal.of("threads of an idle pool of 10", scenario, Scenarios.POOL_THREADS, atMost(8)),
                Goal.of("heap of an idle pool of 10 (bytes)", scenario, Scenarios.POOL_BYTES, atMost(1_048_576)),
                Goal.of("start to first connection, to HikariCP (ns)", Scenarios.START, nanos, atMost(1), HIKARI),
                Goal.of("… in a new JVM (ns)", Scenarios.START_COLD, nanos, atMost(1), HIKARI));
    }

    private static List<Goal> records() {
        String scenario = Scenarios.RECORDS;
        return List.of(
                Goal.of("a snapshot of 1,000 slots (ns)", scenario, Scenarios.snapshot(1_000), atMost(1_000_000)),
                Goal.of("… of 10,000 slots (ns)", scenario, Scenarios.snapshot(10_000), atMost(10_000_000)),
                Goal.of(
                        "a second's record, 1,000 claims in flight (ns)",
                        scenario,
                        Scenarios.tick(1_000),
                        atMost(1_000_000)),
                Goal.of("… with 10,000 slots (ns)", scenario, Scenarios.tick(10_000), atMost(10_000_000)));
    }

    private static List<Goal> bundles() {
        String scenario = Scenarios.BUNDLE;
        double limit = 2e9;
        return List.of(
                Goal.of(
                        "a bundle of 1,000 backends beside 10,000 claims/s, longest (ns)",
                        scenario,
                        Scenarios.longestBundle(false),
                        atMost(limit)),
                Goal.of(
                        "… with a recording of JFR, longest (ns)",
                        scenario,
                        Scenarios.longestBundle(true),
                        atMost(limit)),
                Goal.of("… its size (bytes)", scenario, Scenarios.bundleBytes(true), atMost(5 << 20)));
    }

    private static List<Goal> scale() {
        return List.of(
                Goal.of(
                        "a claim over 1,000 backends to one over 1",
                        Scenarios.SCALE,
                        Scenarios.BACKENDS_RATIO,
                        atMost(1.3)),
                Goal.of("… connections not checked", Scenarios.SCALE, Scenarios.UNCHECKED_RATIO, atMost(1.3)),
                Goal.of(
                        "a turn of 10,000 waiters to one of 1,000",
                        Scenarios.SCALE,
                        Scenarios.QUEUE_RATIO,
                        atMost(1.1)),
                Goal.of(
                        "… to bare threads that wake each other",
                        Scenarios.SCALE,
                        Scenarios.QUEUE_RATIO,
                        atMost(1.1),
                        Scenarios.BARE_THREADS),
                Goal.of(
                        "1,000 backends from one name, refresh and difference (ns)",
                        Scenarios.DISCOVERY,
                        Scenarios.NANOS,
                        atMost(20_000_000)),
                Goal.of("… allocated (bytes)", Scenarios.DISCOVERY, Scenarios.BYTES, atMost(10_000_000)));
    }
}
