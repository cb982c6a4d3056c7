package dev.penstock.backends.threads;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of the status tasks of one pool. Thread-safe.
 *
 * <p>A status task may get stuck, and another backend must not wait for it:
 *
 * <ul>
 *   <li>The task of a backend that has slots gets a thread at once: a waiting one, otherwise a new one.
 *   <li>The tasks of backends without slots share {@link #SHARED} threads. If such a task is replaced while it runs,
 *       another thread takes the place of its thread.
 *   <li>The first run of a task that replaces a stalled one gets a thread at once, too.
 * </ul>
 */
public final class StatusThreads {
    /** The most threads for the tasks of backends without slots, without those added for tasks that are stuck. */
    public static final int SHARED = 4;

    private final ThreadPoolExecutor threads;
    private final BoundedWorkers shared;

    /** Creates the threads of a pool; none runs yet. */
    StatusThreads(ThreadSource source, String pool) {
        String name = "penstock-status-" + pool;
        threads = source.scheduler().executor(source.named(name), SharedThreads.UNBOUNDED, SharedThreads.IDLE);
        shared = new BoundedWorkers(threads, name, SHARED);
    }

    /** One run of a task on a shared thread. No lambda: the first connection of a pool waits for this class. */
    private record SharedRun(Runnable task) implements BoundedWorkers.Work {
        @Override
        public void run(BoundedWorkers.Call call) {
            task.run();
        }
    }

    /** The executor of one status task, which runs at most once at a time. */
    public final class TaskExecutor implements Executor {
        private final String name;
        private final BooleanSupplier hasSlots;
        private volatile boolean replaces;
        private volatile BoundedWorkers.@Nullable Call sharedRun;

        private TaskExecutor(String name, BooleanSupplier hasSlots, boolean replaces) {
            this.name = name;
            this.hasSlots = hasSlots;
            this.replaces = replaces;
        }

        @Override
        public void execute(Runnable task) {
            if (replaces || hasSlots.getAsBoolean()) {
                threads.execute(task);
                replaces = false;
                return;
            }
            BoundedWorkers.Call run = shared.prepare(new SharedRun(task));
            sharedRun = run;
            run.submit();
        }

        /** The task was replaced. If it still runs on a shared thread, another thread takes that thread's place. */
        public void markReplaced() {
            BoundedWorkers.Call run = sharedRun;
            if (run != null) {
                run.compensate();
            }
        }

        /** Names the calling thread for the task, if the pool made the thread itself. */
        public void nameThread() {
            DetachedThreads.nameCurrent(name);
        }
    }

    /**
     * Makes the executor of a status task.
     *
     * @param name the name of the thread that runs the task, without a number
     * @param hasSlots whether the backend of the task has slots at this moment
     * @param replaces whether the task replaces a stalled one
     */
    public TaskExecutor executor(String name, BooleanSupplier hasSlots, boolean replaces) {
        return new TaskExecutor(name, hasSlots, replaces);
    }

    /** Ends the threads once they have no work. A late run gets a thread of its own. */
    void close() {
        shared.close();
        threads.shutdown();
    }
}
