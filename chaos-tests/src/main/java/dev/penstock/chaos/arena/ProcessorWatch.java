package dev.penstock.chaos.arena;

import dev.penstock.chaos.history.History;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long a thread that is ready waits for a processor: it wants to run every 10 ms, and notes in the history
 * each time that it runs 20 ms too late. On a busy machine the same happens to the threads of the pool and its users.
 */
public final class ProcessorWatch implements AutoCloseable {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final History history;
    private final Thread thread;
    private volatile boolean closed;

    /** Starts the thread. */
    public ProcessorWatch(History history) {
        this.history = history;
        thread = new Thread(this::run, "chaos-processor-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long due = System.nanoTime() + INTERVAL_NANOS;
        while (!closed) {
            LockSupport.parkNanos(due - System.nanoTime());
            long late = System.nanoTime() - due;
            if (late >= LATE_NANOS) {
                history.gotNoProcessor(late);
            }
            if (late >= 0) {
                due = System.nanoTime() + INTERVAL_NANOS;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
