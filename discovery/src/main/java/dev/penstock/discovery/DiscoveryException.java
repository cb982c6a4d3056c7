package dev.penstock.discovery;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown by a {@link BackendFinder} that found no backend; carries the {@link DiscoveryFailure}. */
public final class DiscoveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DiscoveryFailure failure;
    private final @Nullable Duration ttl;

    /** Creates the exception; its message is the failure's. */
    public DiscoveryException(DiscoveryFailure failure) {
        this(failure, Optional.empty());
    }

    /**
     * Creates the exception for the answer that there is nothing; its message is the failure's.
     *
     * @param ttl how long that holds; empty where nobody says
     */
    public DiscoveryException(DiscoveryFailure failure, Optional<Duration> ttl) {
        super(failure.message());
        this.failure = failure;
        this.ttl = ttl.orElse(null);
    }

    /** Creates the exception with what caused it; its message is the failure's. */
    public DiscoveryException(DiscoveryFailure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
        this.ttl = null;
    }

    /** Creates the exception from the parts of its failure. */
    public DiscoveryException(DiscoveryFailure.Kind kind, String message) {
        this(new DiscoveryFailure(kind, message));
    }

    /** Why nothing was found. */
    public DiscoveryFailure failure() {
        return failure;
    }

    /** How long it holds that there is nothing, where an answer says so; a {@link PollingResolver} asks again then. */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }
}
