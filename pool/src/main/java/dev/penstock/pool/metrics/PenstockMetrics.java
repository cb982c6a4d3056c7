package dev.penstock.pool.metrics;

import dev.penstock.pool.instrument.InstrumentSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Shows the metrics of a pool in Micrometer registries. Thread-safe.
 *
 * <pre>{@code
 * new PenstockMetrics(dataSource).bindTo(registry);
 * }</pre>
 *
 * <p>Nothing is recorded twice: each scrape reads the pool once. The metrics leave a registry if the pool or this
 * object is closed. {@code docs/metrics.md} has the names.
 */
@SuppressWarnings("exports") // The module of a caller requires micrometer.core itself.
public final class PenstockMetrics implements MeterBinder, AutoCloseable {
    private final InstrumentSource source;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    /**
     * The metrics of a pool, which no registry shows yet.
     *
     * @param dataSource the data source of the pool
     */
    public PenstockMetrics(InstrumentSource dataSource) {
        this.source = dataSource;
    }

    /**
     * Shows the metrics in a registry; in a composite one, in each registry that it has at this moment. Starts the pool
     * if it has not started. Does nothing if the registry shows them.
     *
     * @throws IllegalArgumentException if the configuration of the pool is wrong; the message names every error
     * @throws IllegalStateException if the data source is closed
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        source.instrument().bindMeters(registry);
        registries.add(registry);
    }

    /** Removes the metrics from the registries to which this object bound them. Further calls do nothing. */
    @Override
    public void close() {
        registries.forEach(registry -> source.instrument().unbindMeters(registry));
        registries.clear();
    }
}
