package dev.penstock.pool.instrument;

import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.jfr.FlightEvents;
import dev.penstock.waits.jfr.FlightExtract;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Reads the tables of one pool. Thread-safe; no claim waits for a reader. */
public final class Instrument implements InstrumentMXBean {
    /** The version of the format of tables and bytes. */
    public static final int VERSION = 1;

    private final PoolReadings pool;
    private final MetricBindings metrics;

    /** Held during a remote reading: remote readers together use the memory of one. */
    private final ReentrantLock remote = new ReentrantLock();

    /** Held while recordings are read for a remote reader, which may hang with the disk. */
    private final ReentrantLock recordings = new ReentrantLock();

    /**
     * The instrument of a pool.
     *
     * @param pool its readings
     * @param metrics the registries that show its metrics
     */
    public Instrument(PoolReadings pool, MetricBindings metrics) {
        this.pool = pool;
        this.metrics = metrics;
    }

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public String getPool() {
        return pool.pool();
    }

    @Override
    public String[] getTables() {
        return StatsCatalogue.tables().stream().map(StatsTable::name).toArray(String[]::new);
    }

    /**
     * Reads tables at this moment.
     *
     * @param tables their names
     * @param range restricts the rows about the past
     * @throws IllegalArgumentException if there is no such table
     */
    public StatsRecords read(Collection<String> tables, TimeRange range) {
        Reading reading = new Reading(pool, range);
        Map<String, StatsRows> read = new TreeMap<>();
        for (String name : tables) {
            read.put(name, StatsCatalogue.table(name).read(reading));
        }
        return new StatsRecords(pool.pool(), pool.clock().instant(), read);
    }

    /**
     * Shows the metrics of the pool in a Micrometer registry until the pool is closed. Does nothing if the registry
     * shows them.
     *
     * @throws IllegalArgumentException if {@code registry} is not a Micrometer registry
     */
    public void bindMeters(Object registry) {
        metrics.bind(registry);
    }

    /** Removes the metrics of the pool from a registry. Does nothing if the registry does not show them. */
    public void unbindMeters(Object registry) {
        metrics.unbind(registry);
    }

    /**
     * The text of all metrics of a Prometheus registry that shows those of the pool; empty if none does.
     *
     * @param type the media type of the text, as Prometheus names it in the header {@code Accept}
     */
    public Optional<String> scrape(String type) {
        return metrics.scrape(type);
    }

    /** The printed ID of the last claim that {@code thread} holds; empty if it holds none. */
    public Optional<String> claimOf(Thread thread) {
        return pool.slots().get().stream()
                .flatMap(slot -> slot.claim().stream())
                .filter(claim -> claim.holder() == thread)
                .min(Comparator.comparingLong(HeldClaim::claimNanos))
                .map(claim -> claim.ids().format(claim.claimId()));
    }

    @Override
    public byte[] read(String[] tables, long fromMillis, long toMillis) {
        remote.lock();
        try {
            return StatsCodec.encode(read(List.of(tables), new TimeRange(fromMillis, toMillis)));
        } finally {
            remote.unlock();
        }
    }

    @Override
    public String threads() {
        return ThreadDump.text();
    }

    @Override
    public String[] flight() {
        if (!recordings.tryLock()) {
            return new String[] {"", "another reader reads the recordings at this moment"};
        }
        try {
            FlightExtract events = events();
            return new String[] {events.lines(), events.missing()};
        } finally {
            recordings.unlock();
        }
    }

    /** The last events of the pool in the recordings of Flight Recorder. */
    FlightExtract events() {
        return FlightEvents.recorded(pool.pool(), BundleContent.BEFORE);
    }

    @Override
    public String explain(String claimId) {
        return pool.reports().explain(claimId);
    }
}
