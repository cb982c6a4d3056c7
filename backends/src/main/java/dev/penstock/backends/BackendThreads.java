package dev.penstock.backends;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the daemon threads that one backend's connects, checks and closes run on, and those of its status tasks.
 *
 * <p>After the pool has closed, work that comes late, from a claim that was still held, gets a thread of its own.
 */
final class BackendThreads {
    private static final int CONNECT_THREADS = 4;
    private static final long CONNECT_IDLE_SECONDS = 5;
    private static final long STATUS_IDLE_SECONDS = 30;

    private BackendThreads() {}

    /**
     * The backend's own connect threads. They are bounded, so that a driver that hangs for ever holds so many threads and no
     * more; what waits for one is given up at its deadline all the same.
     */
    static ThreadPoolExecutor connectThreads(String backend) {
        return pool("penstock-connect-" + backend, CONNECT_THREADS, CONNECT_IDLE_SECONDS);
    }

    /** The dedicated thread of one backend's status task. */
    static ThreadPoolExecutor statusThread(String backend) {
        return pool("penstock-status-" + backend, 1, STATUS_IDLE_SECONDS);
    }

    private static ThreadPoolExecutor pool(String name, int threads, long idleSeconds) {
        ThreadFactory daemons = daemons(name);
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                idleSeconds,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons,
                (late, shut) -> daemons.newThread(late).start());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Makes named daemon threads. */
    static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
