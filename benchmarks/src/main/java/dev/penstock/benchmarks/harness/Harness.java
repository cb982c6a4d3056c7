package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.report.Results;

/** A measurement of several pools under one kind of load. */
public interface Harness {
    /** The name on the command line. */
    String name();

    /** Measures the pools and adds the values to {@code results}. */
    void measure(Plan plan, Results results) throws Exception;
}
