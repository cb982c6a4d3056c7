package dev.penstock.discovery;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The outcome of one resolution. */
sealed interface Outcome {
    /** At least one backend was found. */
    record Success(FinderResult result) implements Outcome {
        @Override
        public <T> T fold(Function<Success, T> onSuccess, Function<Failure, T> onFailure) {
            return onSuccess.apply(this);
        }
    }

    /**
     * No backend was found.
     *
     * @param failure the reason
     * @param ttl the negative TTL, if an answer has one
     */
    record Failure(DiscoveryFailure failure, Optional<Duration> ttl) implements Outcome {
        Failure(DiscoveryFailure failure) {
            this(failure, Optional.empty());
        }

        @Override
        public <T> T fold(Function<Success, T> onSuccess, Function<Failure, T> onFailure) {
            return onFailure.apply(this);
        }
    }

    /** Applies the function for the type of this outcome. */
    <T> T fold(Function<Success, T> onSuccess, Function<Failure, T> onFailure);
}
