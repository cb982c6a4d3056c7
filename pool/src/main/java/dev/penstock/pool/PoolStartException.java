package dev.penstock.pool;

/** The pool did not start, since it got no first connection; it is closed again. See initializationFailTimeout. */
public final class PoolStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolStartException(String message) {
        super(message);
    }
}
