package dev.penstock.waits;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes and prints the IDs by which a claim, a status round trip or a connection is followed through events, logs and
 * errors.
 *
 * <p>An ID is 64 bits: an origin (24 bits) and a sequence number of that origin (40 bits). A claim that meets a free
 * slot is numbered by the slot's ledger, which only its holder writes, so that claims share no counter; everything
 * else is numbered by its pool. Origins are unique in the process until they wrap, after 16 million slots. {@link
 * #format} puts a random prefix of the pool (40 bits) before it, which makes the printed ID unique in a fleet.
 * Thread-safe.
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

    /** With all digits. A formatter would do it, too, and cost a new JVM milliseconds of every start. */
    private static String hex(long prefix) {
        return Long.toHexString(prefix | 1L << PREFIX_BITS).substring(1);
    }

    /** Creates the IDs of one pool, printed with the given prefix. */
    public CorrelationIds(String prefix) {
        this.prefix = prefix;
    }

    /** The next ID of the pool itself: for a claim that queues, a status round trip, a connection. */
    public long next() {
        return id(origin, sequence.incrementAndGet());
    }

    /** The printed form: {@code prefix-origin-sequence}, for example {@code 7f3a9c01d4-2-1042}. */
    public String format(long id) {
        return prefix + '-' + (id >>> SEQUENCE_BITS) + '-' + (id & SEQUENCE_MASK);
    }

    /** A number for one more source of IDs; they wrap after 16 million. */
    static int nextOrigin() {
        return ORIGINS.incrementAndGet() & 0xff_ffff;
    }

    static long id(int origin, long sequence) {
        return ((long) origin << SEQUENCE_BITS) | (sequence & SEQUENCE_MASK);
    }
}
