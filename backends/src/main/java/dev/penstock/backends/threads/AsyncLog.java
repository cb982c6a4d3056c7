package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A log with a thread of its own, which writes the lines in order. A log that hangs, or that writes through this very
 * pool, therefore delays no status task. Thread-safe; no method blocks or throws.
 */
public final class AsyncLog {
    /** The most lines that wait. Further lines are dropped. */
    static final int MAX_WAITING = 1_000;

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Creates the log of a pool. */
    public AsyncLog(ThreadSource threads, String pool) {
        thread = threads.scheduler().executor(threads.named("penstock-log-" + pool), 1, IDLE);
    }

    /** Runs {@code line}, which writes a line to the log, on the log's thread. */
    public void write(Runnable line) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return;
        }
        try {
            thread.execute(() -> {
                waiting.decrementAndGet();
                line.run();
            });
        } catch (RuntimeException | Error e) {
            // The log has no thread, and a failed log line has no other place to go.
            waiting.decrementAndGet();
        }
    }

    /** Ends the thread once all lines are written. */
    public void close() {
        thread.shutdown();
    }
}
