package dev.penstock.backends.slots;

import dev.penstock.backends.StallReport;
import dev.penstock.backends.threads.ThreadSource;
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
 * The application's executor, kept apart: what it does in {@code execute}, to wait for room or to run the task right
 * there, happens on a thread of its own, and never on that of a claimant, a holder or the supervisor. Thread-safe.
 */
public final class HandoffExecutor implements Executor {
    private static final Logger LOGGER = LoggerFactory.getLogger(HandoffExecutor.class);
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final int MOST_KNOWN = 64;
    private static final int MOST_TOLD = 8;

    private final Executor theirs;
    private final String pool;
    private final ThreadPoolExecutor handing;
    private final Map<Long, WeakReference<Thread>> workers = new ConcurrentHashMap<>();
    private volatile @Nullable Thread handingOver;
    private volatile boolean closed;

    public HandoffExecutor(Executor theirs, String pool, ThreadSource threads) {
        this.theirs = theirs;
        this.pool = pool;
        this.handing = threads.scheduler().executor(threads.named("penstock-dispatch-" + pool), 1, IDLE);
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            LOGGER.trace("pool {} is closed: {} is not handed over", pool, task);
        } else {
            handing.execute(() -> handOver(task));
        }
    }

    private void handOver(Runnable task) {
        handingOver = Thread.currentThread();
        try {
            theirs.execute(task);
        } catch (RuntimeException | Error e) {
            if (task instanceof StatusTask refused) {
                refused.refused(e);
            }
        } finally {
            handingOver = null;
        }
    }

    /** The calling thread is one of the application's executor. */
    void runs(Thread worker) {
        if (workers.size() >= MOST_KNOWN) {
            workers.values().removeIf(known -> {
                Thread thread = known.get();
                return thread == null || !thread.isAlive();
            });
        }
        if (workers.size() < MOST_KNOWN) {
            workers.computeIfAbsent(worker.getId(), id -> new WeakReference<>(worker));
        }
    }

    /** The threads of the executor that are busy at this moment, as far as it has shown them. */
    List<StallReport.Occupant> occupants() {
        List<StallReport.Occupant> busy = new ArrayList<>();
        Thread stuck = handingOver;
        if (stuck != null) {
            busy.add(StallReport.Occupant.of(stuck));
        }
        for (WeakReference<Thread> known : workers.values()) {
            Thread thread = known.get();
            if (thread != null && thread.isAlive() && thread != stuck && busy.size() < MOST_TOLD) {
                StallReport.Occupant occupant = StallReport.Occupant.of(thread);
                if (!occupant.isIdle()) {
                    busy.add(occupant);
                }
            }
        }
        return busy;
    }

    /** What the executor says of itself: its class, and its queue where it is one of the JDK's. */
    String describe() {
        return theirs instanceof ThreadPoolExecutor pool && pool.getClass() == ThreadPoolExecutor.class
                ? pool.toString()
                : theirs.getClass().getName();
    }

    public void close() {
        closed = true;
        handing.shutdown();
    }
}
