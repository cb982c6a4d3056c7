package dev.penstock.backends.threads;

import dev.penstock.waits.text.ForeignText;

/** No thread can do the work now, and none has begun it: the virtual machine has no more threads. */
public final class NoThreadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates the exception of one piece of work. */
    public NoThreadException(String message, Throwable cause) {
        super(message + ": " + ForeignText.describe(cause), cause);
    }
}
