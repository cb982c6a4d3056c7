package dev.penstock.chaos.history;

/** The part of an operation in which it failed. */
public enum Phase {
    /** In {@code getConnection()}. */
    CLAIM,
    /** With the connection, before the commit. */
    WORK,
    /** In the commit: the server may have committed. */
    COMMIT,
    /** In {@code close()}, after the work was done. */
    RELEASE
}
