package dev.penstock.chaos.simulation;

import dev.penstock.chaos.simulation.kernel.Kernel;

/** A check that the connect attempts at one server do not exceed the pool's connect rate. */
final class ConnectRateCheck {
    private static final long SECOND = 1_000_000_000L;
    private static final int BURST_SHARE = 5;

    /** The time that an attempt may be early, because the dispatch of an earlier one was late. */
    private static final long SLACK_NANOS = 10_000_000;

    /** The time without delay and without a change of the rate before attempts are compared with the rate. */
    private static final long CALM_NANOS = 20 * SECOND;

    private final Kernel kernel;
    private int rate;
    private long rateSince;
    private long fullAt;

    ConnectRateCheck(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The pool has lost its memory of earlier attempts. */
    void reset() {
        rateSince = kernel.elapsed();
    }

    /**
     * Records an attempt. Returns whether the rate allows it.
     *
     * @param present the pool's limit of attempts per second; 0 for no limit
     * @param calm the time during which no attempt can have been late
     */
    boolean attempt(int present, long calm) {
        long now = kernel.elapsed();
        if (present != rate) {
            rate = present;
            rateSince = now;
        }
        if (rate == 0) {
            return true;
        }
        long gap = SECOND / rate;
        long burst = Math.max(1, rate / BURST_SHARE);
        if (Math.min(calm, now - rateSince) < CALM_NANOS) {
            fullAt = now;
        }
        fullAt = Math.max(fullAt, now) + gap;
        return fullAt - now <= burst * gap + SLACK_NANOS;
    }
}
