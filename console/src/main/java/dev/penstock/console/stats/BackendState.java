package dev.penstock.console.stats;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A backend as the pool sees it at this moment. A row of the view 'backends': an immutable value.
 *
 * @param pool the name of the pool
 * @param backend the label of the backend: name, address and port
 * @param state its health, or STALLED if its status task is stalled
 * @param role PRIMARY, STANDBY or UNKNOWN
 * @param slots all its slots
 * @param inUse slots that a claim holds or is returning
 * @param unclaimed slots that a claim can take
 * @param statusSeconds the last round trip to its status task, in seconds
 * @param statusNanos the same, in nanoseconds
 * @param lastError why it is offline, or why the last connect attempt failed
 */
public record BackendState(
        String pool,
        String backend,
        String state,
        String role,
        long slots,
        long inUse,
        long unclaimed,
        OptionalDouble statusSeconds,
        OptionalLong statusNanos,
        Optional<String> lastError) {}
