package dev.penstock.backends.threads;

import dev.penstock.backends.StallReport;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor that calls the application's executor on a thread of its own. The application's {@code execute} may block
 * or run the task itself; no claimant, holder or supervisor waits for that. Thread-safe.
 */
public final class HandoffExecutor implements Executor {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.threads");
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final int MAX_KNOWN = 64;
    private static final int MAX_REPORTED = 8;

    private final Executor target;
    private final String pool;
    private final ThreadPoolExecutor dispatcher;
    private final Map<Long, WeakReference<Thread>> workers = new ConcurrentHashMap<>();
    private volatile @Nullable Thread dispatching;
    private volatile boolean closed;

    /** A task that is notified if the application's executor refuses it. */
    public interface Task extends Runnable {
        /** The executor threw {@code reason} instead of taking the task. */
        void refused(Throwable reason);
    }

    /** Creates the executor of a pool. */
    public HandoffExecutor(Executor target, String pool, ThreadSource threads) {
        this.target = target;
        this.pool = pool;
        this.dispatcher = threads.scheduler().executor(threads.named("penstock-dispatch-" + pool), 1, IDLE);
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            LOGGER.trace("pool {} is closed: {} is dropped", pool, task);
        } else {
            dispatcher.execute(() -> dispatch(task));
        }
    }

    private void dispatch(Runnable task) {
        dispatching = Thread.currentThread();
        try {
            target.execute(task);
        } catch (RuntimeException | Error e) {
            if (task instanceof Task refused) {
                refused.refused(e);
            }
        } finally {
            dispatching = null;
        }
    }

    /** Notes that {@code worker} is a thread of the application's executor. */
    public void addWorker(Thread worker) {
        if (workers.size() >= MAX_KNOWN) {
            workers.values().removeIf(known -> {
                Thread thread = known.get();
                return thread == null || !thread.isAlive();
            });
        }
        if (workers.size() < MAX_KNOWN) {
            workers.computeIfAbsent(worker.getId(), id -> new WeakReference<>(worker));
        }
    }

    /** The known threads of the executor that are busy at this moment, at most 8. */
    public List<StallReport.Occupant> occupants() {
        List<StallReport.Occupant> busy = new ArrayList<>();
        Thread stuck = dispatching;
        if (stuck != null) {
            busy.add(StallReport.Occupant.of(stuck));
        }
        for (WeakReference<Thread> known : workers.values()) {
            Thread thread = known.get();
            if (thread != null && thread.isAlive() && thread != stuck && busy.size() < MAX_REPORTED) {
                StallReport.Occupant occupant = StallReport.Occupant.of(thread);
                if (!occupant.isIdle()) {
                    busy.add(occupant);
                }
            }
        }
        return busy;
    }

    /** The class of the executor; with its size and queue if it is a plain thread pool of the JDK. */
    public String describe() {
        return target instanceof ThreadPoolExecutor pool && pool.getClass() == ThreadPoolExecutor.class
                ? pool.toString()
                : target.getClass().getName();
    }

    /** Drops tasks from now on. */
    public void close() {
        closed = true;
        dispatcher.shutdown();
    }
}
