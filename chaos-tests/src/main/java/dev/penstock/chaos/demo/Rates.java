package dev.penstock.chaos.demo;

import java.util.Map;
import java.util.TreeMap;

/** Samples of a counter over time, for its rate between two moments. */
final class Rates {
    private final TreeMap<Double, Long> samples = new TreeMap<>();

    void sample(double seconds, long count) {
        samples.put(seconds, count);
    }

    /** The rate per second between the first sample from {@code from} on and the last one up to {@code to}. */
    double between(double from, double to) {
        Map.Entry<Double, Long> first = samples.ceilingEntry(from);
        Map.Entry<Double, Long> last = samples.floorEntry(to);
        if (first == null || last == null || last.getKey() <= first.getKey()) {
            return 0;
        }
        return (last.getValue() - first.getValue()) / (last.getKey() - first.getKey());
    }
}
