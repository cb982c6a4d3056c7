package dev.penstock.console.stats;

import java.time.Instant;
import java.util.Optional;

/**
 * A rare event: health and roles of backends, stalls, commands, changes of the configuration. A row of the view
 * 'events': an immutable value.
 *
 * @param pool the name of the pool
 * @param sampleTime the moment of the event
 * @param backend the label of the backend; empty for the whole pool
 * @param text what happened, in one line
 */
public record PoolEvent(String pool, Instant sampleTime, Optional<String> backend, String text) {}
