package dev.penstock.benchmarks.report;

/** The names of scenarios and metrics in results and goals. */
public final class Scenarios {
    /** Contended claims: 32 threads on 4 slots. */
    public static final String CONTENTION = "contention-32x4";
    /** Claims released at once: 32 threads on 10 slots. */
    public static final String NO_HOLD = "no-hold-32x10";
    /** A prepared statement on a held connection. */
    public static final String STATEMENT = "statement";
    /** One reading of the clock. */
    public static final String CLOCK = "clock";
    /** Waiting virtual threads. */
    public static final String WAITING = "waiting-100000";
    /** The memory of a slot and of an idle pool. */
    public static final String MEMORY = "memory";
    /** The time from the start of a pool to its first connection, in a warm JVM. */
    public static final String START = "start";
    /** The time from the start of a pool to its first connection, in a new JVM. */
    public static final String START_COLD = "start-cold";
    /** Claims with one backend and with a thousand. */
    public static final String SCALE = "scale";
    /** The reading of what a pool has recorded. */
    public static final String RECORDS = "records";
    /** Selects with and without a recording of the Flight Recorder. */
    public static final String FLIGHT_RECORDER = "flight-recorder-4t";
    /** Bundles of a pool with 1,000 backends and 10,000 claims a second. */
    public static final String BUNDLE = "bundle";
    /** The discovery of a thousand backends by one name. */
    public static final String DISCOVERY = "discovery-1000";

    /** Nanoseconds per operation. */
    public static final String NANOS = "ns";
    /** Bytes allocated per operation. */
    public static final String BYTES = "bytes";
    /** Operations per second. */
    public static final String THROUGHPUT = "per_second";
    /** Processor time of the JVM per operation, in microseconds. */
    public static final String PROCESSOR_TIME = "processor_us";
    /** Claims a second while no bundle is written. */
    public static final String CLAIMS_ALONE = "claims_per_second_alone";
    /** The longest claim, in microseconds. */
    public static final String MAX = "max_us";
    /** The 99th percentile of claim, work and release together, in microseconds. */
    public static final String TURN_P99 = "turn_p99_us";
    /** The smallest number of claims of a thread, divided by the largest. */
    public static final String FAIRNESS = "fewest_to_most";
    /** The number of threads without a claim. */
    public static final String LEFT_OUT = "left_out";
    /** The 99th percentile, divided by the ideal one. */
    public static final String TO_IDEAL = "p99_to_ideal";
    /** The cost of a recorded statement beyond HikariCP's, in clock readings. */
    public static final String EXTRA_READINGS = "extra_clock_readings";
    /** Bytes per slot. */
    public static final String SLOT_BYTES = "slot_bytes";
    /** The heap of an idle pool, in bytes. */
    public static final String POOL_BYTES = "pool_bytes";
    /** The threads of an idle pool. */
    public static final String POOL_THREADS = "pool_threads";
    /** Bytes per waiter. */
    public static final String WAITER_BYTES = "waiter_bytes";
    /** The cost of a claim with a thousand backends, divided by the cost with one. */
    public static final String BACKENDS_RATIO = "backends_1000_to_1";
    /** The same ratio without the check of long unused connections. */
    public static final String UNCHECKED_RATIO = "backends_1000_to_1_unchecked";
    /** Selects a second with a recording, divided by those without, in one round. */
    public static final String RECORDED_RATIO = "recorded_to_plain";
    /** The cost of a claim with many queued waiters, divided by the cost with a tenth of them. */
    public static final String QUEUE_RATIO = "queue_10_to_1";

    /** Penstock, while the Flight Recorder records the events of Penstock alone. */
    public static final String RECORDED = "penstock-recorded";

    /** Penstock, while the Flight Recorder records what the default settings of the JDK name, too. */
    public static final String RECORDED_ALL = "penstock-recorded-all";

    /** Penstock, by a thread that has begun an operation with tags. */
    public static final String OPERATION = "penstock-operation";

    /** Threads that wait for each other, without a pool. */
    public static final String BARE_THREADS = "bare-threads";

    private Scenarios() {}

    /** Claims with a free slot for each thread. */
    public static String claim(int threads) {
        return "claim-" + threads + "t";
    }

    /** A snapshot of a pool with so many slots, in nanoseconds. */
    public static String snapshot(int slots) {
        return "snapshot_ns_" + slots;
    }

    /** A tick of the recorder with 1,000 claims in flight and so many slots, in nanoseconds. */
    public static String tick(int slots) {
        return "tick_ns_" + slots;
    }

    /** A list of 1,000 claims in flight, with so many slots, in nanoseconds. */
    public static String activity(int slots) {
        return "activity_ns_" + slots;
    }

    /** The median time of a bundle, in nanoseconds. */
    public static String bundle(boolean recorded) {
        return "bundle_ns" + (recorded ? "_jfr" : "");
    }

    /** The longest time of a bundle, in nanoseconds. */
    public static String longestBundle(boolean recorded) {
        return "bundle_max_ns" + (recorded ? "_jfr" : "");
    }

    /** The mean processor time of a bundle's thread, in nanoseconds. */
    public static String bundleProcessorTime(boolean recorded) {
        return "bundle_cpu_ns" + (recorded ? "_jfr" : "");
    }

    /** The size of the last bundle, in bytes. */
    public static String bundleBytes(boolean recorded) {
        return "bundle_bytes" + (recorded ? "_jfr" : "");
    }

    /** Claims a second while bundles are written, one after the other with a pause of half a second. */
    public static String claimsBesideBundles(boolean recorded) {
        return "claims_per_second" + (recorded ? "_jfr" : "");
    }

    /** Virtual threads on 10 slots, each held 1 ms. */
    public static String virtual(int threads) {
        return "virtual-" + threads;
    }

    /** Selects by key on a real server. */
    public static String postgres(int threads) {
        return "postgres-" + threads + "t";
    }

    /** A percentile of the latency of claims, in microseconds. */
    public static String percentile(double percentile) {
        String digits = Double.toString(percentile);
        return "p" + (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits) + "_us";
    }
}
