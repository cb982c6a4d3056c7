package dev.penstock.pool.instrument;

/**
 * The records of a pool over JMX, under {@code dev.penstock:type=Instrument,name=…}. It reads and changes nothing.
 * Thread-safe.
 */
public interface InstrumentMXBean {
    /** The version of the format. A reader of another version must not read. */
    int getVersion();

    /** The name of the pool. */
    String getPool();

    /** The names of all tables. */
    String[] getTables();

    /**
     * Reads tables at one moment, in the bytes of {@link StatsCodec}.
     *
     * @param tables their names
     * @param fromMillis the first moment of rows about the past, in milliseconds since 1970
     * @param toMillis the last moment of rows about the past
     * @throws IllegalArgumentException if there is no such table
     */
    byte[] read(String[] tables, long fromMillis, long toMillis);

    /**
     * One page about a claim, in flight or kept; of an unknown claim, one sentence about the claims that are kept.
     *
     * @param claimId the claim's ID, as it is logged
     */
    String explain(String claimId);

    /** The stacks of all platform threads of the process; all of them stop for a moment. */
    String threads();

    /**
     * The events of the pool in the recordings of Flight Recorder that run in the process, of the last two minutes.
     *
     * @return two texts: the events, a JSON object in each line; and what they lack and why, empty if they lack nothing
     */
    String[] flight();
}
