package dev.penstock.benchmarks.report;

/** The names of what is done and of what is measured, as results and goals write them. */
public final class Scenarios {
    /** Claims that wait: 32 threads on 4 slots. */
    public static final String CONTENTION = "contention-32x4";
    /** Claims that hold nothing: 32 threads on 10 slots. */
    public static final String NO_HOLD = "no-hold-32x10";
    /** A prepared statement on a held connection. */
    public static final String STATEMENT = "statement";
    /** One reading of the clock. */
    public static final String CLOCK = "clock";
    /** Virtual threads that all wait. */
    public static final String WAITING = "waiting-100000";
    /** What a slot and an idle pool weigh. */
    public static final String MEMORY = "memory";
    /** From nothing to the first connection, in a JVM that has done it before. */
    public static final String START = "start";
    /** From nothing to the first connection, in a JVM that has just begun. */
    public static final String START_COLD = "start-cold";
    /** One backend and a thousand. */
    public static final String SCALE = "scale";
    /** A thousand backends from one name. */
    public static final String DISCOVERY = "discovery-1000";

    /** Nanoseconds an operation. */
    public static final String NANOS = "ns";
    /** Bytes allocated an operation. */
    public static final String BYTES = "bytes";
    /** Operations a second. */
    public static final String THROUGHPUT = "per_second";
    /** The longest claim, in microseconds. */
    public static final String MAX = "max_us";
    /** The 99th percentile of claim, work and release together, in microseconds. */
    public static final String TURN_P99 = "turn_p99_us";
    /** The fewest claims of a thread, as a part of the most of one. */
    public static final String FAIRNESS = "fewest_to_most";
    /** Threads that got nothing. */
    public static final String LEFT_OUT = "left_out";
    /** The 99th percentile, as a part of the ideal. */
    public static final String TO_IDEAL = "p99_to_ideal";
    /** What a recorded statement costs beyond HikariCP's, in readings of the clock. */
    public static final String EXTRA_READINGS = "extra_clock_readings";
    /** Bytes a slot. */
    public static final String SLOT_BYTES = "slot_bytes";
    /** Bytes of heap that an idle pool adds. */
    public static final String POOL_BYTES = "pool_bytes";
    /** Threads that an idle pool adds. */
    public static final String POOL_THREADS = "pool_threads";
    /** Bytes a waiter. */
    public static final String WAITER_BYTES = "waiter_bytes";
    /** A claim over a thousand backends, as a part of one over one. */
    public static final String BACKENDS_RATIO = "backends_1000_to_1";
    /** The same, where connections that nobody used for a while are not checked before use. */
    public static final String UNCHECKED_RATIO = "backends_1000_to_1_unchecked";
    /** A claim with many waiters queued, as a part of one with a tenth of them. */
    public static final String QUEUE_RATIO = "queue_10_to_1";

    /** Threads that wait for no pool, but for each other. */
    public static final String BARE_THREADS = "bare-threads";

    private Scenarios() {}

    /** Claims where nothing waits. */
    public static String claim(int threads) {
        return "claim-" + threads + "t";
    }

    /** Virtual threads on 10 slots that are held 1 ms. */
    public static String virtual(int threads) {
        return "virtual-" + threads;
    }

    /** Selects by key on a real server. */
    public static String postgres(int threads) {
        return "postgres-" + threads + "t";
    }

    /** The percentile of a claim's latency, in microseconds. */
    public static String percentile(double percentile) {
        String digits = Double.toString(percentile);
        return "p" + (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + "_us";
    }
}
