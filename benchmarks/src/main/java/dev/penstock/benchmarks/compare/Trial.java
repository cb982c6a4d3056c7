package dev.penstock.benchmarks.compare;

import dev.penstock.benchmarks.report.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A measurement in a JVM of its own, which yields the values of one row or more. */
interface Trial {
    /** The name on the command line. */
    String name();

    /** The rows for which it yields values. */
    List<Row> rows();

    /**
     * Measures a build once.
     *
     * @param folder an empty folder for files
     * @return a value for each row: scenario and metric are those of the row, the pool is the name of the build
     */
    List<Sample> run(Build build, Effort effort, int round, Path folder) throws IOException, InterruptedException;
}
