package dev.penstock.backends.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded thread pool for one kind of work of one backend. Thread-safe.
 *
 * <p>Cancelled work that still waits leaves the queue. Cancelled work that runs is interrupted. If it hangs, the pool
 * gets one thread more in its place, up to {@link #SPARE_THREADS}.
 *
 * <p>After {@link #close}, late work gets a thread of its own: a claim may still hold a slot then.
 */
public final class BoundedWorkers {
    private static final Logger LOGGER = LoggerFactory.getLogger(BoundedWorkers.class);

    /** The most threads that are added for hanging ones. */
    public static final int SPARE_THREADS = 12;

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final String name;
    private final int width;
    private final ThreadPoolExecutor threads;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The threads that hang. The increment of a call may arrive after its decrement, so the number can be negative for
     * a moment.
     */
    @GuardedBy("lock")
    private int hanging;

    /**
     * Creates workers.
     *
     * @param width the most threads, without those added for hanging ones
     */
    public BoundedWorkers(ThreadSource source, String name, int width) {
        this.name = name;
        this.width = width;
        this.threads = source.scheduler().executor(source.named(name), width, IDLE);
    }

    /** Work that gets the call by which it runs. */
    @FunctionalInterface
    public interface Work {
        /** Does the work. */
        void run(Call call);
    }

    /** Runs the work as soon as a thread is free. */
    public Call submit(Work work) {
        Call call = prepare(work);
        call.submit();
        return call;
    }

    /** A call that runs once it is {@linkplain Call#submit submitted}. */
    public Call prepare(Work work) {
        return new Call(work);
    }

    /** The number of calls that wait for a thread. */
    int queued() {
        return threads.getQueue().size();
    }

    /** Whether all threads hang, spare ones included: waiting work may then never run. */
    public boolean isExhausted() {
        lock.lock();
        try {
            return hanging >= width + SPARE_THREADS;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the threads once the queue is empty. All spare threads help, so that hanging work does not block the rest.
     */
    public void close() {
        Throwable failure;
        lock.lock();
        try {
            failure = resize(SPARE_THREADS);
            threads.shutdown();
        } finally {
            lock.unlock();
        }
        logIfPresent(failure);
    }

    private void changeHanging(int change) {
        Throwable failure = null;
        lock.lock();
        try {
            hanging += change;
            if (!threads.isShutdown()) {
                failure = resize(Math.max(0, Math.min(hanging, SPARE_THREADS)));
            }
        } finally {
            lock.unlock();
        }
        logIfPresent(failure);
    }

    /**
     * The order keeps the core size at or below the maximum size at any moment.
     *
     * @return the reason why no thread was added for waiting work; null for none. The next work then gets a thread
     */
    @GuardedBy("lock")
    private @Nullable Throwable resize(int spare) {
        int wanted = width + spare;
        try {
            if (wanted > threads.getMaximumPoolSize()) {
                threads.setMaximumPoolSize(wanted);
                threads.setCorePoolSize(wanted);
            } else if (wanted < threads.getMaximumPoolSize()) {
                threads.setCorePoolSize(wanted);
                threads.setMaximumPoolSize(wanted);
            }
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private static void logIfPresent(@Nullable Throwable failure) {
        if (failure != null) {
            SafeLog.error(LOGGER, "no thread can be added for waiting work", failure);
        }
    }

    /** One piece of work: it waits, runs and ends, or is cancelled. Thread-safe. */
    public final class Call implements Runnable {
        private final Work work;
        private final ReentrantLock turn = new ReentrantLock();

        @GuardedBy("turn")
        private @Nullable Thread runner;

        /** Whether the work has ended, or will not begin. */
        @GuardedBy("turn")
        private boolean ended;

        @GuardedBy("turn")
        private boolean cancelled;

        @GuardedBy("turn")
        private @Nullable Runnable onEnd;

        @GuardedBy("turn")
        private boolean compensated;

        private Call(Work work) {
            this.work = work;
        }

        /** Runs the work as soon as a thread is free, unless it was cancelled before. */
        public void submit() {
            threads.execute(this);
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            try {
                work.run(this);
            } catch (RuntimeException | Error e) {
                SafeLog.error(LOGGER, "{}: its work failed", name, e);
            } finally {
                end();
            }
        }

        private boolean begin() {
            turn.lock();
            try {
                if (ended) {
                    return false;
                }
                runner = Thread.currentThread();
                return true;
            } finally {
                turn.unlock();
            }
        }

        /** After the locked part no interrupt comes. An earlier one is cleared: it is not meant for the next work. */
        private void end() {
            boolean wasCompensated;
            Runnable listener;
            turn.lock();
            try {
                ended = true;
                wasCompensated = compensated;
                runner = null;
                listener = onEnd;
            } finally {
                turn.unlock();
            }
            Thread.interrupted();
            if (wasCompensated) {
                changeHanging(-1);
            }
            runIfPresent(listener);
        }

        private static void runIfPresent(@Nullable Runnable listener) {
            if (listener != null) {
                listener.run();
            }
        }

        /**
         * Runs {@code listener}, which must not throw, when the work has ended or will not begin; at once if it has.
         */
        public void whenEnded(Runnable listener) {
            boolean now;
            turn.lock();
            try {
                now = ended;
                onEnd = listener;
            } finally {
                turn.unlock();
            }
            if (now) {
                listener.run();
            }
        }

        /** The stack of the thread that runs the work, from the work up; empty if no thread runs it. */
        public List<StackTraceElement> stack() {
            Thread running;
            turn.lock();
            try {
                running = runner;
            } finally {
                turn.unlock();
            }
            return running == null ? List.of() : withoutThread(List.of(running.getStackTrace()));
        }

        private List<StackTraceElement> withoutThread(List<StackTraceElement> whole) {
            String own = getClass().getName();
            int bottom = 0;
            while (bottom < whole.size() && !own.equals(whole.get(bottom).getClassName())) {
                bottom++;
            }
            return bottom < whole.size() ? whole.subList(0, bottom + 1) : List.of();
        }

        /** Adds a thread to the pool for as long as this call still runs. */
        public void compensate() {
            turn.lock();
            try {
                if (ended || compensated || runner == null) {
                    return;
                }
                compensated = true;
            } finally {
                turn.unlock();
            }
            changeHanging(1);
        }

        /** Makes sure that the work does not begin. Returns false if it has begun. */
        public boolean revoke() {
            turn.lock();
            try {
                boolean begun = runner != null || (ended && !cancelled);
                ended |= !begun;
                cancelled |= !begun;
                return !begun;
            } finally {
                turn.unlock();
            }
        }

        /** Cancels the work: if it waits, it is not begun; if it runs, it is interrupted and compensated. */
        public void cancel() {
            boolean waiting;
            Runnable listener;
            turn.lock();
            try {
                if (ended || cancelled) {
                    return;
                }
                cancelled = true;
                listener = onEnd;
                Thread running = runner;
                waiting = running == null;
                if (running == null) {
                    ended = true;
                } else {
                    running.interrupt();
                }
            } finally {
                turn.unlock();
            }
            if (waiting) {
                threads.remove(this);
                runIfPresent(listener);
            } else {
                compensate();
            }
        }
    }
}
