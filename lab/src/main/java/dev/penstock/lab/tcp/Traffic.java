package dev.penstock.lab.tcp;

import java.time.Duration;

/**
 * A {@link FaultProxy}'s treatment of bytes and of new connections. An immutable value.
 *
 * @param kind the treatment
 * @param latency the delay of each chunk of bytes, 0 or more
 */
record Traffic(Kind kind, Duration latency) {

    static final Traffic PASS = of(Kind.PASS);

    enum Kind {
        PASS,
        ONE_BYTE_CHUNKS,
        STALL,
        SWALLOW,
        ACCEPT_THEN_RESET
    }

    static Traffic of(Kind kind) {
        return new Traffic(kind, Duration.ZERO);
    }
}
