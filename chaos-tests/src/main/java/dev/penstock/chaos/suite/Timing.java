package dev.penstock.chaos.suite;

import java.time.Duration;

/**
 * The parts of a run.
 *
 * @param warmUp before the fault
 * @param fault the length of the fault
 * @param after the least time after the fault
 */
record Timing(Duration warmUp, Duration fault, Duration after) {
    private static final Duration LEAST = Duration.ofSeconds(3);
    private static final Duration LEAST_SOAK = Duration.ofSeconds(100);
    private static final Duration BEFORE_SOAK = Duration.ofSeconds(5);
    private static final Duration AFTER_SOAK = Duration.ofSeconds(5);

    /**
     * Divides the length of a run.
     *
     * @throws IllegalArgumentException if it is less than 3 s
     */
    static Timing of(Duration run) {
        if (run.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("a run lasts at least " + LEAST.toSeconds() + " s, not " + run);
        }
        return new Timing(run.multipliedBy(3).dividedBy(10), run.multipliedBy(4).dividedBy(10), run.dividedBy(4));
    }

    /**
     * Divides the length of a soak.
     *
     * @throws IllegalArgumentException if it is less than 100 s
     */
    static Timing ofSoak(Duration soak) {
        if (soak.compareTo(LEAST_SOAK) < 0) {
            throw new IllegalArgumentException("a soak lasts at least " + LEAST_SOAK.toSeconds() + " s, not " + soak);
        }
        return new Timing(BEFORE_SOAK, soak.minus(BEFORE_SOAK).minus(AFTER_SOAK), AFTER_SOAK);
    }
}
