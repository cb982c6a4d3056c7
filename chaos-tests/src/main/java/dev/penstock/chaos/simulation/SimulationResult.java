package dev.penstock.chaos.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one seed: an immutable value.
 *
 * @param seed the seed
 * @param hash what its history comes to; equal for equal histories
 * @param steps how many steps were looked at
 * @param claims how many claims got a connection
 * @param failures how many did not, by reason
 * @param failure what was broken; null where nothing was
 * @param last the last steps, in words
 */
public record SimulationResult(
        long seed,
        long hash,
        long steps,
        int claims,
        Map<String, Integer> failures,
        @Nullable Throwable failure,
        List<String> last) {}
