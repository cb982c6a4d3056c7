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
}
