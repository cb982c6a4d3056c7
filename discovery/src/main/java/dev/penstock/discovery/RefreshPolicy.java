package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The policy of a {@link PollingResolver}: TTL limits, backoff and deadline. Immutable.
 *
 * @param minTtl the floor for TTLs, and the least time from the begin of one resolution to the begin of the next; at
 *     least 1 ms, default 1 s
 * @param maxTtl the ceiling for TTLs; at least {@code minTtl}, default 5 min
 * @param minBackoff the wait after the first failure, doubled by each further failure; at least 1 ms, default 1 s
 * @param maxBackoff the longest wait after a failure; at least {@code minBackoff}, default 30 s
 * @param deadline the time limit of one whole resolution; at least 1 ms, default 5 s
 * @param staleFor how long the last good backends are kept while resolutions fail; empty, the default, for no limit
 */
public record RefreshPolicy(
        Duration minTtl,
        Duration maxTtl,
        Duration minBackoff,
        Duration maxBackoff,
        Duration deadline,
        Optional<Duration> staleFor) {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(365);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names each such value
     */
    public RefreshPolicy {
        requireNonNull(staleFor, "staleFor");
        List<String> invalid = new ArrayList<>();
        checkRange("minTtl", minTtl, LEAST, "1 ms", invalid);
        checkRange("maxTtl", maxTtl, minTtl, "minTtl", invalid);
        checkRange("minBackoff", minBackoff, LEAST, "1 ms", invalid);
        checkRange("maxBackoff", maxBackoff, minBackoff, "minBackoff", invalid);
        checkRange("deadline", deadline, LEAST, "1 ms", invalid);
        staleFor.ifPresent(limit -> checkRange("staleFor", limit, LEAST, "1 ms", invalid));
        if (!invalid.isEmpty()) {
            throw new IllegalArgumentException("refresh policy: " + String.join("; ", invalid));
        }
    }

    /** Returns the default policy. */
    public static RefreshPolicy defaults() {
        return new RefreshPolicy(
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Optional.empty());
    }

    /** Returns this policy with another floor and ceiling for TTLs. */
    public RefreshPolicy withTtl(Duration min, Duration max) {
        return new RefreshPolicy(min, max, minBackoff, maxBackoff, deadline, staleFor);
    }

    /** Returns this policy with other waits after failures. */
    public RefreshPolicy withBackoff(Duration min, Duration max) {
        return new RefreshPolicy(minTtl, maxTtl, min, max, deadline, staleFor);
    }

    /** Returns this policy with a limit for the age of the last good backends. */
    public RefreshPolicy withStaleFor(Duration limit) {
        return new RefreshPolicy(minTtl, maxTtl, minBackoff, maxBackoff, deadline, Optional.of(limit));
    }

    private static void checkRange(
            String name, Duration value, Duration least, String leastText, List<String> invalid) {
        if (value.compareTo(least) < 0) {
            invalid.add(name + " " + value + " must be >= " + leastText + " (" + least + ")");
        } else if (value.compareTo(MOST) > 0) {
            invalid.add(name + " " + value + " must be <= 365 days");
        }
    }
}
