package dev.penstock.console.source;

import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.util.Set;

/** The records of a pool of this process. */
record LocalSource(PenstockDataSource dataSource) implements StatsSource {
    @Override
    public String pool() {
        return dataSource.instrument().getPool();
    }

    @Override
    public StatsRecords read(Set<String> tables, TimeRange range) throws IOException {
        try {
            return dataSource.instrument().read(tables, range);
        } catch (IllegalStateException e) {
            throw new IOException("the pool cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String explain(String claim) throws IOException {
        try {
            return dataSource.instrument().explain(claim);
        } catch (IllegalStateException e) {
            throw new IOException("the pool cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // The pool belongs to the application.
    }
}
