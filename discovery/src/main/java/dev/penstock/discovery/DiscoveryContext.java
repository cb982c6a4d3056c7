package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitMeters;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * The environment of a resolver: clock, randomness, meters and executor.
 *
 * @param clock the clock for TTLs, deadlines and measurements
 * @param random the source of jitter; each resolver uses it from one thread at a time, therefore resolvers that share a
 *     context need a thread-safe one
 * @param meters the meters that count {@code dns_query} and {@code discovery_refresh}
 * @param executor the executor of resolutions, each of which blocks one of its threads until the deadline at most;
 *     empty for one thread per resolver. The resolver never shuts the executor down.
 * @param owner the pool that the resolver serves; empty for a resolver without a pool
 */
public record DiscoveryContext(
        NanoClock clock,
        RandomGenerator random,
        WaitMeters meters,
        Optional<ScheduledExecutorService> executor,
        Optional<Owner> owner) {
    /** Checks that no component is null. */
    public DiscoveryContext {
        requireNonNull(clock, "clock");
        requireNonNull(random, "random");
        requireNonNull(meters, "meters");
        requireNonNull(executor, "executor");
        requireNonNull(owner, "owner");
    }

    /**
     * The pool that a resolver serves.
     *
     * @param pool the pool's name, for the log
     * @param threads makes the resolver's thread
     */
    public record Owner(String pool, ThreadFactory threads) {}

    /** The environment of a resolver without a pool. Its thread is a daemon. */
    public DiscoveryContext(
            NanoClock clock, RandomGenerator random, WaitMeters meters, Optional<ScheduledExecutorService> executor) {
        this(clock, random, meters, executor, Optional.empty());
    }

    /** Returns a context for one resolver: the system clock, a new random generator, and a thread per resolver. */
    public static DiscoveryContext system(WaitMeters meters) {
        return new DiscoveryContext(NanoClock.system(), new SplittableRandom(), meters, Optional.empty());
    }

    /** Returns this environment for a resolver that serves {@code pool}. */
    public DiscoveryContext withOwner(Owner pool) {
        return new DiscoveryContext(clock, random, meters, executor, Optional.of(pool));
    }

    /** The begin of each log line about {@code service}. */
    String subject(ServiceName service) {
        String name = "service " + service;
        return owner.map(pool -> "pool " + pool.pool() + ": " + name).orElse(name);
    }
}
