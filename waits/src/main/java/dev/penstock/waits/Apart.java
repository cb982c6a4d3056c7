package dev.penstock.waits;

/**
 * Keeps what its subclasses write on cache lines of their own: 128 bytes, which is two lines, since processors fetch
 * them in pairs. Objects that belong to different slots lie side by side once a collector has moved them, and the
 * threads that hold those slots would else fight for the lines that they share.
 */
@SuppressWarnings("unused")
public abstract class Apart {
    /** Takes the place behind the header, where the virtual machine would else put a small field of a subclass. */
    private int gap;

    private long p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
    private long p8;
    private long p9;
    private long p10;
    private long p11;
    private long p12;
    private long p13;
    private long p14;

    /** For subclasses. */
    protected Apart() {}
}
