package dev.penstock.backends.slots;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotState;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The part of the policy that the slots of one backend obey: timeouts, intervals, lifetimes and backoff. Reads the
 * present policy at each call, and no clock. Not thread-safe.
 */
public final class SlotPolicy {
    /** The pause before refused credentials are tried again, so that the server does not lock the account. */
    static final Duration REFUSED_RETRY = Duration.ofSeconds(30);

    /** For how long an answered probe keeps slow JDBC calls from causing another one. */
    static final Duration TRUST_AFTER_PROBE = Duration.ofSeconds(2);

    /** The shortest pause before a full server gets a connect attempt again. The longest is half as long again. */
    static final Duration FULL_SERVER_PAUSE = Duration.ofSeconds(20);

    private static final int THOUSANDTHS = 1_000;
    private static final int MAX_LIFETIME_CUT = 200;
    private static final int MAX_DOUBLINGS = 20;

    private final Supplier<BackendsPolicy> policies;
    private final RandomGenerator random;

    /**
     * Creates the policy of one backend's slots.
     *
     * @param policies supplies the policy of the moment
     * @param random the source of jitter
     */
    public SlotPolicy(Supplier<BackendsPolicy> policies, RandomGenerator random) {
        this.policies = policies;
        this.random = random;
    }

    Duration connectTimeout() {
        return policies.get().connect().timeout();
    }

    Duration maxBackoff() {
        return policies.get().connect().maxBackoff();
    }

    Duration checkTimeout() {
        return policies.get().life().validationTimeout();
    }

    /** The time after which an unused slot is dispensable; zero for never. */
    Duration idleTimeout() {
        return policies.get().size().idleTimeout();
    }

    Duration probeTimeout() {
        return policies.get().status().probeTimeout();
    }

    /** The time between two role queries: half a status interval, so that each status request causes one. */
    long roleInterval() {
        return policies.get().status().interval().toNanos() / 2;
    }

    long probeInterval() {
        return policies.get().status().probeInterval().toNanos();
    }

    boolean abortsOnLoss() {
        return policies.get().status().abortOnLoss();
    }

    int connectRate() {
        return policies.get().connect().rate();
    }

    Duration fullServerPause() {
        return FULL_SERVER_PAUSE.plusNanos((long) (random.nextDouble() * FULL_SERVER_PAUSE.toNanos() / 2));
    }

    /** The part, in thousandths, by which a lifetime is shortened, so that a fleet's connections do not end at once. */
    int lifetimeCut() {
        return random.nextInt(MAX_LIFETIME_CUT);
    }

    /** Whether the connection of a slot is past its lifetime. The slot is unclaimed, or a claim holds it. */
    boolean isPastLifetime(Slot slot, long now) {
        long lifetime = policies.get().life().maxLifetime().toNanos();
        long shortened = lifetime - lifetime / THOUSANDTHS * slot.tracking.lifetimeCut;
        boolean isConnected =
                slot.state() == SlotState.UNCLAIMED || slot.state().isHeld();
        return lifetime > 0 && isConnected && now - slot.connectedAt() >= shortened;
    }

    /** Whether an unclaimed slot is due for a keepalive check. */
    boolean needsKeepalive(Slot slot, long now) {
        long keepalive = policies.get().life().keepaliveTime().toNanos();
        long unused = Math.min(now - slot.freeSince(), now - slot.provenAt());
        return keepalive > 0 && slot.state() == SlotState.UNCLAIMED && unused >= keepalive;
    }

    /**
     * The wait after {@code failures} in a row. It doubles with each failure, and half of it is random ("equal jitter":
     * M. Brooker, Exponential Backoff and Jitter, 2015).
     */
    Duration backoff(int failures) {
        BackendsPolicy.Connect connect = policies.get().connect();
        long first = connect.firstBackoff().toNanos();
        long most = connect.maxBackoff().toNanos();
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        long full = first > (most >> doublings) ? most : first << doublings;
        return Duration.ofNanos(full / 2 + (long) (random.nextDouble() * full / 2));
    }
}
