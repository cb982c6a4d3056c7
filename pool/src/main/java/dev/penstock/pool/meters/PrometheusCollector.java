package dev.penstock.pool.meters;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** Collects the metrics of all pools of one Prometheus registry: one reading of each pool a scrape. Thread-safe. */
final class PrometheusCollector implements MultiCollector {
    private static final double[] LIMITS = Durations.limits();
    private static final String EVENT = "event";
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** The collector of each registry. Read and written under {@link #LOCK}. */
    private static final Map<PrometheusMeterRegistry, PrometheusCollector> COLLECTORS = new WeakHashMap<>();

    private final List<Pool> pools = new CopyOnWriteArrayList<>();

    private PrometheusCollector() {}

    /**
     * A pool that the registry shows.
     *
     * @param name the value of its tag
     * @param tags the tags that the registry gives to every meter, names and values by turns
     */
    record Pool(PoolMeters meters, String name, List<String> tags) {
        /** The labels of a series: the tags of the pool come first, and replace those of the registry. */
        Labels labels(Sample.Series series) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            names.add(label(series.metric().poolTag()));
            values.add(name);
            add(series.tags(), names, values);
            add(tags, names, values);
            return Labels.of(names, values);
        }

        private static void add(List<String> tags, List<String> names, List<String> values) {
            for (int i = 0; i < tags.size(); i += 2) {
                String name = label(tags.get(i));
                if (!names.contains(name)) {
                    names.add(name);
                    values.add(tags.get(i + 1));
                }
            }
        }

        private static String label(String tag) {
            return tag.replace('.', '_');
        }
    }

    /** The collector of a registry, which it calls in each scrape from now on. */
    static PrometheusCollector of(PrometheusMeterRegistry registry) {
        LOCK.lock();
        try {
            PrometheusCollector known = COLLECTORS.get(registry);
            if (known != null) {
                return known;
            }
            PrometheusCollector fresh = new PrometheusCollector();
            registry.getPrometheusRegistry().register(fresh);
            COLLECTORS.put(registry, fresh);
            return fresh;
        } finally {
            LOCK.unlock();
        }
    }

    void add(Pool pool) {
        pools.add(pool);
    }

    void remove(Pool pool) {
        pools.remove(pool);
    }

    @Override
    public MetricSnapshots collect() {
        Map<Metric, Family> families = new EnumMap<>(Metric.class);
        for (Pool pool : pools) {
            try {
                add(pool, families);
            } catch (RuntimeException | Error e) {
                pool.meters().logFailure(e);
            }
        }
        List<MetricSnapshot> all = new ArrayList<>();
        families.forEach((metric, family) -> family.addTo(metric, all));
        return new MetricSnapshots(all);
    }

    /** Adds all samples of a pool, or none of them. */
    private static void add(Pool pool, Map<Metric, Family> families) {
        List<Labelled> labelled = new ArrayList<>();
        Map<String, List<TraceExample>> examples = pool.meters().examples();
        for (Sample sample : pool.meters().read(0)) {
            if (sample.series().metric() != Metric.SLOTS_MAX) { // a meter of Micrometer
                Labels labels = pool.labels(sample.series());
                String event = labels.get(EVENT);
                List<TraceExample> found = event == null ? List.of() : examples.getOrDefault(event, List.of());
                labelled.add(new Labelled(sample, labels, found));
            }
        }
        for (Labelled one : labelled) {
            families.computeIfAbsent(one.sample.series().metric(), any -> new Family())
                    .add(one);
        }
    }

    private record Labelled(Sample sample, Labels labels, List<TraceExample> examples) {
        Exemplars exemplars() {
            List<Exemplar> exemplars = new ArrayList<>();
            for (TraceExample example : examples) {
                exemplars.add(Exemplar.builder()
                        .value(example.seconds())
                        .traceId(example.trace().traceId())
                        .spanId(example.trace().spanId())
                        .timestampMillis(example.end().toEpochMilli())
                        .build());
            }
            return Exemplars.of(exemplars);
        }
    }

    /** All series of one metric. */
    private static final class Family {
        private final List<CounterDataPointSnapshot> counters = new ArrayList<>();
        private final List<GaugeDataPointSnapshot> gauges = new ArrayList<>();
        private final List<HistogramDataPointSnapshot> histograms = new ArrayList<>();
        private final List<SummaryDataPointSnapshot> summaries = new ArrayList<>();

        void add(Labelled one) {
            Sample sample = one.sample;
            Labels labels = one.labels;
            switch (sample.series().metric().kind()) {
                case COUNTER ->
                    counters.add(CounterDataPointSnapshot.builder()
                            .value(sample.value())
                            .labels(labels)
                            .build());
                case GAUGE -> addGauge(sample.value(), labels);
                case HISTOGRAM -> sample.durations().ifPresent(durations -> histograms.add(histogram(durations, one)));
                case TIMER ->
                    sample.durations().ifPresent(durations -> {
                        summaries.add(summary(durations, labels));
                        addGauge(durations.recent().max(), labels);
                    });
            }
        }

        private void addGauge(double value, Labels labels) {
            gauges.add(
                    GaugeDataPointSnapshot.builder().value(value).labels(labels).build());
        }

        private static HistogramDataPointSnapshot histogram(Durations durations, Labelled one) {
            return HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(LIMITS, durations.buckets()))
                    .sum(durations.sumSeconds())
                    .exemplars(one.exemplars())
                    .labels(one.labels)
                    .build();
        }

        private static SummaryDataPointSnapshot summary(Durations durations, Labels labels) {
            return SummaryDataPointSnapshot.builder()
                    .count(durations.count())
                    .sum(durations.sumSeconds())
                    .labels(labels)
                    .build();
        }

        void addTo(Metric metric, List<MetricSnapshot> all) {
            MetricMetadata metadata = new MetricMetadata(metric.prometheusName(), metric.help());
            switch (metric.kind()) {
                case COUNTER -> all.add(new CounterSnapshot(metadata, counters));
                case GAUGE -> all.add(new GaugeSnapshot(metadata, gauges));
                case HISTOGRAM -> all.add(new HistogramSnapshot(metadata, histograms));
                case TIMER -> {
                    all.add(new SummarySnapshot(metadata, summaries));
                    all.add(new GaugeSnapshot(
                            new MetricMetadata(metric.prometheusName() + "_max", metric.help()), gauges));
                }
            }
        }
    }
}
