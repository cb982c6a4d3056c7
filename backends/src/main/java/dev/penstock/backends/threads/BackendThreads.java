package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The threads of one backend: separate workers for connects, checks, probes, resets and closes. A thread lives while it
 * has work. A driver that hangs for ever holds at most {@link #CONNECT_THREADS}, {@link #CHECK_THREADS}, {@link
 * #PROBE_THREADS}, {@link #RESET_THREADS} and {@link #CLOSE_THREADS} threads, and {@link BoundedWorkers#SPARE_THREADS}
 * more of each kind.
 *
 * @param connects the workers for connect attempts
 * @param checks the workers for checks and validations
 * @param probes the workers for probes, which do not wait for checks that hang
 * @param resets the workers for resets of sessions whose driver may hang
 * @param closes the workers for closes
 */
public record BackendThreads(
        BoundedWorkers connects,
        BoundedWorkers checks,
        BoundedWorkers probes,
        BoundedWorkers resets,
        BoundedWorkers closes) {
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

    private static final Duration STATUS_IDLE = Duration.ofSeconds(30);

    /** The threads of the backend with that label. */
    public static BackendThreads of(String pool, String label, ThreadSource source) {
        String backend = pool + "-" + label;
        return new BackendThreads(
                new BoundedWorkers(source, "penstock-connect-" + backend, CONNECT_THREADS),
                new BoundedWorkers(source, "penstock-check-" + backend, CHECK_THREADS),
                new BoundedWorkers(source, "penstock-probe-" + backend, PROBE_THREADS),
                new BoundedWorkers(source, "penstock-reset-" + backend, RESET_THREADS),
                new BoundedWorkers(source, "penstock-close-" + backend, CLOSE_THREADS));
    }

    /** Ends the threads. Work under way runs to its end. */
    public void close() {
        connects.close();
        checks.close();
        probes.close();
        resets.close();
        closes.close();
    }

    /**
     * The dedicated thread of a backend's status task in one epoch. After its shutdown, a late run gets a thread of its
     * own.
     */
    public static ThreadPoolExecutor statusThread(String pool, String label, int epoch, ThreadSource source) {
        String name = "penstock-status-" + pool + "-" + label + "-" + epoch;
        return source.scheduler().executor(source.named(name), 1, STATUS_IDLE);
    }
}
