package dev.penstock.lab.tcp;

import java.time.Duration;

/**
 * What a {@link FaultProxy} does with bytes and with new connections. An immutable value.
 *
 * @param kind what it does
 * @param latency how long each chunk of bytes is held before it is passed on, 0 or more
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
