package dev.penstock.backends.slots;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.StatusThreads;
import dev.penstock.waits.CorrelationIds;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The status tasks of one backend, one after the other: each takes over from the one before under a new epoch. Messages
 * go to the present one. Thread-safe.
 */
final class StatusTasks {
    private final String label;
    private final SlotSetStateMachine stateMachine;
    private final BooleanSupplier hasSlots;
    private final PoolRuntime runtime;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The executor of the present task on threads of the pool; null if the application's executor runs the task.
     * Written under the lock.
     */
    private volatile StatusThreads.@Nullable TaskExecutor own;

    /** The present task; null until the start. Written under the lock. */
    private volatile @Nullable StatusTask present;

    /** Creates the tasks of a backend; {@code hasSlots} says whether the backend has slots at this moment. */
    StatusTasks(String label, SlotSetStateMachine stateMachine, BooleanSupplier hasSlots, PoolRuntime runtime) {
        this.label = label;
        this.stateMachine = stateMachine;
        this.hasSlots = hasSlots;
        this.runtime = runtime;
    }

    /** Makes the first task; it runs on {@code executor}, or on threads of the pool if that is null. */
    void start(EffectRunner effects, @Nullable Executor executor) {
        lock.lock();
        try {
            present = newTask(effects, 1, executor == null ? newExecutor(1) : executor);
        } finally {
            lock.unlock();
        }
    }

    /** Posts a message and wakes the present task. */
    void post(StatusMessage message) {
        stateMachine.post(message);
        StatusTask task = present;
        if (task != null) {
            task.wake(message.getClass().getSimpleName());
        }
    }

    /** The task of the present epoch. */
    StatusTask present() {
        return Objects.requireNonNull(present, "status tasks start before they are used");
    }

    /** A report of the present task, which has not answered that request in time. */
    StallReport reportStall(StatusMessage.Request request, CorrelationIds ids, long now) {
        StatusTask silent = present();
        StallReport.Activity activity = silent.activity();
        return new StallReport(
                label,
                ids.format(request.roundTrip()),
                request.claimId() == 0 ? Optional.empty() : Optional.of(ids.format(request.claimId())),
                Duration.ofNanos(now - request.sentAt()),
                silent.epoch(),
                activity,
                activity.microstate() == Microstate.QUEUED ? silent.executorUse() : Optional.empty());
    }

    /**
     * Starts a fresh task under a new epoch, on another thread of the pool. Effects of the old task are refused from
     * now on. The lock makes sure that of two takeovers the task of the later epoch stays.
     */
    void takeOver(EffectRunner effects) {
        StatusTask fresh;
        StatusThreads.TaskExecutor former;
        lock.lock();
        try {
            former = own;
            int epoch = stateMachine.takeOver();
            fresh = newTask(effects, epoch, newExecutor(epoch));
            present = fresh;
        } finally {
            lock.unlock();
        }
        if (former != null) {
            former.markReplaced();
        }
        fresh.wake("TakeOver");
    }

    /** Whether the present task runs on threads of the pool, and does not depend on the application's executor. */
    boolean hasOwnThread() {
        return own != null;
    }

    private StatusTask newTask(EffectRunner effects, int epoch, Executor executor) {
        return new StatusTask(label, stateMachine, effects, executor, epoch, runtime);
    }

    @GuardedBy("lock")
    private Executor newExecutor(int epoch) {
        String name = "penstock-status-" + runtime.pool() + "-" + label + "-" + epoch;
        StatusThreads.TaskExecutor fresh = runtime.shared().status().executor(name, hasSlots, epoch > 1);
        own = fresh;
        return fresh;
    }
}
