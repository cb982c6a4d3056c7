package dev.penstock.waits;

import org.jspecify.annotations.Nullable;

/** The sums of one wait event over several sources. Confined to the thread that builds a snapshot. */
final class EventStatsBuilder {
    private final long[] @Nullable [] pages = new long[LogLinear.PAGES][];
    private long total;
    private long active;
    private long nanos;
    private long max;

    void addCounts(long entries, long activeNow, long entryNanos, long longest) {
        total += entries;
        active += activeNow;
        nanos += entryNanos;
        max = Math.max(max, longest);
    }

    long total() {
        return total;
    }

    long nanos() {
        return nanos;
    }

    /** Replaces the time. */
    void setNanos(long entryNanos) {
        nanos = entryNanos;
    }

    /** Raises count and time to at least these values. */
    void raise(long entries, long entryNanos) {
        total = Math.max(total, entries);
        nanos = Math.max(nanos, entryNanos);
    }

    void addBucket(int bucket, long entries) {
        if (entries == 0) {
            return;
        }
        int index = LogLinear.page(bucket);
        long[] page = pages[index];
        if (page == null) {
            page = new long[LogLinear.PAGE_SIZE];
            pages[index] = page;
        }
        page[LogLinear.cell(bucket)] += entries;
    }

    /**
     * Adds the counts of one page, which are unsigned and begin at {@code offset} of {@code cells}.
     *
     * @param used a bit for each cell that may be above 0
     */
    void addPage(int index, int[] cells, int offset, long used) {
        long[] page = pages[index];
        if (page == null) {
            page = new long[LogLinear.PAGE_SIZE];
            pages[index] = page;
        }
        for (long left = used; left != 0; left &= left - 1) {
            int cell = Long.numberOfTrailingZeros(left);
            page[cell] += cells[offset + cell] & 0xffff_ffffL;
        }
    }

    void add(EventStats stats) {
        addCounts(stats);
        stats.distribution().forEach(this::addBucket);
    }

    /** Adds {@code stats} without its distribution. */
    void addCounts(EventStats stats) {
        addCounts(stats.total(), stats.active(), stats.totalNanos(), stats.maxNanos());
    }

    /** Adds the sums of {@code other} without its distribution. */
    void addCounts(EventStatsBuilder other) {
        addCounts(other.total, other.active, other.nanos, other.max);
    }

    EventStats build() {
        return new EventStats(total, active, nanos, max, Distribution.of(pages));
    }
}
