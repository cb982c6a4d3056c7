package dev.penstock.lab.dns;

import java.time.Duration;

/**
 * A defect of an answer, and its delay. An immutable value.
 *
 * @param kind the defect
 * @param delay the time between the query and the answer, 0 or more
 */
public record DnsFault(Kind kind, Duration delay) {

    /** The defect of an answer. */
    public enum Kind {
        /** No defect. */
        NONE,
        /** The answer is never sent. */
        DROP,
        /** The answer reports a failure of the server. */
        SERVFAIL,
        /** The answer reports that the server refuses the query. */
        REFUSED,
        /** The answer reports that the name does not exist. */
        NXDOMAIN,
        /** Over UDP, the answer is empty and marked as truncated; over TCP it is correct. */
        TRUNCATE,
        /** The answer has another ID than the query. */
        WRONG_ID,
        /** Over UDP, forged answers with another question or ID and the address 203.0.113.66 arrive first. */
        FORGED,
        /** Every TTL is 2^31, which a resolver must treat as 0. */
        HUGE_TTL,
        /** Bytes that are no DNS message follow the query's ID. */
        GARBAGE,
        /** The answer reports success and has no records, not even the SOA of a NODATA answer. */
        EMPTY
    }

    /**
     * Checks the delay.
     *
     * @throws IllegalArgumentException if the delay is negative
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

    /** A correct answer after a delay. */
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

    /** A truncated answer, which makes the client retry over TCP. */
    public static DnsFault truncate() {
        return of(Kind.TRUNCATE);
    }

    /** A correct answer with the ID of another query. */
    public static DnsFault wrongId() {
        return of(Kind.WRONG_ID);
    }

    /** A correct answer after forged ones, such as those of an attacker with a guessed query. */
    public static DnsFault forged() {
        return of(Kind.FORGED);
    }

    /** A correct answer with TTLs out of range. */
    public static DnsFault hugeTtl() {
        return of(Kind.HUGE_TTL);
    }

    /** An answer that no client can parse. */
    public static DnsFault garbage() {
        return of(Kind.GARBAGE);
    }

    /** An answer without records. */
    public static DnsFault empty() {
        return of(Kind.EMPTY);
    }

    /** The same fault with this delay. */
    public DnsFault after(Duration lateness) {
        return new DnsFault(kind, lateness);
    }

    private static DnsFault of(Kind kind) {
        return new DnsFault(kind, Duration.ZERO);
    }
}
