package dev.penstock.backends.threads;

import dev.penstock.waits.recorder.EventRing;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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

    private static final String POOL_FORM = "pool {}: ";
    private static final int MAX_EVENT = 2_000;

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Records each line as a rare event; null if they are not recorded. */
    private final @Nullable EventRing events;

    /** Creates the log of a pool. */
    public AsyncLog(ThreadSource threads, String pool) {
        this(threads, pool, null);
    }

    /** Creates the log of a pool, whose lines of facts are recorded as rare events, too. */
    public AsyncLog(ThreadSource threads, String pool, @Nullable EventRing events) {
        this.events = events;
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
        record(form, facts);
        write(() -> SafeLog.info(logger, form, facts));
    }

    /** Logs a warning as {@link #info} does. */
    public void warn(Logger logger, String form, Object... facts) {
        record(form, facts);
        write(() -> SafeLog.warn(logger, form, facts));
    }

    /** Logs an error as {@link #info} does. */
    public void error(Logger logger, String form, Object... facts) {
        record(form, facts);
        write(() -> SafeLog.error(logger, form, facts));
    }

    /** The event has no pool: it is one of this pool. */
    private void record(String form, Object... facts) {
        EventRing ring = events;
        if (ring == null) {
            return;
        }
        try {
            boolean pool = form.startsWith(POOL_FORM) && facts.length > 0;
            StringBuilder text = new StringBuilder();
            int from = pool ? POOL_FORM.length() : 0;
            int next = pool ? 1 : 0;
            for (int hole = form.indexOf("{}", from);
                    hole >= 0 && next < facts.length;
                    hole = form.indexOf("{}", from)) {
                text.append(form, from, hole).append(text(facts[next++]));
                from = hole + 2;
            }
            text.append(form, from, form.length());
            ring.record(LogTags.find("backend", form, facts), ForeignText.line(text, MAX_EVENT));
        } catch (RuntimeException | Error e) {
            assert e != null : "a fact that cannot be printed is not recorded";
        }
    }

    private static String text(Object fact) {
        return fact instanceof Throwable thrown ? ForeignText.describe(thrown) : String.valueOf(fact);
    }

    /** Ends the thread once all lines are written. */
    public void close() {
        thread.shutdown();
    }
}
