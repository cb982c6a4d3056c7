package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One wait event in a {@link ClaimLedger}: count, time, maximum and histogram, written by one thread at a time.
 *
 * <p>Cells are written opaquely, so that a reader on another thread sees whole values, late by what it takes a store to
 * arrive. A page of 64 cells is allocated the first time its octave is met, at most {@link LogLinear#PAGES} times in the
 * life of a ledger.
 */
final class LedgerAccount {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(long[][].class);

    private final @Nullable long[][] pages = new long[LogLinear.PAGES][];
    private long count;
    private long nanos;
    private long max;

    void record(long duration) {
        count++;
        nanos += duration;
        if (duration > max) {
            max = duration;
        }
        int bucket = LogLinear.bucketOf(duration);
        int index = LogLinear.page(bucket);
        long[] page = pages[index];
        if (page == null) {
            page = new long[LogLinear.PAGE_SIZE];
            PAGE.setRelease(pages, index, page);
        }
        int cell = LogLinear.cell(bucket);
        CELL.setOpaque(page, cell, page[cell] + 1);
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
    record Counts(long count, long nanos, long max) {}
}
