package dev.penstock.discovery;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides how long to wait for the next resolution. Not thread-safe; asks no clock.
 *
 * <p>After a good answer: between 80 % and 95 % of its TTL, so that it is renewed before it expires and a fleet does
 * not ask in step; never less than the floor, up to 20 % more where the floor rules. After the answer that there is
 * nothing: when its own TTL is over, between floor and ceiling, up to 20 % later. After a failure: full doubling
 * backoff with half of it jitter ("equal jitter", M. Brooker, Exponential Backoff and Jitter, AWS 2015). After an
 * answer that was usable in part: whichever of both is sooner.
 */
final class RefreshSchedule {
    private static final double EARLIEST = 0.80;
    private static final double LATEST = 0.95;
    private static final double FLOOR_SPREAD = 1.20;
    private static final int MAX_DOUBLINGS = 30;

    private final RefreshPolicy policy;
    private final RandomGenerator random;
    private int failures;

    RefreshSchedule(RefreshPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
    }

    /** How long to wait after a resolution that ended like this. */
    Duration next(Outcome outcome) {
        if (outcome instanceof Outcome.Success success) {
            Duration untilExpiry = untilExpiry(success.found().ttl());
            if (success.found().failure().isEmpty()) {
                failures = 0;
                return untilExpiry;
            }
            return least(untilExpiry, backoff());
        }
        Optional<Duration> ttl = ((Outcome.Failure) outcome).ttl();
        return ttl.isPresent() ? onceOver(ttl.get()) : backoff();
    }

    /**
     * How long a resolution that is asked for early has to wait.
     *
     * @param sinceLastBegin the time since the last resolution began
     */
    Duration early(Duration sinceLastBegin) {
        Duration left = policy.minTtl().minus(sinceLastBegin);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Duration untilExpiry(Duration ttl) {
        double floor = policy.minTtl().toNanos();
        double held = Math.max(floor, (double) least(ttl, policy.maxTtl()).toNanos());
        double from = Math.max(floor, held * EARLIEST);
        double to = Math.max(floor * FLOOR_SPREAD, held * LATEST);
        return Duration.ofNanos(between(from, to));
    }

    /** That there is nothing is an answer: asking before its TTL is over would bring the same. */
    private Duration onceOver(Duration ttl) {
        failures = 0;
        double held =
                Math.max(policy.minTtl().toNanos(), least(ttl, policy.maxTtl()).toNanos());
        return Duration.ofNanos(between(held, held * FLOOR_SPREAD));
    }

    private Duration backoff() {
        int doublings = Math.min(failures, MAX_DOUBLINGS);
        failures = Math.min(failures + 1, MAX_DOUBLINGS);
        double doubled = policy.minBackoff().toNanos() * Math.scalb(1.0, doublings);
        double full = Math.min((double) policy.maxBackoff().toNanos(), doubled);
        return Duration.ofNanos(between(full / 2, full));
    }

    private long between(double from, double to) {
        return (long) (from + (to - from) * random.nextDouble());
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
