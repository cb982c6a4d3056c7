package dev.penstock.pool.meters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.threads.ForeignCall;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.instrument.MetricBindings;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of one pool, and the registries that show them.
 *
 * <p>Thread-safe. No thread of the pool reads metrics, and no claim waits for a reader. {@link #lock} is held while
 * metrics are read. {@link #registries} is held for a moment; no registry is called meanwhile. No code takes both.
 */
public final class PoolMeters implements MetricBindings {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.metrics");

    /** The longest time for which a start waits for the listeners of a registry. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final MeterSource source;
    private final LogLimit logLimit = new LogLimit();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final BackendSeries backends = new BackendSeries();

    @GuardedBy("lock")
    private final RecentWaits recentWaits = new RecentWaits();

    @GuardedBy("lock")
    private @Nullable Reading last;

    private final ReentrantLock registries = new ReentrantLock();

    @GuardedBy("registries")
    private final Map<Object, RegistryBinding> bindings = new HashMap<>();

    @GuardedBy("registries")
    private @Nullable Object configured;

    @GuardedBy("registries")
    private boolean closed;

    /** All samples of one moment, in nanoseconds of the pool's clock. */
    record Reading(long at, List<Sample> samples) {}

    /** The metrics of the pool that {@code source} reads; no registry shows them yet. */
    public PoolMeters(MeterSource source) {
        this.source = source;
    }

    /**
     * Why metrics cannot be bound to {@code registry}; empty if they can.
     *
     * @param registry what an application has set as the registry
     */
    public static Optional<String> refusal(Object registry) {
        String type = registry.getClass().getName();
        try {
            return MicrometerRegistries.isRegistry(registry)
                    ? Optional.empty()
                    : Optional.of("'" + type + "' must be a Micrometer MeterRegistry"
                            + (type.startsWith("com.codahale.") || type.startsWith("io.dropwizard.")
                                    ? ": Dropwizard's metrics are not supported"
                                    : ""));
        } catch (LinkageError e) {
            return Optional.of("'" + type + "' needs Micrometer: add micrometer-core to the class path");
        }
    }

    /** Sets the registry of the configuration in place of the one before; null for none. Throws nothing. */
    public void configure(@Nullable Object registry) {
        Object former;
        registries.lock();
        try {
            former = configured;
            configured = registry;
        } finally {
            registries.unlock();
        }
        if (!Objects.equals(former, registry)) {
            if (former != null) {
                unbind(former);
            }
            if (registry != null) {
                bindConfigured(registry);
            }
        }
    }

    /** Sets the first registry of the configuration. Waits a limited time for its listeners, which may hang. */
    public void begin(@Nullable Object registry, ThreadSource threads) {
        if (registry != null) {
            String name = "penstock-metrics-" + source.pool();
            ForeignCall.begin(threads, name, () -> configure(registry)).await(LIMIT);
        }
    }

    private void bindConfigured(Object registry) {
        try {
            bind(registry);
        } catch (RuntimeException | LinkageError e) {
            SafeLog.warn(LOGGER, "pool {}: metricRegistry does not get the metrics", source.pool(), e);
        }
    }

    /** Does nothing if the pool is closed. */
    @Override
    public void bind(Object registry) {
        refusal(registry).ifPresent(reason -> {
            throw new IllegalArgumentException("the registry " + reason);
        });
        if (accepts(registry)) {
            RegistryBinding fresh = MicrometerRegistries.bind(registry, this);
            registries.lock();
            try {
                if (accepts(registry)) {
                    bindings.put(registry, fresh);
                    return;
                }
            } finally {
                registries.unlock();
            }
            close(fresh); // another thread was faster, or the pool was closed meanwhile
        }
    }

    private boolean accepts(Object registry) {
        registries.lock();
        try {
            return !closed && !bindings.containsKey(registry);
        } finally {
            registries.unlock();
        }
    }

    @Override
    public void unbind(Object registry) {
        RegistryBinding binding;
        registries.lock();
        try {
            binding = bindings.remove(registry);
        } finally {
            registries.unlock();
        }
        close(binding);
    }

    /**
     * Nothing is bound any more. Throws nothing.
     *
     * @return the removal of the metrics from each registry, whose listeners may hang; throws nothing
     */
    public List<Runnable> end() {
        List<RegistryBinding> bound;
        registries.lock();
        try {
            closed = true;
            bound = List.copyOf(bindings.values());
            bindings.clear();
        } finally {
            registries.unlock();
        }
        return bound.stream()
                .flatMap(binding -> binding.parts().stream())
                .<Runnable>map(part -> () -> close(part))
                .toList();
    }

    private void close(@Nullable RegistryBinding binding) {
        try {
            if (binding != null) {
                binding.close();
            }
        } catch (RuntimeException | Error e) {
            SafeLog.warn(LOGGER, "pool {}: its metrics could not be removed", source.pool(), e);
        }
    }

    @Override
    public Optional<String> scrape(String type) {
        List<RegistryBinding> bound;
        registries.lock();
        try {
            bound = List.copyOf(bindings.values());
        } finally {
            registries.unlock();
        }
        return bound.stream()
                .map(binding -> binding.scrape(type))
                .flatMap(Optional::stream)
                .findFirst();
    }

    String pool() {
        return source.pool();
    }

    /** The most slots that the pool may have now. */
    int maximum() {
        return source.maximum().getAsInt();
    }

    /**
     * The metrics of at most {@code age} nanoseconds ago; the last ones if they cannot be read. Waits for another
     * reader. Throws nothing.
     */
    List<Sample> read(long age) {
        Reading reading = reading(age);
        return reading == null ? List.of() : reading.samples();
    }

    /** The same with its moment; null if they could never be read. */
    @Nullable
    Reading reading(long age) {
        lock.lock();
        try {
            long now = source.clock().nanoTime();
            if (last == null || now - last.at() >= age) {
                last = new Reading(now, readNow(now));
            }
            return last;
        } catch (RuntimeException | Error e) {
            logFailure(e);
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Waits whose trace is known, by the label of their event. Throws nothing. */
    Map<String, List<TraceExample>> examples() {
        try {
            return TraceExample.of(source.reports().get());
        } catch (RuntimeException | Error e) {
            logFailure(e);
            return Map.of();
        }
    }

    @GuardedBy("lock")
    private List<Sample> readNow(long now) {
        List<BackendView> views = source.backends().get();
        WaitSnapshot taken = source.waits().get();
        backends.update(taken, views, now);
        return new PoolSamples(source, taken, recentWaits.until(taken, now), views).read(backends);
    }

    /** Logs what a registry or a reading threw, at most once in ten seconds. */
    void logFailure(Throwable failure) {
        if (logLimit.permits(source.clock().nanoTime())) {
            SafeLog.warn(LOGGER, "pool {}: its metrics cannot be read", source.pool(), failure);
        }
    }
}
