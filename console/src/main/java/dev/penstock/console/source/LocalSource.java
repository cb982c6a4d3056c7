package dev.penstock.console.source;

import dev.penstock.pool.instrument.BundleSource;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The records of a pool of this process.
 *
 * @param instrument the instrument of the pool, which may have to start first
 */
record LocalSource(Supplier<Instrument> instrument) implements StatsSource {
    @Override
    public String pool() {
        return instrument.get().getPool();
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public StatsRecords read(Set<String> tables, TimeRange range) throws IOException {
        try {
            return instrument.get().read(tables, range);
        } catch (IllegalStateException e) {
            throw new IOException("the pool cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String explain(String claim) throws IOException {
        try {
            return instrument.get().explain(claim);
        } catch (IllegalStateException e) {
            throw new IOException("the pool cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> metrics(String type) throws IOException {
        try {
            return instrument.get().scrape(type);
        } catch (IllegalStateException e) {
            throw new IOException("the pool cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> threads() {
        return Optional.of(instrument.get().threads());
    }

    @Override
    public BundleSource.Part flight() {
        String[] texts = instrument.get().flight();
        return new BundleSource.Part(texts[0], texts[1]);
    }

    @Override
    public Optional<String> process() {
        return Optional.of(ProcessHandle.current().pid() + ", Java " + Runtime.version());
    }

    @Override
    public Optional<String> currentClaim() throws IOException {
        try {
            return instrument.get().claimOf(Thread.currentThread());
        } catch (IllegalStateException e) {
            throw new IOException("the pool cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // The pool belongs to the application.
    }
}
