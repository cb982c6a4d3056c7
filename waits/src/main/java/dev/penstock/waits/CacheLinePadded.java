package dev.penstock.waits;

/**
 * Keeps what its subclasses write on cache lines of their own. Objects that belong to different slots, or to all of
 * them, lie side by side once a collector has moved them, and the threads that hold those slots would else fight for
 * the lines that they share.
 *
 * <p>What is here keeps off what lies before the object. Against what lies behind it, a subclass ends its {@code long}
 * fields with eight that nobody uses: the virtual machine lays the fields of a class out by their size,
 * the largest first, and those of one size as they are declared. So what is written with each claim is a {@code long},
 * though it may need less.
 */
@SuppressWarnings("unused")
public abstract class CacheLinePadded {
    /** How many {@code long}s a cache line has. */
    static final int LINE_LONGS = 8;

    /** Takes the place behind the header, where the virtual machine would else put a small field of a subclass. */
    private int gap;

    private long p0, p1, p2, p3, p4, p5;

    /** For subclasses. */
    protected CacheLinePadded() {}
}
