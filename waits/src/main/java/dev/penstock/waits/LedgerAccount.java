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
 * ledger. Cells have 32 bits, for memory's sake; what goes beyond is carried.
 */
final class LedgerAccount extends CacheLinePadded {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(int[][].class);

    /** Cells of a page that nobody uses, before those that count and behind them, see {@link CacheLinePadded}. */
    private static final int MARGIN = CacheLinePadded.LINE_LONGS * Long.BYTES / Integer.BYTES;

    private final int[] @Nullable [] pages = new int[LogLinear.PAGES][];
    /** How often each cell has passed 2^32; of a ledger's life this happens to few cells, if to any. */
    private volatile long @Nullable [] carries;

    private long count;
    private long nanos;
    private long max;

    /** Keeps off what lies behind this object, see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** Counts one entry of {@code duration} nanoseconds. Never throws. */
    void record(long duration) {
        count++;
        nanos += duration;
        if (duration > max) {
            max = duration;
        }
        recordInHistogram(duration);
    }

    /** Counts one entry in the histogram alone. Never throws. */
    void recordInHistogram(long duration) {
        int bucket = LogLinear.bucketOf(duration);
        int[] page = page(LogLinear.page(bucket));
        if (page != null) {
            int cell = MARGIN + LogLinear.cell(bucket);
            int counted = page[cell] + 1;
            CELL.setOpaque(page, cell, counted);
            if (counted == 0) {
                carry(bucket);
            }
        }
    }

    /** Counts entries that the histogram has already. */
    void settle(long entries, long entryNanos, long longest) {
        count += entries;
        nanos += entryNanos;
        max = Math.max(max, longest);
    }

    /** The page, made on first use; null, and the entry is missing in the histogram alone, where memory has run out. */
    private int @Nullable [] page(int index) {
        int[] page = pages[index];
        return page == null ? newPage(index) : page;
    }

    private int @Nullable [] newPage(int index) {
        try {
            int[] page = new int[MARGIN + LogLinear.PAGE_SIZE + MARGIN];
            PAGE.setRelease(pages, index, page);
            return page;
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** Where memory has run out, 2^32 entries are missing in the histogram alone. */
    private void carry(int bucket) {
        long[] passed = carries == null ? newCarries() : carries;
        if (passed != null) {
            passed[bucket]++;
            carries = passed;
        }
    }

    private static long @Nullable [] newCarries() {
        try {
            return new long[LogLinear.PAGES * LogLinear.PAGE_SIZE];
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** Count, time and maximum; consistent only under the ledger's version. */
    Counts counts() {
        return new Counts(count, nanos, max);
    }

    void addBucketsTo(EventStatsBuilder stats) {
        long[] passed = carries;
        for (int index = 0; index < LogLinear.PAGES; index++) {
            int[] page = (int[]) PAGE.getAcquire(pages, index);
            for (int cell = 0; page != null && cell < LogLinear.PAGE_SIZE; cell++) {
                int bucket = LogLinear.bucket(index, cell);
                long carried = passed == null ? 0 : passed[bucket] << Integer.SIZE;
                stats.addBucket(bucket, carried + Integer.toUnsignedLong((int) CELL.getOpaque(page, MARGIN + cell)));
            }
        }
    }

    /** An account without its histogram. */
    record Counts(long count, long nanos, long max) {
        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(long entries, long entryNanos, long longest) {
            return new Counts(count + entries, nanos + entryNanos, Math.max(max, longest));
        }

        Counts plus(Counts other) {
            return plus(other.count, other.nanos, other.max);
        }
    }
}
