package dev.penstock.console.http;

/** The secret of a console. Thread-safe. */
interface Token {
    /** Whether the value of the header {@code Authorization} is this token. */
    boolean accepts(String authorization);
}
