package dev.penstock.console.stats;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The load from one moment to another by dimension, the highest first; NULL is no bound. Exact are event, class
 * and backend; by samples are operation, frame, claim, slot and each column of samples. A row of the function
 * 'load_top': an immutable value.
 *
 * @param pool the name of the pool
 * @param name the event, class, backend, operation and so on; empty for claims that have none
 * @param averageLoad the average number of claims in the time range
 * @param peakLoad the load of the second with the highest load
 * @param p99Load the 99th percentile of the loads of the seconds
 * @param percent the share of the load of all claims; empty for background work
 * @param exact whether it is exact, or counted by samples
 */
public record LoadShare(
        String pool,
        Optional<String> name,
        double averageLoad,
        double peakLoad,
        double p99Load,
        OptionalDouble percent,
        boolean exact) {}
