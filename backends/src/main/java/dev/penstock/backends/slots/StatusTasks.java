package dev.penstock.backends.slots;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.PoolRuntime;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The status tasks of one backend, one after the other: each takes over from the one before under a new epoch. Messages
 * go to the present one. Thread-safe.
 */
final class StatusTasks {
    private final String label;
    private final SlotSetStateMachine stateMachine;
    private final PoolRuntime runtime;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The dedicated thread of the present task; null if the application's executor runs the task. Written under the
     * lock.
     */
    private volatile @Nullable ThreadPoolExecutor ownThread;

    /** The present task; null until the start. Written under the lock. */
    private volatile @Nullable StatusTask present;

    StatusTasks(String label, SlotSetStateMachine stateMachine, PoolRuntime runtime) {
        this.label = label;
        this.stateMachine = stateMachine;
        this.runtime = runtime;
    }

    /** Makes the first task; it runs on {@code executor}, or on a dedicated thread if that is null. */
    void start(EffectRunner effects, @Nullable Executor executor) {
        lock.lock();
        try {
            present = newTask(effects, 1, executor == null ? newThread(1) : executor);
        } finally {
            lock.unlock();
        }
    }

    /** Posts a message and wakes the present task. */
    void post(StatusMessage message) {
        stateMachine.post(message);
        StatusTask task = present;
        if (task != null) {
            task.wake();
        }
    }

    /** The task of the present epoch. */
    StatusTask present() {
        return Objects.requireNonNull(present, "status tasks start before they are used");
    }

    /**
     * Starts a fresh task under a new epoch, on a thread of its own. Effects of the old task are refused from now on.
     * The lock makes sure that of two takeovers the task of the later epoch stays.
     */
    void takeOver(EffectRunner effects) {
        StatusTask fresh;
        lock.lock();
        try {
            int epoch = stateMachine.takeOver();
            fresh = newTask(effects, epoch, newThread(epoch));
            present = fresh;
        } finally {
            lock.unlock();
        }
        fresh.wake();
    }

    /** Whether the present task has a thread of its own, and does not depend on the application's executor. */
    boolean hasOwnThread() {
        return ownThread != null;
    }

    /** Ends the dedicated thread once it has no work. */
    void close() {
        ThreadPoolExecutor own = ownThread;
        if (own != null) {
            own.shutdown();
        }
    }

    private StatusTask newTask(EffectRunner effects, int epoch, Executor executor) {
        return new StatusTask(label, stateMachine, effects, executor, epoch, runtime);
    }

    @GuardedBy("lock")
    private Executor newThread(int epoch) {
        ThreadPoolExecutor fresh = BackendThreads.statusThread(runtime.pool(), label, epoch, runtime.threads());
        ThreadPoolExecutor former = ownThread;
        ownThread = fresh;
        if (former != null) {
            former.shutdown();
        }
        return fresh;
    }
}
