package dev.penstock.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.OpenPool;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Sample;
import dev.penstock.benchmarks.report.Scenarios;
import dev.penstock.lab.postgres.PostgresCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * What a recording of the Flight Recorder costs: selects of one row from a real PostgreSQL server, by 4 threads on 4
 * slots of one pool. Short phases take turns: without a recording, with one of Penstock's events alone, and with one of
 * the default settings of the JDK, as {@code jcmd JFR.start} begins it. Each round has a ratio. The ratio of processor
 * times is less disturbed by other programs than the ratio of selects.
 */
public final class FlightRecorderHarness implements Harness {
    private static final int THREADS = 4;
    private static final int ROUNDS = 24;
    private static final int WARM_UPS = 3;
    private static final Duration PHASE = Duration.ofSeconds(2);
    private static final long SETTLE_MILLIS = 300;
    private static final double NANOS_A_MICRO = 1_000;
    private static final String PROCESSOR_RATIO = "processor_to_plain";

    private final LoadGenerator load = LoadGenerator.platform(THREADS, PostgresHarness::select);

    /** Creates the harness. */
    public FlightRecorderHarness() {}

    @Override
    public String name() {
        return "flight-recorder";
    }

    @Override
    public void measure(Plan plan, Results results) throws Exception {
        try (PostgresCluster cluster = PostgresCluster.start(1)) {
            Target target = Target.postgres(cluster.server(0).jdbcUrl(), cluster.user(), cluster.password());
            PostgresHarness.fill(target);
            try (OpenPool pool = Contender.PENSTOCK.open(target, THREADS)) {
                compare(plan, pool.dataSource(), results);
            }
        }
    }

    /** What records during a phase. */
    private enum Recorder {
        NOTHING(Contender.PENSTOCK.label()),
        PENSTOCK_EVENTS(Scenarios.RECORDED),
        DEFAULT_SETTINGS(Scenarios.RECORDED_ALL);

        private final String label;

        Recorder(String label) {
            this.label = label;
        }

        Optional<Recording> recording() throws IOException, ParseException {
            return switch (this) {
                case NOTHING -> Optional.empty();
                case PENSTOCK_EVENTS -> Optional.of(new Recording(Map.of()));
                case DEFAULT_SETTINGS -> Optional.of(new Recording(Configuration.getConfiguration("default")));
            };
        }
    }

    /**
     * The result of one phase.
     *
     * @param selects the selects a second
     * @param micros the processor time of this JVM for a select, in microseconds
     */
    private record Phase(double selects, double micros) {}

    private void compare(Plan plan, DataSource pool, Results results) throws Exception {
        Duration length = plan.isSmoke() ? plan.window() : PHASE;
        for (int round = plan.isSmoke() ? 1 : 1 - WARM_UPS; round <= (plan.isSmoke() ? 1 : ROUNDS); round++) {
            List<Recorder> turns = new ArrayList<>(List.of(Recorder.values()));
            Collections.rotate(turns, round);
            Map<Recorder, Phase> phases = new EnumMap<>(Recorder.class);
            for (Recorder recorder : turns) {
                phases.put(recorder, phase(pool, length, recorder));
            }
            if (round > 0) {
                add(results, phases, round);
            }
        }
        print(results);
    }

    private Phase phase(DataSource pool, Duration length, Recorder recorder) throws Exception {
        try (Recording recording = recorder.recording().orElse(null)) {
            if (recording != null) {
                recording.start();
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            long begun = processorNanos();
            LoadResult result = load.run(pool, length);
            double nanos = processorNanos() - begun;
            return new Phase(result.perSecond(), nanos / NANOS_A_MICRO / Math.max(1, result.claims()));
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static void add(Results results, Map<Recorder, Phase> phases, int round) {
        Phase plain = Objects.requireNonNull(phases.get(Recorder.NOTHING));
        phases.forEach((recorder, phase) -> {
            add(results, recorder.label, Scenarios.THROUGHPUT, round, phase.selects);
            add(results, recorder.label, Scenarios.PROCESSOR_TIME, round, phase.micros);
            if (recorder != Recorder.NOTHING) {
                add(results, recorder.label, Scenarios.RECORDED_RATIO, round, phase.selects / plain.selects);
                add(results, recorder.label, PROCESSOR_RATIO, round, phase.micros / plain.micros);
            }
        });
    }

    private static void add(Results results, String pool, String metric, int round, double value) {
        results.add(new Sample(Scenarios.FLIGHT_RECORDER, pool, metric, round, value));
    }

    private static void print(Results results) {
        for (String pool : List.of(Scenarios.RECORDED, Scenarios.RECORDED_ALL)) {
            for (String metric : List.of(Scenarios.RECORDED_RATIO, PROCESSOR_RATIO)) {
                double[] sorted = results.samples().stream()
                        .filter(sample -> sample.pool().equals(pool)
                                && sample.metric().equals(metric)
                                && sample.scenario().equals(Scenarios.FLIGHT_RECORDER))
                        .mapToDouble(Sample::value)
                        .sorted()
                        .toArray();
                int last = sorted.length - 1;
                System.out.printf(
                        Locale.ROOT,
                        "%s, %s: %.3f (median of %d; quartiles %.3f to %.3f), load %.1f%n",
                        pool,
                        metric,
                        (sorted[last / 2] + sorted[sorted.length / 2]) / 2,
                        sorted.length,
                        sorted[last / 4],
                        sorted[last - last / 4],
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            }
        }
    }
}
