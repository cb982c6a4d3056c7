package dev.penstock.backends;

import java.time.Duration;

/**
 * The numbers that slot sets obey: an immutable value.
 *
 * @param size how many slots there are
 * @param connect how they connect
 * @param life how long a connection lives, and when it is checked
 * @param status how status tasks are watched
 * @param removalGrace how long a backend that is no longer in the service keeps its slots, for the case that it comes
 *     back; zero for not at all
 */
public record BackendsPolicy(Size size, Connect connect, Life life, Status status, Duration removalGrace) {
    /** The numbers of a pool whose backends drain as soon as they leave the service. */
    public BackendsPolicy(Size size, Connect connect, Life life, Status status) {
        this(size, connect, life, status, Duration.ZERO);
    }

    /** The defaults, for a pool of at most {@code maximumPoolSize} slots. */
    public static BackendsPolicy defaults(int maximumPoolSize) {
        return new BackendsPolicy(
                new Size(maximumPoolSize, maximumPoolSize, Duration.ofMinutes(10)),
                new Connect(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5)),
                new Life(Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofSeconds(5)),
                new Status(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(750), Duration.ofSeconds(1)));
    }

    /**
     * How many slots there are.
     *
     * @param maximum slots over all backends, at least 1
     * @param minimumIdle unclaimed slots that are kept ready, over all backends
     * @param idleTimeout how long a slot beyond that stays unclaimed before it is retired; zero for ever
     */
    public record Size(int maximum, int minimumIdle, Duration idleTimeout) {}

    /**
     * How slots connect.
     *
     * @param timeout the deadline of one attempt
     * @param firstBackoff the wait after the first failure; it doubles with each
     * @param maxBackoff the longest wait
     */
    public record Connect(Duration timeout, Duration firstBackoff, Duration maxBackoff) {}

    /**
     * How long a connection lives, and when it is checked.
     *
     * @param maxLifetime the age at which an unclaimed connection is replaced, less up to 20 %; zero for ever
     * @param keepaliveTime how long a connection stays unused before it is checked; zero for never
     * @param validationTimeout the deadline of a check
     */
    public record Life(Duration maxLifetime, Duration keepaliveTime, Duration validationTimeout) {}

    /**
     * How status tasks, and through them the servers, are watched.
     *
     * @param interval the time between two status requests
     * @param timeout past which a status round trip is a stall
     * @param suspectAfter how long a JDBC call may be under way before its backend is probed
     * @param probeTimeout the deadline of a probe
     */
    public record Status(Duration interval, Duration timeout, Duration suspectAfter, Duration probeTimeout) {}
}
