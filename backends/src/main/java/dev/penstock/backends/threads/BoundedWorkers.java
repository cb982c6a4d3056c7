package dev.penstock.backends.threads;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads of one backend for one sort of work, so that what hangs delays nothing of another sort. Thread-safe.
 *
 * <p>Work that is given up while it waits is taken out of the queue. Work that was given up while it ran, and goes on
 * all the same, does not count against the lane's width: as many threads as hang are added, up to {@link
 * #SPARE_THREADS}.
 *
 * <p>After {@link #close}, work that comes late, from a claim that was still held, gets a thread of its own.
 */
public final class BoundedWorkers {
    private static final Logger LOGGER = LoggerFactory.getLogger(BoundedWorkers.class);

    /** How many hanging threads are made up for. */
    public static final int SPARE_THREADS = 12;

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final int width;
    private final ThreadPoolExecutor threads;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private int hanging;

    public BoundedWorkers(ThreadSource source, String name, int width) {
        this.width = width;
        this.threads = source.scheduler().executor(source.named(name), width, IDLE);
    }

    /** Work that knows by which call it runs. */
    @FunctionalInterface
    public interface Work {
        void run(Call call);
    }

    /** Has the work done on one of the threads, as soon as one is free. */
    public Call submit(Work work) {
        Call call = call(work);
        call.submit();
        return call;
    }

    /** Work that is done once it is {@linkplain Call#submit submitted}. */
    public Call call(Work work) {
        return new Call(work);
    }

    /** Work that waits for a thread. */
    int queued() {
        return threads.getQueue().size();
    }

    /** Whether all threads hang, those that were added among them, so that what waits may wait for ever. */
    public boolean isExhausted() {
        lock.lock();
        try {
            return hanging >= width + SPARE_THREADS;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the threads once the queue is empty; what hangs does not keep the rest from ending. */
    public void close() {
        lock.lock();
        try {
            widen(SPARE_THREADS);
            threads.shutdown();
        } finally {
            lock.unlock();
        }
    }

    /** That one hangs may be told after it is told that it does so no more: then it is below 0 in between. */
    private void hangs(int change) {
        lock.lock();
        try {
            hanging += change;
            if (!threads.isShutdown()) {
                widen(Math.max(0, Math.min(hanging, SPARE_THREADS)));
            }
        } finally {
            lock.unlock();
        }
    }

    private void widen(int spare) {
        int wanted = width + spare;
        if (wanted > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(wanted);
            threads.setCorePoolSize(wanted);
        } else if (wanted < threads.getMaximumPoolSize()) {
            threads.setCorePoolSize(wanted);
            threads.setMaximumPoolSize(wanted);
        }
    }

    /** One piece of work. */
    public final class Call implements Runnable {
        private final Work work;
        private final ReentrantLock turn = new ReentrantLock();
        /** Guarded by {@link #turn}, as all below. */
        private @Nullable Thread runner;

        private boolean over;
        private boolean givenUp;
        private @Nullable Runnable whenOver;
        private boolean hangs;

        private Call(Work work) {
            this.work = work;
        }

        /** Has it done on one of the threads, as soon as one is free; one that was given up before is not done. */
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
                SafeLog.error(
                        LOGGER, "work of {} failed", Thread.currentThread().getName(), e);
            } finally {
                end();
            }
        }

        private boolean begin() {
            turn.lock();
            try {
                if (over) {
                    return false;
                }
                runner = Thread.currentThread();
                return true;
            } finally {
                turn.unlock();
            }
        }

        /** From here on no interrupt comes; one that came is no business of the thread's next work. */
        private void end() {
            boolean hung;
            Runnable told;
            turn.lock();
            try {
                over = true;
                hung = hangs;
                runner = null;
                told = whenOver;
            } finally {
                turn.unlock();
            }
            Thread.interrupted();
            if (hung) {
                hangs(-1);
            }
            tell(told);
        }

        private static void tell(@Nullable Runnable told) {
            if (told != null) {
                told.run();
            }
        }

        /** Has somebody told, who does not throw, when it has ended or will not begin; at once where that is so. */
        public void whenOver(Runnable told) {
            boolean now;
            turn.lock();
            try {
                now = over;
                whenOver = told;
            } finally {
                turn.unlock();
            }
            if (now) {
                told.run();
            }
        }

        /** The stack of the thread that runs it, without what lies beneath its work; empty where none does. */
        public List<StackTraceElement> stack() {
            Thread running;
            turn.lock();
            try {
                running = runner;
            } finally {
                turn.unlock();
            }
            return running == null ? List.of() : aboveThread(List.of(running.getStackTrace()));
        }

        private List<StackTraceElement> aboveThread(List<StackTraceElement> whole) {
            String own = getClass().getName();
            int bottom = 0;
            while (bottom < whole.size() && !own.equals(whole.get(bottom).getClassName())) {
                bottom++;
            }
            return bottom < whole.size() ? whole.subList(0, bottom + 1) : List.of();
        }

        /** Another thread takes its place in the lane while it goes on. */
        public void compensate() {
            turn.lock();
            try {
                if (over || hangs || runner == null) {
                    return;
                }
                hangs = true;
            } finally {
                turn.unlock();
            }
            hangs(1);
        }

        /** Nobody waits for it any more: it is not begun, or interrupted where it has, and its place made up for. */
        public void giveUp() {
            boolean waiting;
            Runnable told;
            turn.lock();
            try {
                if (over || givenUp) {
                    return;
                }
                givenUp = true;
                told = whenOver;
                Thread running = runner;
                waiting = running == null;
                if (running == null) {
                    over = true;
                } else {
                    running.interrupt();
                }
            } finally {
                turn.unlock();
            }
            if (waiting) {
                threads.remove(this);
                tell(told);
            } else {
                compensate();
            }
        }
    }
}
