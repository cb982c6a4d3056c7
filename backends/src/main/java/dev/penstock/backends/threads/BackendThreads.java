package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The daemon threads of one backend: lanes for what it connects, checks, probes and closes. They live while there is
 * work, and are bounded, so that a driver that hangs for ever holds at most {@link #CONNECT_THREADS}, {@link
 * #CHECK_THREADS}, {@link #PROBE_THREADS} and {@link #CLOSE_THREADS} of them, and {@link BoundedWorkers#SPARE_THREADS} more of
 * each sort.
 *
 * @param connects connect attempts
 * @param checks checks and validations
 * @param probes probes, which are not to wait for checks that hang
 * @param closes closes
 */
public record BackendThreads(
        BoundedWorkers connects, BoundedWorkers checks, BoundedWorkers probes, BoundedWorkers closes) {
    /** Connect attempts of one backend at once. */
    public static final int CONNECT_THREADS = 4;

    /** Checks and validations of one backend at once. */
    public static final int CHECK_THREADS = 8;

    /** Probes of one backend at once. */
    public static final int PROBE_THREADS = 1;

    /** Closes of one backend at once. */
    public static final int CLOSE_THREADS = 8;

    private static final Duration STATUS_IDLE = Duration.ofSeconds(30);

    public static BackendThreads of(String backend, ThreadSource source) {
        return new BackendThreads(
                new BoundedWorkers(source, "penstock-connect-" + backend, CONNECT_THREADS),
                new BoundedWorkers(source, "penstock-check-" + backend, CHECK_THREADS),
                new BoundedWorkers(source, "penstock-probe-" + backend, PROBE_THREADS),
                new BoundedWorkers(source, "penstock-close-" + backend, CLOSE_THREADS));
    }

    /** Ends the threads; what is under way runs to its end. */
    public void close() {
        connects.close();
        checks.close();
        probes.close();
        closes.close();
    }

    /**
     * The dedicated thread of one backend's status task of one epoch. After it is shut down, late runs get a thread
     * of their own.
     */
    public static ThreadPoolExecutor statusThread(String backend, int epoch, ThreadSource source) {
        return source.scheduler().executor(source.named("penstock-status-" + backend + "-" + epoch), 1, STATUS_IDLE);
    }
}
