package dev.penstock.waits;

/**
 * Padding that keeps the written fields of a subclass on cache lines of their own.
 *
 * <p>A collector moves objects of different slots next to each other. Without padding, the threads that hold those
 * slots write the same cache lines and slow each other down (false sharing).
 *
 * <p>The fields of this class are the padding in front of a subclass's fields. A subclass adds the padding behind them:
 * its last {@code long} fields are eight unused ones. The virtual machine orders the fields of a class by size, the
 * largest first, and fields of one size by declaration. Therefore each field that a claim writes is a {@code long}.
 */
@SuppressWarnings("unused")
public abstract class CacheLinePadded {
    /** The number of {@code long}s in a cache line. */
    static final int LINE_LONGS = 8;

    /** Fills the gap behind the object header; otherwise a small field of a subclass would lie there. */
    private int gap;

    private long p0, p1, p2, p3, p4, p5;

    /** For subclasses. */
    protected CacheLinePadded() {}
}
