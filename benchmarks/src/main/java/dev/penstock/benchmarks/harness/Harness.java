package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.report.Results;

/** One harness. */
public interface Harness {
    /** What it is called on the command line. */
    String name();

    /** Measures, and adds to {@code results}. */
    void measure(Plan plan, Results results) throws Exception;
}
