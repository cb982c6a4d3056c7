package dev.penstock.backends.threads;

import java.util.concurrent.Executor;

/**
 * The threads of one backend: separate workers for connects, checks, probes, resets and closes. The backends of a pool
 * share the threads that have no work. A driver that hangs for ever holds at most {@link #CONNECT_THREADS}, {@link
 * #CHECK_THREADS}, {@link #PROBE_THREADS}, {@link #RESET_THREADS} and {@link #CLOSE_THREADS} threads, and {@link
 * BoundedWorkers#SPARE_THREADS} more of each kind.
 *
 * @param connects the workers for connect attempts
 * @param checks the workers for checks and validations
 * @param probes the workers for probes, which do not wait for checks that hang
 * @param resets the workers for resets of sessions whose driver may hang
 * @param closes the workers for closes
 * @param sharedProbes the workers for probes while the backend has no slots; all backends of the pool share them
 */
public record BackendThreads(
        BoundedWorkers connects,
        BoundedWorkers checks,
        BoundedWorkers probes,
        BoundedWorkers resets,
        BoundedWorkers closes,
        BoundedWorkers sharedProbes) {
    /** Connect attempts of one backend at once. */
    public static final int CONNECT_THREADS = 4;

    /** Checks and validations of one backend at once. */
    public static final int CHECK_THREADS = 8;

    /** Probes of one backend at once. */
    public static final int PROBE_THREADS = 1;

    /** Resets of one backend at once. Each belongs to a claim that waits for its end, and holds a slot. */
    public static final int RESET_THREADS = 64;

    /** Closes of one backend at once. */
    public static final int CLOSE_THREADS = 8;

    /**
     * The workers of the backend with that label.
     *
     * @param shared the threads of the pool
     */
    public static BackendThreads of(String pool, String label, SharedThreads shared) {
        Executor threads = shared.workers();
        String backend = pool + "-" + label;
        return new BackendThreads(
                new BoundedWorkers(threads, "penstock-connect-" + backend, CONNECT_THREADS),
                new BoundedWorkers(threads, "penstock-check-" + backend, CHECK_THREADS),
                new BoundedWorkers(threads, "penstock-probe-" + backend, PROBE_THREADS),
                new BoundedWorkers(threads, "penstock-reset-" + backend, RESET_THREADS),
                new BoundedWorkers(threads, "penstock-close-" + backend, CLOSE_THREADS),
                shared.probes());
    }

    /** Lets waiting work begin. Work under way runs to its end. */
    public void close() {
        connects.close();
        checks.close();
        probes.close();
        resets.close();
        closes.close();
    }
}
