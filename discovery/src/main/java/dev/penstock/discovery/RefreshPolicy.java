package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The numbers a {@link PollingResolver} obeys. Immutable.
 *
 * @param minTtl the floor for TTLs, and the least time between the begins of two resolutions; at least 1 ms, default 1
 *     s
 * @param maxTtl the ceiling for TTLs; at least {@code minTtl}, default 5 min
 * @param minBackoff the wait after the first failure, doubled with each further one; at least 1 ms, default 1 s
 * @param maxBackoff the longest wait after a failure; at least {@code minBackoff}, default 30 s
 * @param deadline bounds one whole resolution; at least 1 ms, default 5 s
 * @param staleFor how long the last good backends are kept while resolutions fail; empty, the default, for as long as
 *     it takes
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
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if any is out of its range; the message names every one
     */
    public RefreshPolicy {
        requireNonNull(staleFor, "staleFor");
        List<String> wrong = new ArrayList<>();
        checkRange("minTtl", minTtl, LEAST, "1 ms", wrong);
        checkRange("maxTtl", maxTtl, minTtl, "minTtl", wrong);
        checkRange("minBackoff", minBackoff, LEAST, "1 ms", wrong);
        checkRange("maxBackoff", maxBackoff, minBackoff, "minBackoff", wrong);
        checkRange("deadline", deadline, LEAST, "1 ms", wrong);
        staleFor.ifPresent(limit -> checkRange("staleFor", limit, LEAST, "1 ms", wrong));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("refresh policy: " + String.join("; ", wrong));
        }
    }

    /** The defaults. */
    public static RefreshPolicy defaults() {
        return new RefreshPolicy(
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Optional.empty());
    }

    /** The same with another floor and ceiling for TTLs. */
    public RefreshPolicy withTtl(Duration min, Duration max) {
        return new RefreshPolicy(min, max, minBackoff, maxBackoff, deadline, staleFor);
    }

    /** The same with other waits after failures. */
    public RefreshPolicy withBackoff(Duration min, Duration max) {
        return new RefreshPolicy(minTtl, maxTtl, min, max, deadline, staleFor);
    }

    /** The same with a limit for how long the last good backends are kept. */
    public RefreshPolicy withStaleFor(Duration limit) {
        return new RefreshPolicy(minTtl, maxTtl, minBackoff, maxBackoff, deadline, Optional.of(limit));
    }

    private static void checkRange(String what, Duration value, Duration least, String leastText, List<String> wrong) {
        if (value.compareTo(least) < 0) {
            wrong.add(what + " " + value + " must be >= " + leastText + " (" + least + ")");
        } else if (value.compareTo(MOST) > 0) {
            wrong.add(what + " " + value + " must be <= 365 days");
        }
    }
}
