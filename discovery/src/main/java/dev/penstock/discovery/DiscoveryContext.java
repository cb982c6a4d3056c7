package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitMeters;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * The environment of a resolver: clock, randomness, meters and executor.
 *
 * @param clock the clock for TTLs, deadlines and measurements
 * @param random the source of jitter; each resolver uses it from one thread at a time, therefore resolvers that share a
 *     context need a thread-safe one
 * @param meters the meters that count {@code dns_query} and {@code discovery_refresh}
 * @param executor the executor of resolutions, each of which blocks one of its threads until the deadline at most;
 *     empty for one daemon thread per resolver. The resolver never shuts the executor down.
 */
public record DiscoveryContext(
        NanoClock clock, RandomGenerator random, WaitMeters meters, Optional<ScheduledExecutorService> executor) {
    /** Checks that no component is null. */
    public DiscoveryContext {
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(meters, "meters");
        requireNonNull(executor, "executor");
    }

    /** Returns a context for one resolver: the system clock, a new random generator, and a thread per resolver. */
    public static DiscoveryContext system(WaitMeters meters) {
        return new DiscoveryContext(NanoClock.system(), new SplittableRandom(), meters, Optional.empty());
    }
}
