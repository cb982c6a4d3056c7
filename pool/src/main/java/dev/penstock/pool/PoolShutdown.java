package dev.penstock.pool;

import dev.penstock.backends.Stacks;
import dev.penstock.backends.service.BackendsShutdown;
import dev.penstock.backends.threads.ForeignCall;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.waits.text.ShortList;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one pool. Used by one thread.
 *
 * <p>An interrupt ends the wait for held connections. The waits after it are short, and keep the order of the end: it
 * is set again at last.
 */
final class PoolShutdown {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.pool");

    /** The longest wait for the close of connections, and the longest wait for the end of threads. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final RunningPool pool;
    private final String name;
    private final BackendsShutdown backends;
    private boolean interrupted;

    PoolShutdown(RunningPool pool) {
        this.pool = pool;
        this.name = pool.settings().poolName();
        this.backends = pool.backends().shutdown();
    }

    /** A step that waits. */
    @FunctionalInterface
    private interface Wait {
        boolean end() throws InterruptedException;
    }

    /**
     * Closes the pool: waits {@code limit} for held connections, aborts those that are left, and waits for the threads.
     */
    void run(Duration limit) {
        pool.claims().close();
        pool.login().close();
        backends.begin();
        beginRemovals();
        if (!await(() -> backends.awaitReturns(limit))) {
            abortHeld(limit);
            await(() -> backends.awaitCloses(LIMIT));
        }
        backends.end();
        pool.observers().chains().close();
        pool.observers().alerts().close();
        pool.reports().close();
        pool.accounts().flight().close();
        await(this::awaitThreads);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listeners of MBeans and of meters may hang: each call has a thread, and the end waits for all threads. */
    private void beginRemovals() {
        for (Supplier<List<Runnable>> removal : pool.removals()) {
            try {
                removal.get()
                        .forEach(
                                call -> ForeignCall.begin(pool.backends().threads(), "penstock-removal-" + name, call));
            } catch (RuntimeException | Error e) {
                SafeLog.warn(LOGGER, "pool {}: a part of its close failed", name, e);
            }
        }
    }

    private boolean await(Wait step) {
        try {
            return step.end();
        } catch (InterruptedException e) {
            interrupted = true;
            SafeLog.debug(LOGGER, "pool {}: the close was interrupted", name, e);
            return false;
        }
    }

    private void abortHeld(Duration limit) {
        int held = pool.backends().counts().held();
        if (held > 0) {
            SafeLog.warn(
                    LOGGER,
                    "pool {}: {} connections are held {} ms after the begin of close(), and are aborted: {}",
                    name,
                    held,
                    limit.toMillis(),
                    pool.diagnosis().holders());
            backends.abortHeld();
        }
    }

    private boolean awaitThreads() throws InterruptedException {
        List<Thread> running = backends.awaitThreads(LIMIT);
        if (!running.isEmpty()) {
            SafeLog.warn(
                    LOGGER,
                    "pool {}: {} threads still run: {}",
                    name,
                    running.size(),
                    ShortList.of(running, "; ", PoolShutdown::describe));
        }
        return running.isEmpty();
    }

    private static String describe(Thread thread) {
        List<StackTraceElement> stack = List.of(thread.getStackTrace());
        return thread.getName()
                + Stacks.foreign(stack).map(place -> " in " + place).orElse("");
    }
}
