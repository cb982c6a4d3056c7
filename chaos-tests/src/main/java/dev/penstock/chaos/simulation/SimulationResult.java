package dev.penstock.chaos.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of one seed: an immutable value.
 *
 * @param seed the seed
 * @param hash the hash of the history; equal for equal histories
 * @param steps the number of checked steps
 * @param claims the number of claims that got a connection
 * @param failures the number of failed claims, by reason
 * @param failure the violation; null if there was none
 * @param last the last steps as text
 */
public record SimulationResult(
        long seed,
        long hash,
        long steps,
        int claims,
        Map<String, Integer> failures,
        @Nullable Throwable failure,
        List<String> last) {}
