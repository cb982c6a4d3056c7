package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes to the log on a thread of its own, in order, so that status tasks wait for no log: one that hangs, or that
 * writes through this very pool, holds up nothing else. Thread-safe; nothing blocks or throws.
 */
public final class AsyncLog {
    /** Lines that wait; those that come while there are so many are lost. */
    static final int MOST = 1_000;

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();

    public AsyncLog(ThreadSource threads, String pool) {
        thread = threads.scheduler().executor(threads.named("penstock-log-" + pool), 1, IDLE);
    }

    /** Has the line written; a log that fails is no concern of anybody's. */
    public void tell(Runnable line) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            return;
        }
        try {
            thread.execute(() -> {
                waiting.decrementAndGet();
                line.run();
            });
        } catch (RuntimeException | Error e) {
            // there is no thread, and so nobody to tell
            waiting.decrementAndGet();
        }
    }

    /** Ends the thread once all is written. */
    public void close() {
        thread.shutdown();
    }
}
