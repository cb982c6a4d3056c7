package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * A log with a thread of its own, which writes the lines in order. A log that hangs, or that writes through this very
 * pool, therefore delays no status task, supervisor or timer. Thread-safe; no method blocks or throws.
 */
public final class AsyncLog {
    /** The most lines that wait or are being written. Further lines are dropped. */
    static final int MAX_WAITING = 1_000;

    /** The same after {@link #close}, when each line has a thread of its own. */
    static final int MAX_LATE = 8;

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Creates the log of a pool. */
    public AsyncLog(ThreadSource threads, String pool) {
        thread = threads.scheduler().executor(threads.named("penstock-log-" + pool), 1, IDLE);
    }

    /** Runs {@code line}, which writes a line to the log, on the log's thread. */
    public void write(Runnable line) {
        int most = thread.isShutdown() ? MAX_LATE : MAX_WAITING;
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            return;
        }
        try {
            thread.execute(() -> writeNow(line));
        } catch (RuntimeException | Error e) {
            // The log has no thread, and a failed log line has no other place to go.
            waiting.decrementAndGet();
        }
    }

    private void writeNow(Runnable line) {
        try {
            line.run();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Logs information on the log's thread. The facts must not change: they are read later. */
    public void info(Logger logger, String form, Object... facts) {
        write(() -> SafeLog.info(logger, form, facts));
    }

    /** Logs a warning as {@link #info} does. */
    public void warn(Logger logger, String form, Object... facts) {
        write(() -> SafeLog.warn(logger, form, facts));
    }

    /** Logs an error as {@link #info} does. */
    public void error(Logger logger, String form, Object... facts) {
        write(() -> SafeLog.error(logger, form, facts));
    }

    /** Ends the thread once all lines are written. */
    public void close() {
        thread.shutdown();
    }
}
