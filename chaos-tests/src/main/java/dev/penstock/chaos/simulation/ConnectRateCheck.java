package dev.penstock.chaos.simulation;

/** The attempts that one server sees, and whether they come faster than the pool may connect. */
final class ConnectRateCheck {
    private static final long SECOND = 1_000_000_000L;
    private static final int BURST_SHARE = 5;

    /** How much earlier an attempt may come than its permit was for: one was dispatched late. */
    private static final long SLACK_NANOS = 10_000_000;

    /** For how long nothing was late, and the rate the same, where attempts are compared with it. */
    private static final long CALM_NANOS = 20 * SECOND;

    private final Kernel kernel;
    private int rate;
    private long rateSince;
    private long fullAt;

    ConnectRateCheck(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The pool knows nothing of the attempts until now. */
    void reset() {
        rateSince = kernel.elapsed();
    }

    /**
     * An attempt comes; returns whether it may.
     *
     * @param present attempts a second that the pool may make; 0 for no limit
     * @param calm for how long no attempt can have come late
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
