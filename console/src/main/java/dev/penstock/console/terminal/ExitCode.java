package dev.penstock.console.terminal;

/** The exit codes of the program. */
final class ExitCode {
    static final int OK = 0;

    /** A query or a claim cannot be answered. */
    static final int FAILED = 1;

    /** The arguments are wrong. */
    static final int USAGE = 2;

    /** There is no connection to the process, or it has ended. */
    static final int UNREACHABLE = 3;

    private ExitCode() {}
}
