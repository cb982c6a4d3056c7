package dev.penstock.pool.meters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of a pool in a Prometheus registry: one collector builds all families of a scrape from one reading.
 *
 * <p>One metric, {@link Metric#SLOTS_MAX}, is a meter of Micrometer. From it the collector takes the tags that the
 * application gives to all meters; and if the application denies it, the pool has no metrics there.
 */
record PrometheusBinding(PrometheusMeterRegistry registry, PrometheusCollector.Pool pool, Meter marker)
        implements RegistryBinding {
    /** Whether this is a registry of the supported Prometheus client. */
    static boolean supports(MeterRegistry registry) {
        return registry instanceof PrometheusMeterRegistry;
    }

    static RegistryBinding bind(MeterRegistry given, PoolMeters meters, String name) {
        PrometheusMeterRegistry registry = (PrometheusMeterRegistry) given;
        Metric metric = Metric.SLOTS_MAX;
        Gauge marker = Gauge.builder(metric.dottedName(), meters, PoolMeters::maximum)
                .tag(metric.poolTag(), name)
                .description(metric.help())
                .strongReference(true)
                .register(registry);
        PrometheusCollector.Pool pool = new PrometheusCollector.Pool(meters, name, tags(registry, marker, metric));
        if (registry.getMeters().contains(marker)) {
            PrometheusCollector.of(registry).add(pool);
        }
        return new PrometheusBinding(registry, pool, marker);
    }

    /** The tags that the registry gives to every meter, names and values by turns. */
    private static List<String> tags(MeterRegistry registry, Meter marker, Metric metric) {
        NamingConvention convention = registry.config().namingConvention();
        List<String> tags = new ArrayList<>();
        for (Tag tag : marker.getId().getTags()) {
            if (!tag.getKey().equals(metric.poolTag())) {
                tags.add(convention.tagKey(tag.getKey()));
                tags.add(convention.tagValue(tag.getValue()));
            }
        }
        return tags;
    }

    @Override
    public Optional<String> scrape(String type) {
        return Optional.of(registry.scrape(type));
    }

    @Override
    public void close() {
        PrometheusCollector.of(registry).remove(pool);
        registry.remove(marker);
    }
}
