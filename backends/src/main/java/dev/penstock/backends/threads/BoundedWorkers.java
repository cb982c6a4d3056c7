package dev.penstock.backends.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of workers for one kind of work. Their threads come from an executor that other workers may share,
 * and return to it when no work waits. Thread-safe.
 *
 * <p>Cancelled work that still waits leaves the queue. Cancelled work that runs is interrupted. If it hangs, the
 * workers get one thread more in its place, up to {@link #SPARE_THREADS}.
 *
 * <p>After {@link #close}, late work gets a thread of its own: a claim may still hold a slot then.
 */
public final class BoundedWorkers {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.threads");

    /** The most threads that are added for hanging ones. */
    public static final int SPARE_THREADS = 12;

    private final Executor threads;
    /** The same as {@link #threads} if no other workers share it; otherwise null. */
    private final @Nullable ThreadPoolExecutor ownThreads;

    private final String name;
    private final WorkQueue queue;

    /**
     * Creates workers on shared threads.
     *
     * @param threads runs each task at once, on a thread of its own; if it has none, it throws
     * @param name the name of a thread at work, without a number
     * @param width the most threads, without those added for hanging ones
     */
    public BoundedWorkers(Executor threads, String name, int width) {
        this.threads = threads;
        this.ownThreads = null;
        this.name = name;
        this.queue = new WorkQueue(width);
    }

    /**
     * Creates workers with threads of their own.
     *
     * @param width the most threads, without those added for hanging ones
     */
    public BoundedWorkers(ThreadSource source, String name, int width) {
        ThreadPoolExecutor own =
                source.scheduler().executor(source.named(name), SharedThreads.UNBOUNDED, SharedThreads.IDLE);
        this.threads = own;
        this.ownThreads = own;
        this.name = name;
        this.queue = new WorkQueue(width);
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
        return queue.size();
    }

    /** Whether all threads hang, spare ones included: waiting work may then never run. */
    public boolean isExhausted() {
        return queue.isExhausted();
    }

    /**
     * Ends the work once the queue is empty. All spare threads help, so that hanging work does not block the rest.
     */
    public void close() {
        addThreads(queue.close());
        if (ownThreads != null) {
            ownThreads.shutdown();
        }
    }

    private void changeHanging(int change) {
        addThreads(queue.changeHanging(change));
    }

    /** Starts reserved threads. If that fails, the waiting work gets the next thread that is free. */
    private void addThreads(int reserved) {
        int left = reserved;
        try {
            for (; left > 0; left--) {
                threads.execute(new Worker(null));
            }
        } catch (RuntimeException | Error e) {
            queue.cancelReserved(left);
            SafeLog.error(LOGGER, "no thread can be added for waiting work", e);
        }
    }

    private void submit(Call call) {
        WorkQueue.Admission admission = queue.add(call);
        if (admission == WorkQueue.Admission.NEEDS_THREAD) {
            addThreadFor(call);
        } else if (admission == WorkQueue.Admission.IS_LATE) {
            threads.execute(call);
        }
    }

    private void addThreadFor(Call call) {
        try {
            threads.execute(new Worker(call));
        } catch (RuntimeException | Error e) {
            queue.cancelReserved(1);
            addThreads(queue.changeHanging(0));
            throw e;
        }
    }

    /** What a thread does: its first call, if it has one, then those that wait. */
    private final class Worker implements Runnable {
        private final @Nullable Call first;

        Worker(@Nullable Call first) {
            this.first = first;
        }

        @Override
        public void run() {
            Runnable next = first == null ? queue.nextOrLeave() : first;
            while (next != null) {
                run(next);
                next = queue.nextOrLeave();
            }
        }

        /** Logs what the listener of a call throws, because the thread must leave the queue in order. */
        private void run(Runnable call) {
            try {
                call.run();
            } catch (RuntimeException | Error e) {
                SafeLog.error(LOGGER, "{}: the end of its work failed", name, e);
            }
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
            BoundedWorkers.this.submit(this);
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            DetachedThreads.nameCurrent(name);
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

        /**
         * Cancels the work: if it waits, it is not begun; if it runs, it is interrupted and compensated.
         *
         * @return whether the work runs, and was not cancelled before
         */
        public boolean cancel() {
            boolean waiting;
            Runnable listener;
            turn.lock();
            try {
                if (ended || cancelled) {
                    return false;
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
                queue.remove(this);
                runIfPresent(listener);
            } else {
                compensate();
            }
            return !waiting;
        }
    }
}
