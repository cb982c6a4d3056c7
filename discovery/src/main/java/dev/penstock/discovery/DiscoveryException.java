package dev.penstock.discovery;

/** Thrown by a {@link BackendFinder} that found no backend; carries the {@link DiscoveryFailure}. */
public final class DiscoveryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DiscoveryFailure failure;

    /** Creates the exception; its message is the failure's. */
    public DiscoveryException(DiscoveryFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** Creates the exception with what caused it; its message is the failure's. */
    public DiscoveryException(DiscoveryFailure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** Creates the exception from the parts of its failure. */
    public DiscoveryException(DiscoveryFailure.Kind kind, String message) {
        this(new DiscoveryFailure(kind, message));
    }

    /** Why nothing was found. */
    public DiscoveryFailure failure() {
        return failure;
    }
}
