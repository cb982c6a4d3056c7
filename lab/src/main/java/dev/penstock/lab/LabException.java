package dev.penstock.lab;

/** Says that the lab could not provide what was asked of it, why, and what to do about it. */
public final class LabException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An error that nothing else caused. */
    public LabException(String message) {
        super(message);
    }

    /** An error with its cause. */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
