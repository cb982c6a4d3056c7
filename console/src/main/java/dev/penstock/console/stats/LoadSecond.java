package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;

/**
 * The load of one second of the last hour: in all, of one event or of one backend, exact. A row of the view
 * 'load_timeline': an immutable value.
 *
 * @param pool the name of the pool
 * @param sampleTime the end of the second
 * @param dimension total, event or backend
 * @param name the event or the backend; other for all small backends together; total
 * @param waitClass the class of the event
 * @param load wait time divided by wall time: the average number of claims
 * @param coveredSeconds the length of the row's time; about a second, in seconds
 * @param coveredNanos the same, in nanoseconds
 * @param runtimePause whether the recorder ran so late that the process was probably stopped
 */
public record LoadSecond(
        String pool,
        Instant sampleTime,
        String dimension,
        String name,
        Optional<String> waitClass,
        double load,
        double coveredSeconds,
        long coveredNanos,
        boolean runtimePause) {}
