package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The account of one wait event in a {@link ClaimLedger}: count, time, maximum and histogram.
 *
 * <p>One thread at a time writes it. Count, time and maximum are plain fields that readers read under the ledger's
 * version. Readers read the histogram without the version: its cells are stored opaquely, so that a reader sees each
 * cell whole and soon. A page of 64 cells is allocated when a value of its octave is first recorded: at most {@link
 * LogLinear#PAGES} pages for each account. Cells have 32 bits to save memory; {@link #carries} counts their overflows.
 * A snapshot reads only cells that were used.
 */
final class LedgerAccount extends CacheLinePadded {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(int[][].class);

    /** Padding cells before and after the cells of a page; see {@link CacheLinePadded}. */
    private static final int MARGIN = CacheLinePadded.LINE_LONGS * Long.BYTES / Integer.BYTES;

    private final int[] @Nullable [] pages = new int[LogLinear.PAGES][];
    /** The overflows of each cell; null before the first one, because few cells ever reach 2^32. */
    private volatile long @Nullable [] carries;

    private long count;
    private long nanos;
    private long max;
    /** A bit for each page. */
    private long usedPages;

    /** Padding; see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** Records a wait of {@code duration} nanoseconds. Never throws. */
    void record(long duration) {
        count++;
        nanos += duration;
        if (duration > max) {
            max = duration;
        }
        recordInHistogram(duration);
    }

    /** Records a wait in the histogram alone. Never throws. */
    void recordInHistogram(long duration) {
        int bucket = LogLinear.bucketOf(duration);
        int[] page = page(LogLinear.page(bucket));
        if (page != null) {
            int cell = MARGIN + LogLinear.cell(bucket);
            int counted = page[cell] + 1;
            CELL.setOpaque(page, cell, counted);
            if (counted >>> 1 == 0) {
                notice(page, bucket, counted);
            }
        }
    }

    /** Notices that a cell is in use, or that it has overflowed. The bits of the cells in use are before the cells. */
    private void notice(int[] page, int bucket, int counted) {
        if (counted == 0) {
            carry(bucket);
            return;
        }
        int cell = LogLinear.cell(bucket);
        int word = MARGIN - 2 + cell / Integer.SIZE;
        CELL.setOpaque(page, word, page[word] | (1 << cell));
    }

    /** Adds the count and time of waits that are in the histogram already. */
    void addCounts(long entries, long entryNanos, long longest) {
        count += entries;
        nanos += entryNanos;
        max = Math.max(max, longest);
    }

    /** The page, allocated on first use; null if memory has run out, and then only the histogram lacks the wait. */
    private int @Nullable [] page(int index) {
        int[] page = pages[index];
        return page == null ? newPage(index) : page;
    }

    private int @Nullable [] newPage(int index) {
        try {
            int[] page = new int[MARGIN + LogLinear.PAGE_SIZE + MARGIN];
            PAGE.setRelease(pages, index, page);
            usedPages |= 1L << index;
            return page;
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** Counts an overflow of a cell. If memory has run out, only the histogram lacks 2^32 waits. */
    private void carry(int bucket) {
        long[] counted = carries == null ? newCarries() : carries;
        if (counted != null) {
            counted[bucket]++;
            carries = counted;
        }
    }

    private static long @Nullable [] newCarries() {
        try {
            return new long[LogLinear.PAGES * LogLinear.PAGE_SIZE];
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    /** Count, time and maximum. They are consistent only under the ledger's version. */
    Counts counts() {
        return new Counts(count, nanos, max);
    }

    /** Plain reads are enough: a cell of 32 bits is read whole. A snapshot of many slots spends its time here. */
    void addBucketsTo(EventStatsBuilder stats) {
        long[] counted = carries;
        for (long used = usedPages; used != 0; used &= used - 1) {
            int index = Long.numberOfTrailingZeros(used);
            int[] page = (int[]) PAGE.getAcquire(pages, index);
            if (page != null) {
                long low = page[MARGIN - 2] & 0xffff_ffffL;
                stats.addPage(index, page, MARGIN, low | ((long) page[MARGIN - 1] << Integer.SIZE));
            }
        }
        for (int bucket = 0; counted != null && bucket < counted.length; bucket++) {
            stats.addBucket(bucket, counted[bucket] << Integer.SIZE);
        }
    }

    /** The count, time and maximum of an account. */
    record Counts(long count, long nanos, long max) {
        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(long entries, long entryNanos, long longest) {
            return new Counts(count + entries, nanos + entryNanos, Math.max(max, longest));
        }

        /** The same count with another time. */
        Counts withNanos(long other) {
            return new Counts(count, other, max);
        }

        Counts plus(Counts other) {
            return plus(other.count, other.nanos, other.max);
        }
    }
}
