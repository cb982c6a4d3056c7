package dev.penstock.waits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The last claims of one slot, each in a record of fixed size. It records always, so that an incident can be examined
 * after it ended. The owner of the slot writes. It uses plain writes and no lock, and allocates a page now and then.
 *
 * <p><b>Pages.</b> Records fill pages in turn. At the end of a page, the recorder takes another page of the memory that
 * all slots share, as long as it has fewer pages than are left ("dynamic thresholds" of A. K. Choudhury and E. L.
 * Hahne, 1998: ten busy slots get equal parts). Otherwise it overwrites its oldest page. {@value #OWN_PAGES} pages
 * belong to each slot in any case.
 *
 * <p><b>Reading.</b> A record that ended does not change until its page is overwritten. A reader copies the page. The
 * copy holds if the page begins with the same record afterwards.
 */
final class FlightRecorder extends CacheLinePadded {
    /** Claims of one page. */
    static final int PAGE_CLAIMS = 8;

    static final int OWN_PAGES = 3;
    /** The pages of a slot stay in a processor's second cache. */
    static final int MOST_PAGES = 128;

    private static final int BEGAN = 1;
    private static final int HANDED_OVER = 2;
    private static final int CLOSED = 3;
    private static final int ENDED = 4;
    private static final int EXECUTED = 5;
    private static final int CALLS = 6;
    private static final int THREAD = 7;
    private static final int FIELDS = 8;

    /** The index of the number of the page's first record. Elements before and at the end are padding. */
    private static final int BASE = CacheLinePadded.LINE_LONGS;

    private static final int FIRST = BASE + 1;
    private static final int LENGTH = FIRST + PAGE_CLAIMS * FIELDS + CacheLinePadded.LINE_LONGS;

    /** The memory of a page, in bytes. */
    static final long PAGE_BYTES = LENGTH * (long) Long.BYTES + 16;

    private static final VarHandle RECORDED;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    static {
        try {
            RECORDED = MethodHandles.lookup().findVarHandle(FlightRecorder.class, "recorded", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The memory that all slots of a pool share. Thread-safe. */
    static final class Memory {
        /** The pages that slots may take beside their own. */
        static final long PAGES = (4L << 20) / PAGE_BYTES;

        private final AtomicLong free = new AtomicLong(PAGES);

        /** The number of records that closed slots had, or that were overwritten. */
        private final AtomicLong dropped = new AtomicLong();

        /** Whether a slot with {@code pages} pages may take another one. */
        boolean tryTake(int pages) {
            long left = free.get();
            return pages < Math.min(left, MOST_PAGES) && free.compareAndSet(left, left - 1);
        }

        void giveBack(long pages) {
            free.addAndGet(pages);
        }

        long dropped() {
            return dropped.get();
        }
    }

    private final Memory memory;

    /** The number of ended claims. */
    private long recorded;

    /** The index of the page of the current claim. */
    private long page;

    /** Padding; see {@link CacheLinePadded}. */
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    /** Replaced if it grows, which happens seldom. */
    private volatile long[][] pages = {new long[LENGTH]};

    FlightRecorder(Memory memory) {
        this.memory = memory;
    }

    /** The page of the current claim. */
    private long[] current() {
        return pages[(int) page];
    }

    /**
     * The page of the current claim for any thread. While pages are added, a reader may see the new index with the old
     * pages: it gets some page, and finds later that the claim has changed.
     */
    private long[] seen() {
        long[][] present = pages;
        return present[Math.min((int) page, present.length - 1)];
    }

    private int index() {
        return index((int) recorded & (PAGE_CLAIMS - 1));
    }

    private static int index(int claim) {
        return FIRST + claim * FIELDS;
    }

    void begin(long claimId, long began, long handedOver, long threadId) {
        long[] ring = current();
        int at = index();
        ring[at] = claimId;
        ring[at + BEGAN] = began;
        ring[at + HANDED_OVER] = handedOver;
        ring[at + THREAD] = threadId;
    }

    void end(long closed, long ended, long executed, long calls) {
        long[] ring = current();
        int at = index();
        ring[at + CLOSED] = closed;
        ring[at + ENDED] = ended;
        ring[at + EXECUTED] = executed;
        ring[at + CALLS] = calls;
        RECORDED.setRelease(this, recorded + 1);
        if ((recorded & (PAGE_CLAIMS - 1)) == 0) {
            turnPage();
        }
    }

    /** The next claim begins a page: a new one if there is memory, otherwise the oldest one, which follows. */
    private void turnPage() {
        long[][] present = pages;
        int next = (int) page + 1;
        boolean grows = present.length < OWN_PAGES ? grow(next) : memory.tryTake(present.length) && growTaken(next);
        page = grows || next < present.length ? next : 0;
        ELEMENT.setOpaque(current(), BASE, recorded);
        VarHandle.storeStoreFence();
    }

    /** Inserts a page of the shared memory; gives it back if memory has run out. */
    private boolean growTaken(int index) {
        boolean grown = grow(index);
        if (!grown) {
            memory.giveBack(1);
        }
        return grown;
    }

    /** Inserts a page at {@code index}; false if memory has run out. */
    private boolean grow(int index) {
        try {
            long[][] before = pages;
            long[][] more = Arrays.copyOf(before, before.length + 1);
            System.arraycopy(before, index, more, index + 1, before.length - index);
            more[index] = new long[LENGTH];
            more[index][BASE] = recorded;
            pages = more;
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    long beginNanos() {
        return seen()[index() + BEGAN];
    }

    long handoverNanos() {
        return seen()[index() + HANDED_OVER];
    }

    long claimId() {
        return seen()[index()];
    }

    /** Gives the memory back. The slot has ended. */
    void close() {
        memory.giveBack(Math.max(0, pages.length - OWN_PAGES));
        memory.dropped.addAndGet(recorded);
    }

    /** The number of ended claims. */
    long recorded() {
        return (long) RECORDED.getAcquire(this);
    }

    /** The memory of its pages, in bytes. */
    long bytes() {
        return pages.length * PAGE_BYTES;
    }

    /** The number of records that are kept, and the begin of the oldest one; null if there is none. */
    @Nullable
    Kept kept() {
        long end = recorded();
        long kept = 0;
        long oldest = Long.MAX_VALUE;
        long began = 0;
        for (long[] source : pages) {
            long base = (long) ELEMENT.getAcquire(source, BASE);
            long first = source[FIRST + BEGAN];
            if (end > base && isUnchanged(source, base)) {
                kept += Math.min(PAGE_CLAIMS, end - base);
                began = base < oldest ? first : began;
                oldest = Math.min(oldest, base);
            }
        }
        return kept == 0 ? null : new Kept(kept, began);
    }

    /** Whether what was read of a page belongs to the records from {@code base} on. */
    private static boolean isUnchanged(long[] source, long base) {
        VarHandle.loadLoadFence();
        return base == (long) ELEMENT.getOpaque(source, BASE);
    }

    /**
     * The records that are kept.
     *
     * @param records their number
     * @param oldestNanos the begin of the oldest claim
     */
    record Kept(long records, long oldestNanos) {}

    /**
     * Copies of the pages with the last {@code most} records, the oldest first. The element before {@link #BASE} of
     * each is its number of records.
     */
    private List<long[]> copies(int most) {
        long end = recorded();
        List<long[]> copies = new ArrayList<>();
        for (long[] source : pages) {
            long base = (long) ELEMENT.getAcquire(source, BASE);
            long records = Math.min(PAGE_CLAIMS, end - base);
            if (records > 0 && base + records > end - most) {
                long[] copy = source.clone();
                if (isUnchanged(source, base)) {
                    copy[BASE] = base;
                    copy[BASE - 1] = records;
                    copies.add(copy);
                }
            }
        }
        copies.sort(Comparator.comparingLong(copy -> copy[BASE]));
        return copies;
    }

    /**
     * The ended claims, the oldest first. Any thread may call this method.
     *
     * @param most the number of claims at most: the last ones
     */
    List<RecordedClaim> claims(CorrelationIds ids, String backend, CallTimes calls, long now, int most) {
        List<RecordedClaim> claims = new ArrayList<>();
        List<long[]> copies = copies(most);
        long skipped = copies.stream().mapToLong(copy -> copy[BASE - 1]).sum() - most;
        for (long[] copy : copies) {
            for (int i = 0; i < copy[BASE - 1]; i++) {
                if (skipped-- <= 0) {
                    claims.add(claim(copy, index(i), ids, backend, calls, now));
                }
            }
        }
        return claims;
    }

    private static RecordedClaim claim(
            long[] ring, int at, CorrelationIds ids, String backend, CallTimes calls, long now) {
        return new RecordedClaim(
                ids.format(ring[at]),
                backend,
                ring[at + THREAD],
                now - ring[at + BEGAN],
                ring[at + HANDED_OVER] - ring[at + BEGAN],
                ring[at + CLOSED] - ring[at + HANDED_OVER],
                ring[at + EXECUTED],
                ring[at + CALLS],
                ring[at + ENDED] - ring[at + CLOSED],
                calls.slow(ring[at + HANDED_OVER], ring[at + CLOSED], ring[at + BEGAN]));
    }
}
