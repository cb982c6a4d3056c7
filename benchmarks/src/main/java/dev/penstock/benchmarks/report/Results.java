package dev.penstock.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The measured values of one run. Not thread-safe. */
public final class Results {
    private static final String HEADER = "scenario,pool,metric,round,value";

    private final List<Sample> samples = new ArrayList<>();

    /** Creates results without any value. */
    public Results() {}

    /** Adds a value. */
    public void add(Sample sample) {
        samples.add(sample);
    }

    /** Adds values. */
    public void addAll(Collection<Sample> more) {
        samples.addAll(more);
    }

    /** All values, in the order of their addition. */
    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** The median over the rounds; empty if nothing was measured. */
    public OptionalDouble median(String scenario, String pool, String metric) {
        double[] values = samples.stream()
                .filter(sample -> sample.scenario().equals(scenario)
                        && sample.pool().equals(pool)
                        && sample.metric().equals(metric))
                .mapToDouble(Sample::value)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = values.length / 2;
        return OptionalDouble.of(values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
    }

    /** The pools that have a value, in the order of their addition. */
    public List<String> pools(String scenario, String metric) {
        return samples.stream()
                .filter(sample ->
                        sample.scenario().equals(scenario) && sample.metric().equals(metric))
                .map(Sample::pool)
                .distinct()
                .toList();
    }

    /** Writes all values as a table whose columns are separated by commas. */
    public void write(Path file) throws IOException {
        Stream<String> lines = samples.stream().map(Sample::line);
        Files.write(file, Stream.concat(Stream.of(HEADER), lines).toList());
    }

    /** Reads a file of {@link #write}. */
    public static Results read(Path file) throws IOException {
        Results results = new Results();
        Files.readAllLines(file).stream().skip(1).map(Sample::parse).forEach(results::add);
        return results;
    }
}
