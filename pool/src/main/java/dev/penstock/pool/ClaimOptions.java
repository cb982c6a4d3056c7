package dev.penstock.pool;

import dev.penstock.backends.TargetServerType;
import java.time.Duration;
import java.util.Optional;

/**
 * What one claim has of its own: an immutable value.
 *
 * @param timeout how long this claim may take; empty for the pool's connectionTimeout
 * @param operation the application's name for what it is doing, as reports show it; empty for none
 * @param target which servers may serve it; empty for the pool's targetServerType
 */
public record ClaimOptions(Optional<Duration> timeout, Optional<String> operation, Optional<TargetServerType> target) {
    private static final ClaimOptions NONE = new ClaimOptions(Optional.empty(), Optional.empty(), Optional.empty());
    private static final int LONGEST_OPERATION = 128;
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the timeout is not positive or longer than a connectionTimeout may be
     *     (2,147,483,647 ms), or the operation empty or longer than 128 characters
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

    /** A claim as the pool's configuration has it. */
    public static ClaimOptions none() {
        return NONE;
    }

    /** The same with a timeout of its own, which must be positive, and at most 2,147,483,647 ms. */
    public ClaimOptions withTimeout(Duration limit) {
        return new ClaimOptions(Optional.of(limit), operation, target);
    }

    /** The same with a name for what the application is doing, of at most 128 characters. */
    public ClaimOptions withOperation(String name) {
        return new ClaimOptions(timeout, Optional.of(name), target);
    }

    /** The same for the servers that {@code type} allows. */
    public ClaimOptions withTarget(TargetServerType type) {
        return new ClaimOptions(timeout, operation, Optional.of(type));
    }
}
