package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.waits.NanoClock;
import java.time.Duration;

/**
 * The source and time of the last resolution of a {@link BackendSet}, or of one backend.
 *
 * @param source the source: a name server's {@code address:port}, {@code hosts file}, {@code fixed list}, …
 * @param resolvedNanos the time of the last successful resolution, in nanoseconds of the resolver's clock
 * @param ttl the TTL of the answer, counted from then
 */
public record Origin(String source, long resolvedNanos, Duration ttl) {
    /** Checks that no component is null. */
    public Origin {
        requireNonNull(source, "source");
        requireNonNull(ttl, "ttl");
    }

    /** Returns the time since the resolution. */
    public Duration age(NanoClock clock) {
        return Duration.ofNanos(clock.nanoTime() - resolvedNanos);
    }

    /** Returns the time until the TTL is over; negative if it is over already. */
    public Duration expiresIn(NanoClock clock) {
        return ttl.minus(age(clock));
    }
}
