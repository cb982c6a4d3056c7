package dev.penstock.lab;

/** A failure of the lab. The message gives the reason and, if one is known, the remedy. */
public final class LabException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An error without a cause. */
    public LabException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
