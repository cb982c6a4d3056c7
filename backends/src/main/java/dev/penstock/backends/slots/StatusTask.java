package dev.penstock.backends.slots;

import dev.penstock.backends.Microstate;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one task that tends a slot set: takes messages from the mailbox, has them decided, and carries out the effects.
 *
 * <p>It runs on its executor when there is mail, never twice at once whatever the executor does, and does no I/O. One
 * task is one epoch; a task that does not answer is left to its executor and replaced.
 */
public final class StatusTask implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(StatusTask.class);
    private static final int BATCH = 64;

    private final String backend;
    private final SlotSetStateMachine stateMachine;
    private final EffectRunner effects;
    private final Executor executor;
    private final int epoch;
    private final NanoClock clock;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.NONE);
    private volatile @Nullable Thread worker;
    private volatile @Nullable Thread lastWorker;
    private volatile long runBegan;
    private volatile long cpuBegan;
    private boolean hasRun;

    StatusTask(
            String backend,
            SlotSetStateMachine stateMachine,
            EffectRunner effects,
            Executor executor,
            int epoch,
            NanoClock clock) {
        this.backend = backend;
        this.stateMachine = stateMachine;
        this.effects = effects;
        this.executor = executor;
        this.epoch = epoch;
        this.clock = clock;
    }

    public int epoch() {
        return epoch;
    }

    /** When the present run began, in nanoseconds of the pool's clock. */
    long runBegan() {
        return runBegan;
    }

    /** Where the task is on its way through the executor. */
    private enum Turn {
        NONE,
        SUBMITTED,
        RUNNING
    }

    /**
     * Sees to it that the task runs, if it is not going to already. An executor that refuses it is asked again next
     * time.
     */
    void wake() {
        if (!turn.compareAndSet(Turn.NONE, Turn.SUBMITTED)) {
            return;
        }
        try {
            executor.execute(this);
        } catch (RuntimeException | Error e) {
            refused(e);
        }
    }

    /** The executor does not take it. */
    void refused(Throwable reason) {
        turn.compareAndSet(Turn.SUBMITTED, Turn.NONE);
        effects.tell(() -> SafeLog.warn(LOGGER, "the status executor refuses the status task of {}", backend, reason));
    }

    @Override
    public void run() {
        if (!turn.compareAndSet(Turn.SUBMITTED, Turn.RUNNING)) {
            return;
        }
        Thread me = Thread.currentThread();
        try {
            runBegan = clock.nanoTime();
            cpuBegan = cpuBegin(me);
            if (executor instanceof HandoffExecutor apart) {
                apart.runs(me);
            }
            lastWorker = me;
            worker = me;
            drain();
        } finally {
            worker = null;
            turn.set(Turn.NONE);
            if (stateMachine.hasWork() && stateMachine.admits(epoch)) {
                wake();
            }
        }
    }

    /**
     * What the thread has used of a processor so far: a new one of its own nothing. To ask a JVM for the first time
     * takes many milliseconds, for which no first connection is to wait.
     */
    private long cpuBegin(Thread me) {
        boolean isNew = !hasRun && !(executor instanceof HandoffExecutor);
        hasRun = true;
        return isNew ? 0 : ThreadFacts.cpuNanos(me);
    }

    private void drain() {
        for (int i = 0; i < BATCH; i++) {
            Queue<Effect> decided = stateMachine.next(epoch);
            if (decided == null) {
                return;
            }
            for (Effect effect = decided.peek(); effect != null; effect = decided.peek()) {
                carryOut(effect);
                strike(effect, decided);
            }
        }
    }

    /** By identity: effects that say the same are still two, and a takeover may have struck this one already. */
    @SuppressWarnings("ReferenceEquality") // as said
    private static void strike(Effect effect, Queue<Effect> decided) {
        decided.removeIf(other -> other == effect);
    }

    private void carryOut(Effect effect) {
        try {
            if (effect instanceof Effect.CloseSession || stateMachine.admits(epoch)) {
                effects.carryOut(effect, this);
            }
        } catch (RuntimeException | Error e) {
            String what = effect.getClass().getSimpleName();
            effects.tell(() -> SafeLog.error(LOGGER, "{} of {} failed", what, backend, e));
        }
    }

    /** What the task is doing, in one word. */
    Microstate microstate() {
        Thread running = worker;
        return running == null ? unattended() : microstate(running.getState(), () -> List.of(running.getStackTrace()));
    }

    /** What the task is doing, for a report. Reads one stack only: the virtual machine stops for it. */
    StallReport.Activity activity() {
        Thread running = worker;
        Thread.State state = running == null ? Thread.State.NEW : running.getState();
        Optional<Thread> thread = Optional.ofNullable(running == null ? lastWorker : running);
        List<StackTraceElement> stack =
                thread.map(busy -> List.of(busy.getStackTrace())).orElse(List.of());
        return new StallReport.Activity(
                running == null ? unattended() : microstate(state, () -> stack),
                thread.map(Thread::getName),
                stack,
                running == null ? Optional.empty() : cpuSinceBegin(running),
                running == null ? Optional.empty() : ThreadFacts.awaited(running));
    }

    private Optional<Duration> cpuSinceBegin(Thread running) {
        long used = ThreadFacts.cpuNanos(running);
        return used < 0 || cpuBegan < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(used - cpuBegan));
    }

    /** What the application's executor does instead of running it; empty where it has a thread of its own. */
    Optional<StallReport.ExecutorUse> executorUse() {
        return executor instanceof HandoffExecutor apart
                ? Optional.of(new StallReport.ExecutorUse(apart.describe(), apart.occupants()))
                : Optional.empty();
    }

    private Microstate unattended() {
        return stateMachine.hasWork() ? Microstate.QUEUED : Microstate.IDLE;
    }

    private static Microstate microstate(Thread.State state, Supplier<List<StackTraceElement>> stack) {
        return switch (state) {
            case BLOCKED -> Microstate.BLOCKED;
            case WAITING, TIMED_WAITING -> Microstate.WAITING;
            default -> inSystemCall(stack.get()) ? Microstate.IN_IO : Microstate.RUNNING;
        };
    }

    private static boolean inSystemCall(List<StackTraceElement> stack) {
        if (stack.isEmpty() || !stack.get(0).isNativeMethod()) {
            return false;
        }
        String owner = stack.get(0).getClassName();
        return owner.startsWith("sun.nio.ch.") || owner.startsWith("java.net.") || owner.startsWith("java.io.");
    }

    @Override
    public String toString() {
        return "status task of " + backend + ", epoch " + epoch;
    }
}
