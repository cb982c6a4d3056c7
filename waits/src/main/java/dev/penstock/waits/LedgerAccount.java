package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One wait event in a {@link ClaimLedger}: count, time, maximum and histogram, written by one thread at a time.
 *
 * <p>Count, time and maximum are plain and only read under the ledger's version. The histogram is read apart from it:
 * its cells are written opaquely, so that a reader sees whole values, late by what it takes a store to arrive. A page
 * of 64 cells is allocated the first time its octave is met, at most {@link LogLinear#PAGES} times in the life of a
 * ledger.
 */
final class LedgerAccount {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(long[][].class);

    private final long[] @Nullable [] pages = new long[LogLinear.PAGES][];
    private long count;
    private long nanos;
    private long max;

    /** Counts one entry of {@code duration} nanoseconds. Never throws. */
    void record(long duration) {
        count++;
        nanos += duration;
        if (duration > max) {
            max = duration;
        }
        int bucket = LogLinear.bucketOf(duration);
        long[] page = page(LogLinear.page(bucket));
        if (page != null) {
            int cell = LogLinear.cell(bucket);
            CELL.setOpaque(page, cell, page[cell] + 1);
        }
    }

    /** The page, made on first use; null, and the entry is missing in the histogram alone, where memory has run out. */
    private long @Nullable [] page(int index) {
        long[] page = pages[index];
        return page == null ? newPage(index) : page;
    }

    private long @Nullable [] newPage(int index) {
        try {
            long[] page = new long[LogLinear.PAGE_SIZE];
            PAGE.setRelease(pages, index, page);
            return page;
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** The time of all entries together; for the writer. */
    long nanos() {
        return nanos;
    }

    /** Count, time and maximum; consistent only under the ledger's version. */
    Counts counts() {
        return new Counts(count, nanos, max);
    }

    void addBucketsTo(EventTally tally) {
        for (int index = 0; index < LogLinear.PAGES; index++) {
            long[] page = (long[]) PAGE.getAcquire(pages, index);
            for (int cell = 0; page != null && cell < LogLinear.PAGE_SIZE; cell++) {
                tally.addBucket(LogLinear.bucket(index, cell), (long) CELL.getOpaque(page, cell));
            }
        }
    }

    /** An account without its histogram. */
    record Counts(long count, long nanos, long max) {
        static final Counts NONE = new Counts(0, 0, 0);
    }
}
