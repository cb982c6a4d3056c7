package dev.penstock.discovery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The schedule of resolutions: it computes the wait for the next one. Not thread-safe; reads no clock.
 *
 * <ul>
 *   <li>After a good answer: 80 % to 95 % of its TTL. The answer is renewed before it expires, and the clients of a
 *       fleet do not ask in step. The wait is at least the floor, and up to 20 % more if the floor exceeds the TTL.
 *   <li>After a negative answer: its negative TTL between floor and ceiling, and up to 20 % more.
 *   <li>After a failure: exponential backoff, half of it jitter ("equal jitter", M. Brooker, Exponential Backoff and
 *       Jitter, AWS 2015).
 *   <li>After an answer that is usable in part: the shorter of TTL and backoff.
 * </ul>
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

    /** Returns the wait after a resolution with this outcome. */
    Duration next(Outcome outcome) {
        return outcome.fold(
                success -> afterResult(success.result()),
                failure -> failure.ttl().map(this::afterNegativeAnswer).orElseGet(this::backoff));
    }

    private Duration afterResult(FinderResult result) {
        Duration untilExpiry = untilExpiry(result.ttl());
        if (result.failure().isEmpty()) {
            failures = 0;
            return untilExpiry;
        }
        return min(untilExpiry, backoff());
    }

    /**
     * Returns the wait of a resolution that is requested early.
     *
     * @param sinceLastBegin the time since the begin of the last resolution
     */
    Duration early(Duration sinceLastBegin) {
        Duration left = policy.minTtl().minus(sinceLastBegin);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Duration untilExpiry(Duration ttl) {
        double floor = policy.minTtl().toNanos();
        double effective = Math.max(floor, (double) min(ttl, policy.maxTtl()).toNanos());
        double from = Math.max(floor, effective * EARLIEST);
        double to = Math.max(floor * FLOOR_SPREAD, effective * LATEST);
        return Duration.ofNanos(between(from, to));
    }

    /** A negative answer is no failure: a new question within its TTL gets the same answer. */
    private Duration afterNegativeAnswer(Duration ttl) {
        failures = 0;
        double effective =
                Math.max(policy.minTtl().toNanos(), min(ttl, policy.maxTtl()).toNanos());
        return Duration.ofNanos(between(effective, effective * FLOOR_SPREAD));
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

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
