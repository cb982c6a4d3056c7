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
    private static final int CONNECT_RATE = 50;
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** The numbers of a pool whose backends drain as soon as they leave the service. */
    public BackendsPolicy(Size size, Connect connect, Life life, Status status) {
        this(size, connect, life, status, Duration.ZERO);
    }

    /** The defaults, for a pool of at most {@code maximumPoolSize} slots. */
    public static BackendsPolicy defaults(int maximumPoolSize) {
        return new BackendsPolicy(
                new Size(maximumPoolSize, maximumPoolSize, Duration.ofMinutes(10)),
                new Connect(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5), CONNECT_RATE),
                new Life(Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofSeconds(5)),
                new Status(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofSeconds(1)));
    }

    /**
     * How many slots there are.
     *
     * @param maximum slots over all backends, at least 1
     * @param minimumIdle spares: unclaimed slots that are kept ready, over all backends
     * @param idleTimeout how long a slot beyond that stays unclaimed before it is retired; zero for ever
     * @param each how many of them one backend may have, and how many spares it keeps
     */
    public record Size(int maximum, int minimumIdle, Duration idleTimeout, PerBackend each) {
        /** Sizes over all backends alone. */
        public Size(int maximum, int minimumIdle, Duration idleTimeout) {
            this(maximum, minimumIdle, idleTimeout, PerBackend.ANY);
        }
    }

    /**
     * How many slots one backend has.
     *
     * @param minimumIdle unclaimed slots that each backend that serves keeps ready, as far as the maxima allow
     * @param maximum the most slots of one backend; 0 for no limit
     */
    public record PerBackend(int minimumIdle, int maximum) {
        /** No spares of its own, and no limit but the pool's. */
        public static final PerBackend ANY = new PerBackend(0, 0);

        public int most() {
            return maximum == 0 ? Integer.MAX_VALUE : maximum;
        }
    }

    /**
     * How slots connect.
     *
     * @param timeout the deadline of one attempt
     * @param firstBackoff the wait after the first failure; it doubles with each
     * @param maxBackoff the longest wait
     * @param rate attempts a second at one backend, of which a fifth may come at once; 0 for no limit
     */
    public record Connect(Duration timeout, Duration firstBackoff, Duration maxBackoff, int rate) {
        /** As fast as backends answer. */
        public Connect(Duration timeout, Duration firstBackoff, Duration maxBackoff) {
            this(timeout, firstBackoff, maxBackoff, 0);
        }
    }

    /**
     * How long a connection lives, and when it is checked.
     *
     * @param maxLifetime the age at which an unclaimed connection is replaced, less up to 20 %; zero for ever
     * @param keepaliveTime how long a connection stays unused before it is checked; zero for never
     * @param validationTimeout the deadline of a check
     * @param drainTimeout how long claims may hold connections to a backend that has left the service before they
     *     are named in the log
     */
    public record Life(
            Duration maxLifetime, Duration keepaliveTime, Duration validationTimeout, Duration drainTimeout) {
        /** Half a minute to drain. */
        public Life(Duration maxLifetime, Duration keepaliveTime, Duration validationTimeout) {
            this(maxLifetime, keepaliveTime, validationTimeout, DRAIN_TIMEOUT);
        }
    }

    /**
     * How status tasks, and through them the servers, are watched.
     *
     * @param interval the time between two status requests
     * @param timeout past which a status round trip is a stall
     * @param suspectAfter how long a JDBC call may be under way before its backend is probed
     * @param probeTimeout the deadline of a probe
     * @param probeInterval the time between two probes of a backend that nobody suspects; zero for none
     * @param abortOnLoss whether claims lose their connections to a backend whose server two probes have found dead
     */
    public record Status(
            Duration interval,
            Duration timeout,
            Duration suspectAfter,
            Duration probeTimeout,
            Duration probeInterval,
            boolean abortOnLoss) {
        /** Probes where there is suspicion alone, and claims that keep what they have. */
        public Status(Duration interval, Duration timeout, Duration suspectAfter, Duration probeTimeout) {
            this(interval, timeout, suspectAfter, probeTimeout, Duration.ZERO, false);
        }
    }
}
