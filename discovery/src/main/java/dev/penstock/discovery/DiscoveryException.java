package dev.penstock.discovery;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An exception of a {@link BackendFinder} that found no backend; it contains the {@link DiscoveryFailure}. */
public final class DiscoveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DiscoveryFailure failure;
    private final @Nullable Duration ttl;

    /** Creates the exception; its message is the failure's. */
    public DiscoveryException(DiscoveryFailure failure) {
        this(failure, Optional.empty());
    }

    /**
     * Creates the exception for a negative answer; its message is the failure's.
     *
     * @param ttl the negative TTL; empty if the answer has none
     */
    public DiscoveryException(DiscoveryFailure failure, Optional<Duration> ttl) {
        super(failure.message());
        this.failure = failure;
        this.ttl = ttl.orElse(null);
    }

    /** Creates the exception with a cause; its message is the failure's. */
    public DiscoveryException(DiscoveryFailure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
        this.ttl = null;
    }

    /** Creates the exception from kind and message of its failure. */
    public DiscoveryException(DiscoveryFailure.Kind kind, String message) {
        this(new DiscoveryFailure(kind, message));
    }

    /** Returns why no backend was found. */
    public DiscoveryFailure failure() {
        return failure;
    }

    /** Returns the negative TTL, if an answer has one. A {@link PollingResolver} asks again when it is over. */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }
}
