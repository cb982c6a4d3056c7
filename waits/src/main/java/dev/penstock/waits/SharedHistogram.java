package dev.penstock.waits;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A histogram for many writing threads. Thread-safe and lock-free. A page is allocated when its octave is first met.
 */
final class SharedHistogram {
    private final AtomicReferenceArray<AtomicLongArray> pages = new AtomicReferenceArray<>(LogLinear.PAGES);

    void record(long nanos) {
        int bucket = LogLinear.bucketOf(nanos);
        page(LogLinear.page(bucket)).getAndIncrement(LogLinear.cell(bucket));
    }

    /** Moves the counts to {@code successor}. Each count moves once, even if several threads do this at a time. */
    void drainTo(SharedHistogram successor) {
        for (int index = 0; index < LogLinear.PAGES; index++) {
            AtomicLongArray page = pages.get(index);
            for (int cell = 0; page != null && cell < LogLinear.PAGE_SIZE; cell++) {
                long entries = page.get(cell) == 0 ? 0 : page.getAndSet(cell, 0);
                if (entries > 0) {
                    successor.page(index).getAndAdd(cell, entries);
                }
            }
        }
    }

    private AtomicLongArray page(int index) {
        AtomicLongArray page = pages.get(index);
        if (page != null) {
            return page;
        }
        AtomicLongArray fresh = new AtomicLongArray(LogLinear.PAGE_SIZE);
        AtomicLongArray witness = pages.compareAndExchange(index, null, fresh);
        return witness == null ? fresh : witness;
    }

    void addBucketsTo(EventStatsBuilder stats) {
        for (int index = 0; index < LogLinear.PAGES; index++) {
            AtomicLongArray page = pages.get(index);
            for (int cell = 0; page != null && cell < LogLinear.PAGE_SIZE; cell++) {
                stats.addBucket(LogLinear.bucket(index, cell), page.get(cell));
            }
        }
    }
}
