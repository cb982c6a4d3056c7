package dev.penstock.pool.meters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a pool as meters of any Micrometer registry. The meters record nothing: each reads the pool.
 *
 * <p>Thread-safe. The first meter that is read in a second takes a reading; the others use it. That reading also adds
 * meters of new backends, and removes those of backends that have gone. {@link #lock} is held while meters are added or
 * removed. A reader that finds it held uses the values before.
 */
final class MicrometerBinding implements RegistryBinding {
    /** The age of a reading that is used again, in nanoseconds. */
    private static final long AGE = 1_000_000_000;

    private final MeterRegistry registry;
    private final PoolMeters meters;
    private final String pool;
    private final ReentrantLock lock = new ReentrantLock();

    /** Meters refer to a cell weakly, and this map strongly. */
    @GuardedBy("lock")
    private final Map<Sample.Series, Cell> cells = new HashMap<>();

    @GuardedBy("lock")
    private TimeUnit baseUnit = TimeUnit.SECONDS;

    @GuardedBy("lock")
    private boolean closed;

    /** What the meters show; null before the first reading. Written under {@link #lock}. */
    private volatile PoolMeters.@Nullable Reading shown;

    private MicrometerBinding(MeterRegistry registry, PoolMeters meters, String pool) {
        this.registry = registry;
        this.meters = meters;
        this.pool = pool;
    }

    static RegistryBinding bind(MeterRegistry registry, PoolMeters meters, String pool) {
        MicrometerBinding binding = new MicrometerBinding(registry, meters, pool);
        binding.refresh();
        return binding;
    }

    /** The present value of a series, and the meters that show it. */
    private final class Cell {
        private volatile Sample sample;
        private volatile List<Meter> registered = List.of();

        Cell(Sample sample) {
            this.sample = sample;
        }

        double value() {
            refresh();
            return sample.value();
        }

        double of(ToDoubleFunction<Durations> part) {
            refresh();
            return sample.durations().map(part::applyAsDouble).orElse(0.0);
        }
    }

    /** Brings the meters up to date, unless another thread does this. Throws nothing. */
    private void refresh() {
        PoolMeters.Reading present = meters.reading(AGE);
        if (present == null || isShown(present) || lock.isHeldByCurrentThread() || !lock.tryLock()) {
            return;
        }
        try {
            if (!closed && !isOlderThanShown(present)) {
                shown = present;
                show(present.samples());
            }
        } catch (RuntimeException | Error e) {
            meters.logFailure(e);
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("ReferenceEquality") // A reading is made once, and used until the next.
    private boolean isShown(PoolMeters.Reading present) {
        return present == shown;
    }

    /** A reader may have waited for a processor between its reading and the lock: counters must not go backwards. */
    private boolean isOlderThanShown(PoolMeters.Reading present) {
        PoolMeters.Reading before = shown;
        return before != null && present.at() - before.at() < 0;
    }

    @GuardedBy("lock")
    private void show(List<Sample> present) {
        Set<Sample.Series> gone = new HashSet<>(cells.keySet());
        Set<Meter.Id> before = null; // read only if there is a new series
        for (Sample sample : present) {
            gone.remove(sample.series());
            Cell cell = cells.get(sample.series());
            if (cell == null) {
                Cell fresh = new Cell(sample);
                before = before == null ? ids() : before;
                cells.put(sample.series(), fresh);
                fresh.registered = own(register(fresh), before);
            } else {
                cell.sample = sample;
            }
        }
        gone.forEach(series -> remove(cells.remove(series)));
    }

    private Set<Meter.Id> ids() {
        return registry.getMeters().stream().map(Meter::getId).collect(Collectors.toSet());
    }

    /** The registry gives the meter of another library if there is one with the same name and tags. It stays theirs. */
    private List<Meter> own(List<Meter> registered, Set<Meter.Id> before) {
        return registered.stream()
                .filter(meter -> {
                    boolean foreign = before.contains(meter.getId());
                    if (foreign) {
                        meters.logFailure(new IllegalStateException("the registry has another meter " + meter.getId()));
                    }
                    return !foreign;
                })
                .toList();
    }

    /** A listener of the registry may throw. That must not keep the other meters. */
    private void remove(@Nullable Cell cell) {
        for (Meter meter : cell == null ? List.<Meter>of() : cell.registered) {
            try {
                registry.remove(meter);
            } catch (RuntimeException | Error e) {
                meters.logFailure(e);
            }
        }
    }

    /**
     * The application may have a meter of another kind under the same name, or a listener that throws: then this one is
     * missing. Those that were registered before it are returned in any case.
     */
    @GuardedBy("lock")
    private List<Meter> register(Cell cell) {
        List<Meter> registered = new ArrayList<>();
        try {
            Metric metric = cell.sample.series().metric();
            Tags tags = Tags.of(metric.poolTag(), pool)
                    .and(cell.sample.series().tags().toArray(String[]::new));
            switch (metric.kind()) {
                case COUNTER -> registered.add(counter(metric, tags, cell));
                case GAUGE -> registered.add(gauge(metric, tags, cell));
                case HISTOGRAM -> distribution(metric, tags, cell, registered);
                case TIMER -> registered.add(timer(metric, tags, cell));
            }
        } catch (RuntimeException | Error e) {
            meters.logFailure(e);
        }
        return registered;
    }

    private Meter counter(Metric metric, Tags tags, Cell cell) {
        return FunctionCounter.builder(metric.dottedName(), cell, Cell::value)
                .tags(tags)
                .description(metric.help())
                .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                .register(registry);
    }

    private Meter gauge(Metric metric, Tags tags, Cell cell) {
        return metric.unit().isEmpty()
                ? Gauge.builder(metric.dottedName(), cell, Cell::value)
                        .tags(tags)
                        .description(metric.help())
                        .register(registry)
                : seconds(metric, "", tags, cell, Cell::value);
    }

    private Meter seconds(Metric metric, String suffix, Tags tags, Cell cell, ToDoubleFunction<Cell> value) {
        return TimeGauge.builder(metric.dottedName() + suffix, cell, TimeUnit.SECONDS, value)
                .tags(tags)
                .description(metric.help())
                .register(registry);
    }

    @GuardedBy("lock")
    private void distribution(Metric metric, Tags tags, Cell cell, List<Meter> all) {
        FunctionTimer timer = FunctionTimer.builder(
                        metric.dottedName(),
                        cell,
                        one -> (long) one.value(),
                        one -> one.of(Durations::sumSeconds),
                        TimeUnit.SECONDS)
                .tags(tags)
                .description(metric.help())
                .register(registry);
        baseUnit = timer.baseTimeUnit();
        all.add(timer);
        all.add(seconds(
                metric, ".max", tags, cell, one -> one.of(seen -> seen.recent().max())));
        all.add(seconds(
                metric, ".p50", tags, cell, one -> one.of(seen -> seen.recent().p50())));
        all.add(seconds(
                metric, ".p99", tags, cell, one -> one.of(seen -> seen.recent().p99())));
    }

    /** A meter with the statistics of a timer, in the unit in which the registry has its timers. */
    @GuardedBy("lock")
    private Meter timer(Metric metric, Tags tags, Cell cell) {
        double unit = (double) TimeUnit.SECONDS.toNanos(1) / (double) baseUnit.toNanos(1);
        List<Measurement> statistics = List.of(
                new Measurement(() -> cell.value(), Statistic.COUNT),
                new Measurement(() -> unit * cell.of(Durations::sumSeconds), Statistic.TOTAL_TIME),
                new Measurement(() -> unit * cell.of(seen -> seen.recent().max()), Statistic.MAX));
        return Meter.builder(metric.dottedName(), Meter.Type.TIMER, statistics)
                .tags(tags)
                .description(metric.help())
                .baseUnit(baseUnit.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    @Override
    public Optional<String> scrape(String type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            cells.values().forEach(this::remove);
            cells.clear();
        } finally {
            lock.unlock();
        }
    }
}
