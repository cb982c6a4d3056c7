package dev.penstock.backends;

import java.time.Duration;

/**
 * The numbers that the slot sets of a pool obey: an immutable value. All durations are positive unless stated
 * otherwise.
 *
 * @param size the number of slots
 * @param connect the pace of connect attempts
 * @param life the lifetime and the checks of connections
 * @param status the supervision of status tasks and servers
 * @param removalGrace how long a backend that left the service keeps its slots, in case it comes back; zero for not at
 *     all
 */
public record BackendsPolicy(Size size, Connect connect, Life life, Status status, Duration removalGrace) {
    private static final int CONNECT_RATE = 50;
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

    /** A policy by which backends drain as soon as they leave the service. */
    public BackendsPolicy(Size size, Connect connect, Life life, Status status) {
        this(size, connect, life, status, Duration.ZERO);
    }

    /** The default policy of a pool of at most {@code maximumPoolSize} slots. */
    public static BackendsPolicy defaults(int maximumPoolSize) {
        return new BackendsPolicy(
                new Size(maximumPoolSize, maximumPoolSize, Duration.ofMinutes(10)),
                new Connect(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5), CONNECT_RATE),
                new Life(Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofSeconds(5)),
                new Status(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofSeconds(1)));
    }

    /**
     * The number of slots.
     *
     * @param maximum the most slots over all backends, at least 1
     * @param minimumIdle the unclaimed slots to keep ready, over all backends
     * @param idleTimeout how long a slot beyond {@code minimumIdle} stays unclaimed before it is retired; zero for ever
     * @param each the limits of one backend
     */
    public record Size(int maximum, int minimumIdle, Duration idleTimeout, PerBackend each) {
        /** A size without limits of one backend. */
        public Size(int maximum, int minimumIdle, Duration idleTimeout) {
            this(maximum, minimumIdle, idleTimeout, PerBackend.UNLIMITED);
        }
    }

    /**
     * The limits of one backend.
     *
     * @param minimumIdle the unclaimed slots that each serving backend keeps ready, as far as the maxima allow
     * @param maximum the most slots of one backend; 0 for no limit
     */
    public record PerBackend(int minimumIdle, int maximum) {
        /** No unclaimed slots of its own, and no limit other than the pool's. */
        public static final PerBackend UNLIMITED = new PerBackend(0, 0);

        /** The most slots of one backend; {@link Integer#MAX_VALUE} for no limit. */
        public int limit() {
            return maximum == 0 ? Integer.MAX_VALUE : maximum;
        }
    }

    /**
     * The pace of connect attempts.
     *
     * @param timeout the time limit of one attempt
     * @param firstBackoff the wait after the first failure; it doubles with each further failure
     * @param maxBackoff the longest wait
     * @param rate the attempts a second at one backend, a fifth of which may start at once; 0 for no limit
     */
    public record Connect(Duration timeout, Duration firstBackoff, Duration maxBackoff, int rate) {
        /** A pace without a limit of attempts a second. */
        public Connect(Duration timeout, Duration firstBackoff, Duration maxBackoff) {
            this(timeout, firstBackoff, maxBackoff, 0);
        }
    }

    /**
     * The lifetime and the checks of connections.
     *
     * @param maxLifetime the age at which an unclaimed connection is replaced, reduced at random by up to 20 %; zero
     *     for no limit
     * @param keepaliveTime how long a connection stays unused before it is checked; zero for no checks
     * @param validationTimeout the time limit of a check
     * @param drainTimeout how long claims may hold connections to a backend that left the service before they are
     *     logged
     */
    public record Life(
            Duration maxLifetime, Duration keepaliveTime, Duration validationTimeout, Duration drainTimeout) {
        /** A lifetime with the default drain timeout of 30 s. */
        public Life(Duration maxLifetime, Duration keepaliveTime, Duration validationTimeout) {
            this(maxLifetime, keepaliveTime, validationTimeout, DRAIN_TIMEOUT);
        }
    }

    /**
     * The supervision of status tasks and servers.
     *
     * @param interval the time between two status requests
     * @param timeout the time limit of a status round trip; a longer one is a stall
     * @param suspectAfter how long a JDBC call may take before its backend is probed
     * @param probeTimeout the time limit of a probe
     * @param probeInterval the time between two probes of a backend without suspicion; zero for no such probes
     * @param abortOnLoss whether held connections are aborted after two failed probes of their server
     */
    public record Status(
            Duration interval,
            Duration timeout,
            Duration suspectAfter,
            Duration probeTimeout,
            Duration probeInterval,
            boolean abortOnLoss) {
        /** A supervision that probes on suspicion only and aborts no held connection. */
        public Status(Duration interval, Duration timeout, Duration suspectAfter, Duration probeTimeout) {
            this(interval, timeout, suspectAfter, probeTimeout, Duration.ZERO, false);
        }
    }
}
