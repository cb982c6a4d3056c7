package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.waits.NanoClock;
import java.time.Duration;

/**
 * Where and when a {@link BackendSet}, or one backend of it, was last resolved.
 *
 * @param source who provenance so: a name server's {@code address:port}, {@code hosts file}, {@code fixed list}, …
 * @param resolvedNanos the moment of the last resolution that found something, in nanoseconds of the resolver's clock
 * @param ttl how long the source says its answer holds, counted from then
 */
public record Origin(String source, long resolvedNanos, Duration ttl) {
    /** Checks that all are there. */
    public Origin {
        requireNonNull(source, "source");
        requireNonNull(ttl, "ttl");
    }

    /** How long ago that was. */
    public Duration age(NanoClock clock) {
        return Duration.ofNanos(clock.nanoTime() - resolvedNanos);
    }

    /** How long it still holds as the source says; negative where that is over. */
    public Duration expiresIn(NanoClock clock) {
        return ttl.minus(age(clock));
    }
}
