package dev.penstock.pool;

import dev.penstock.backends.TargetServerType;
import java.time.Duration;
import java.util.Optional;

/**
 * The options of one claim: an immutable value.
 *
 * @param timeout the time limit of the claim; empty for the pool's connectionTimeout
 * @param operation the name of the application's operation, for reports; empty for none
 * @param target the servers that may serve the claim; empty for the pool's targetServerType
 */
public record ClaimOptions(Optional<Duration> timeout, Optional<String> operation, Optional<TargetServerType> target) {
    private static final ClaimOptions NONE = new ClaimOptions(Optional.empty(), Optional.empty(), Optional.empty());
    private static final int LONGEST_OPERATION = 128;
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the timeout is not positive or exceeds 2,147,483,647 ms, or if the operation
     *     is blank or longer than 128 characters
     */
    public ClaimOptions {
        if (timeout.filter(limit -> limit.isZero() || limit.isNegative()).isPresent()) {
            throw new IllegalArgumentException("timeout " + timeout.get() + " must be positive");
        }
        if (timeout.filter(limit -> limit.compareTo(LONGEST) > 0).isPresent()) {
            throw new IllegalArgumentException("timeout " + timeout.get() + " must be at most " + LONGEST.toMillis()
                    + " ms, as connectionTimeout");
        }
        if (operation
                .filter(name -> name.isBlank() || name.length() > LONGEST_OPERATION)
                .isPresent()) {
            throw new IllegalArgumentException(
                    "operation '" + operation.get() + "' must have 1 to " + LONGEST_OPERATION + " characters");
        }
    }

    /** No options: the pool's configuration applies. */
    public static ClaimOptions none() {
        return NONE;
    }

    /** A copy with a timeout, which must be positive and at most 2,147,483,647 ms. */
    public ClaimOptions withTimeout(Duration limit) {
        return new ClaimOptions(Optional.of(limit), operation, target);
    }

    /** A copy with the name of the application's operation, of at most 128 characters. */
    public ClaimOptions withOperation(String name) {
        return new ClaimOptions(timeout, Optional.of(name), target);
    }

    /** A copy for the servers that {@code type} allows. */
    public ClaimOptions withTarget(TargetServerType type) {
        return new ClaimOptions(timeout, operation, Optional.of(type));
    }
}
