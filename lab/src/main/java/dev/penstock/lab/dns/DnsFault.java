package dev.penstock.lab.dns;

import java.time.Duration;

/**
 * What goes wrong with an answer, and how late it comes. An immutable value.
 *
 * @param kind what is wrong with the answer
 * @param delay how long after the query it is sent, 0 or more
 */
public record DnsFault(Kind kind, Duration delay) {

    /** What is wrong with an answer. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** It is never sent. */
        DROP,
        /** It says that the server has failed. */
        SERVFAIL,
        /** It says that the server does not want to answer. */
        REFUSED,
        /** It says that the name does not exist. */
        NXDOMAIN,
        /** Over UDP, it is empty and marked as truncated; over TCP nothing is wrong. */
        TRUNCATE,
        /** Its ID is not the query's. */
        WRONG_ID,
        /** Over UDP, replies to other queries and of other IDs come before it, with the address 203.0.113.66. */
        FORGED,
        /** Every TTL is 2^31, which is to be read as 0. */
        HUGE_TTL,
        /** After the query's ID come bytes that make no message. */
        GARBAGE,
        /** It says that all is well, and has no records, not even the SOA that NODATA has. */
        EMPTY
    }

    /**
     * Checks the delay.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public DnsFault {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("the delay must be >= 0, not " + delay);
        }
    }

    /** No answer. */
    public static DnsFault drop() {
        return of(Kind.DROP);
    }

    /** A right answer, late. */
    public static DnsFault delay(Duration delay) {
        return new DnsFault(Kind.NONE, delay);
    }

    /** An answer with rcode SERVFAIL. */
    public static DnsFault servfail() {
        return of(Kind.SERVFAIL);
    }

    /** An answer with rcode REFUSED. */
    public static DnsFault refused() {
        return of(Kind.REFUSED);
    }

    /** An answer with rcode NXDOMAIN. */
    public static DnsFault nxdomain() {
        return of(Kind.NXDOMAIN);
    }

    /** An answer that has to be asked for again over TCP. */
    public static DnsFault truncate() {
        return of(Kind.TRUNCATE);
    }

    /** A right answer to another query. */
    public static DnsFault wrongId() {
        return of(Kind.WRONG_ID);
    }

    /** A right answer, after such as somebody else might send who guesses at the query. */
    public static DnsFault forged() {
        return of(Kind.FORGED);
    }

    /** A right answer with TTLs that cannot be. */
    public static DnsFault hugeTtl() {
        return of(Kind.HUGE_TTL);
    }

    /** An answer that cannot be read. */
    public static DnsFault garbage() {
        return of(Kind.GARBAGE);
    }

    /** An answer without records. */
    public static DnsFault empty() {
        return of(Kind.EMPTY);
    }

    /** The same fault, late. */
    public DnsFault after(Duration lateness) {
        return new DnsFault(kind, lateness);
    }

    private static DnsFault of(Kind kind) {
        return new DnsFault(kind, Duration.ZERO);
    }
}
