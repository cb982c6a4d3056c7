package dev.penstock.waits;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The source of the IDs of one pool: an ID names a claim, a status round trip or a connection in events, logs and
 * errors.
 *
 * <p>An ID has 64 bits: an origin (24 bits) and a sequence number of that origin (40 bits). The slot's ledger numbers a
 * claim that meets a free slot. Only the slot's holder writes the ledger; therefore such claims share no counter. The
 * pool numbers everything else. Origins are unique in the process until they wrap, after 16 million slots. The printed
 * form of an ID begins with the pool's random prefix (40 bits), so that it is unique in a fleet. Thread-safe.
 */
public final class CorrelationIds {
    private static final int PREFIX_BITS = 40;
    private static final int SEQUENCE_BITS = 40;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;
    private static final AtomicInteger ORIGINS = new AtomicInteger();

    private final String prefix;
    private final int origin = nextOrigin();
    private final AtomicLong sequence = new AtomicLong();

    /** Creates the IDs of one pool, with a random prefix. */
    public CorrelationIds() {
        this(hex(ThreadLocalRandom.current().nextLong(1L << PREFIX_BITS)));
    }

    /** All ten digits. A formatter would do the same, but would cost milliseconds in each start of a JVM. */
    private static String hex(long prefix) {
        return Long.toHexString(prefix | 1L << PREFIX_BITS).substring(1);
    }

    /** Creates the IDs of one pool, printed with the given prefix. */
    public CorrelationIds(String prefix) {
        this.prefix = prefix;
    }

    /** The next ID of the pool itself, for a claim that queues, a status round trip or a connection. */
    public long next() {
        return id(origin, sequence.incrementAndGet());
    }

    /** The printed form: {@code prefix-origin-sequence}, for example {@code 7f3a9c01d4-2-1042}. */
    public String format(long id) {
        return prefix + '-' + (id >>> SEQUENCE_BITS) + '-' + (id & SEQUENCE_MASK);
    }

    /** The number of one more source of IDs. The numbers wrap after 16 million. */
    static int nextOrigin() {
        return ORIGINS.incrementAndGet() & 0xff_ffff;
    }

    static long id(int origin, long sequence) {
        return ((long) origin << SEQUENCE_BITS) | (sequence & SEQUENCE_MASK);
    }

    @Override
    public String toString() {
        return "IDs with the prefix " + prefix;
    }
}
