package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitMeters;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What a resolver takes from the world around it.
 *
 * @param clock for TTLs, deadlines and measuring
 * @param random for jitter; used by one thread at a time by each resolver, so resolvers that share a context need a
 *     thread-safe one
 * @param meters where {@code dns_query} and {@code discovery_refresh} are counted
 * @param executor where resolutions run, blocking it for up to their deadline; empty for one daemon thread per
 *     resolver. The resolver never shuts it down.
 */
public record DiscoveryContext(
        NanoClock clock, RandomGenerator random, WaitMeters meters, Optional<ScheduledExecutorService> executor) {
    /** Checks that all are there. */
    public DiscoveryContext {
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(meters, "meters");
        requireNonNull(executor, "executor");
    }

    /** The clock of the machine, fresh randomness, and a thread of its own for the resolver. For one resolver. */
    public static DiscoveryContext system(WaitMeters meters) {
        return new DiscoveryContext(NanoClock.system(), new SplittableRandom(), meters, Optional.empty());
    }
}
