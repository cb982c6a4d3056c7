package dev.penstock.chaos.report.model;

import java.time.Instant;
import java.util.List;

/**
 * The results of one run of the suite.
 *
 * @param version the version of the format: {@link #VERSION}
 * @param title the title of the report
 * @param startedAt when the suite began
 * @param java the Java that ran it, such as {@code Temurin-25.0.1+8}
 * @param machine the machine that ran it: system, processors, memory
 * @param runs the results, in the order in which they were run
 */
public record SuiteRecord(
        int version, String title, Instant startedAt, String java, String machine, List<RunRecord> runs) {
    /** The version of the format that this code writes. */
    public static final int VERSION = 1;

    /** Copies the list. */
    public SuiteRecord {
        runs = List.copyOf(runs);
    }

    /** Results on the Java and the machine of this process. */
    public static SuiteRecord here(String title, Instant startedAt, List<RunRecord> runs) {
        Runtime.Version java = Runtime.version();
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, heap "
                + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB";
        return new SuiteRecord(
                VERSION, title, startedAt, System.getProperty("java.vendor") + " " + java, machine, runs);
    }

    /** The same with other runs. */
    public SuiteRecord withRuns(List<RunRecord> others) {
        return new SuiteRecord(version, title, startedAt, java, machine, others);
    }
}
