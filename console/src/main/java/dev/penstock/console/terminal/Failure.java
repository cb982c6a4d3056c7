package dev.penstock.console.terminal;

/** A command fails: the message is for the user. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    Failure(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    Failure(String message, int exitCode, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
