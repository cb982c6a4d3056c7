package dev.penstock.pool;

/** The pool did not start, because it got no first connection. It is closed again. See initializationFailTimeout. */
public final class PoolStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PoolStartException(String message) {
        super(message);
    }
}
