package dev.penstock.pool.diagnosis;

import dev.penstock.backends.Scheduler;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks at slow claims ten times a second, as long as there are any. Thread-safe. */
final class WatchThread {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.reports");
    private static final long PERIOD_NANOS = 100_000_000;
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final String pool;
    private final NanoClock clock;
    private final HolderWatch watch;
    private final Scheduler scheduler;
    private final ThreadPoolExecutor thread;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final LogLimit failures = new LogLimit();
    private volatile @Nullable Thread runner;
    private volatile boolean closed;

    WatchThread(String pool, ThreadSource threads, NanoClock clock, HolderWatch watch) {
        this.pool = pool;
        this.clock = clock;
        this.watch = watch;
        this.scheduler = threads.scheduler();
        this.thread = scheduler.executor(threads.named("penstock-watch-" + pool), 1, IDLE);
    }

    /** Looks until no claim is slow. Does nothing if the thread looks already. */
    void start() {
        if (closed || !looking.compareAndSet(false, true)) {
            return;
        }
        try {
            thread.execute(this::run);
        } catch (RuntimeException | Error e) {
            looking.set(false);
            throw e;
        }
    }

    private void run() {
        runner = Thread.currentThread();
        try {
            boolean more = true;
            while (more && !closed) {
                scheduler.park(this, PERIOD_NANOS);
                more = !closed && watch.look(clock.nanoTime());
            }
        } catch (RuntimeException | Error e) {
            if (failures.permits(clock.nanoTime())) {
                SafeLog.debug(LOGGER, "pool {}: a look at slow claims failed", pool, e);
            }
        } finally {
            runner = null;
            looking.set(false);
        }
    }

    /** Ends the thread. */
    void close() {
        closed = true;
        thread.shutdown();
        Thread running = runner;
        if (running != null) {
            scheduler.unpark(running);
        }
    }
}
