package dev.penstock.discovery;

import java.time.Duration;
import java.util.Optional;

/** How one resolution ended. */
sealed interface Outcome {
    /** Something was found. */
    record Success(FinderResult found) implements Outcome {}

    /**
     * Nothing was found.
     *
     * @param failure why
     * @param ttl how long that holds, where somebody says so
     */
    record Failure(DiscoveryFailure failure, Optional<Duration> ttl) implements Outcome {
        Failure(DiscoveryFailure failure) {
            this(failure, Optional.empty());
        }
    }
}
