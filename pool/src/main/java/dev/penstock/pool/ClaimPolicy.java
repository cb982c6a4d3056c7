package dev.penstock.pool;

import dev.penstock.waits.Recording;
import java.time.Duration;
import java.util.Optional;

/**
 * What claims and their queue obey: an immutable value.
 *
 * @param recording how much of a claim is recorded
 * @param maxWaiters claims that may wait at once
 * @param queueTarget the queue's delay past which waiters are shed, see {@link CoDel}; empty where none are
 * @param leakThreshold how long a claim may hold its slot before that is reported; zero for any time
 * @param recordAcquireStacks whether each claim records where it was made
 * @param reclaimLeaks whether a connection is taken from a claim that is leaked
 */
record ClaimPolicy(
        Recording recording,
        int maxWaiters,
        Optional<Duration> queueTarget,
        Duration leakThreshold,
        boolean recordAcquireStacks,
        boolean reclaimLeaks) {
    static final ClaimPolicy DEFAULT =
            new ClaimPolicy(Recording.FULL, Integer.MAX_VALUE, Optional.empty(), Duration.ZERO, false, false);
}
