package dev.penstock.chaos.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of one seed: an immutable value.
 *
 * @param seed the seed
 * @param options what the run left out
 * @param hash the hash of the history; equal for equal histories
 * @param steps the number of checked steps
 * @param claims the number of claims that got a connection
 * @param failures the number of failed claims, by reason
 * @param failure the violation; null if there was none
 * @param last the last steps as text
 */
public record SimulationResult(
        long seed,
        SimulationOptions options,
        long hash,
        long steps,
        int claims,
        Map<String, Integer> failures,
        @Nullable Throwable failure,
        List<String> last) {
    private static final int LONGEST_RULE = 80;

    /** The broken rule: the message of the violation without its numbers, cut to 80 characters; empty without one. */
    String brokenRule() {
        if (failure == null) {
            return "";
        }
        String text = failure.toString().lines().findFirst().orElse("").replaceAll("\\d+", "#");
        return text.substring(0, Math.min(text.length(), LONGEST_RULE));
    }
}
