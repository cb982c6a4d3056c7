package dev.penstock.pool;

import dev.penstock.pool.config.PropertyTable;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Properties of HikariCP that mean nothing here. They can be set, so that all that is wrong with a configuration can be
 * told at once, and keep a pool from starting: nothing that was asked for is ignored.
 */
@SuppressWarnings("exports")
public abstract class ForeignConfig extends SessionConfig {
    ForeignConfig() {}

    /** Null, or what keeps this pool from starting. */
    public final @Nullable Object getMetricRegistry() {
        return find(PropertyTable.METRIC_REGISTRY);
    }

    /** Refused at start where not null: read {@link PenstockDataSource#waits} instead. */
    public final void setMetricRegistry(@Nullable Object value) {
        set(PropertyTable.METRIC_REGISTRY, value);
    }

    /** Null, or what keeps this pool from starting. */
    public final @Nullable Object getMetricsTrackerFactory() {
        return find(PropertyTable.METRICS_TRACKER_FACTORY);
    }

    /** Refused at start where not null: read {@link PenstockDataSource#waits} instead. */
    public final void setMetricsTrackerFactory(@Nullable Object value) {
        set(PropertyTable.METRICS_TRACKER_FACTORY, value);
    }

    /** Null, or what keeps this pool from starting. */
    public final @Nullable Object getHealthCheckRegistry() {
        return find(PropertyTable.HEALTH_CHECK_REGISTRY);
    }

    /** Refused at start where not null: read {@link PenstockDataSource#backends} instead. */
    public final void setHealthCheckRegistry(@Nullable Object value) {
        set(PropertyTable.HEALTH_CHECK_REGISTRY, value);
    }

    /** Null, or what keeps this pool from starting. */
    public final @Nullable ScheduledExecutorService getScheduledExecutor() {
        return find(PropertyTable.SCHEDULED_EXECUTOR);
    }

    /** Refused at start where not null: set {@link PenstockConfig#setThreadFactory threadFactory} instead. */
    public final void setScheduledExecutor(@Nullable ScheduledExecutorService value) {
        set(PropertyTable.SCHEDULED_EXECUTOR, value);
    }

    /** Refused at start: read {@link PenstockDataSource#backends} instead. */
    public final void addHealthCheckProperty(String name, String value) {
        Properties one = new Properties();
        one.setProperty(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, name));
        setHealthCheckProperties(one);
    }

    /** Refused at start where not empty: read {@link PenstockDataSource#backends} instead. */
    public final void setHealthCheckProperties(Properties properties) {
        Properties all = getHealthCheckProperties();
        all.putAll(properties);
        set(PropertyTable.HEALTH_CHECK_PROPERTIES, all.isEmpty() ? null : all);
    }

    /** A copy of what keeps this pool from starting where it is not empty. */
    public final Properties getHealthCheckProperties() {
        Properties copy = new Properties();
        Properties set = find(PropertyTable.HEALTH_CHECK_PROPERTIES);
        if (set != null) {
            copy.putAll(set);
        }
        return copy;
    }
}
