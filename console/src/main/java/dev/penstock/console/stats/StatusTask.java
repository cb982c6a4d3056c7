package dev.penstock.console.stats;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The status task of a backend, which tends its slots. A row of the view 'status_tasks': an immutable
 * value.
 *
 * @param pool the name of the pool
 * @param backend the label of the backend: name, address and port
 * @param microstate what the task does: IDLE, QUEUED, RUNNING and so on
 * @param stalled whether it has not answered in time
 * @param roundTripSeconds the last round trip to it, in seconds
 * @param roundTripNanos the same, in nanoseconds
 * @param epoch the number of tasks that the backend has had, with this one
 * @param refusedEffects effects of replaced tasks that were refused
 */
public record StatusTask(
        String pool,
        String backend,
        String microstate,
        boolean stalled,
        OptionalDouble roundTripSeconds,
        OptionalLong roundTripNanos,
        long epoch,
        long refusedEffects) {}
