package dev.penstock.backends.slots;

import dev.penstock.backends.Microstate;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.StatusWakeUp;
import dev.penstock.backends.threads.HandoffExecutor;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.StatusThreads;
import dev.penstock.backends.threads.ThreadFacts;
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
 * The status task of one slot set in one epoch: takes messages, has them decided, and carries out the effects. It does
 * no I/O.
 *
 * <p>It runs on its executor whenever a message comes, and never twice at once, whatever the executor does. A task that
 * does not answer is left to its executor and replaced.
 */
final class StatusTask implements HandoffExecutor.Task {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.status");
    private static final int MAX_MESSAGES_PER_RUN = 64;

    private final LogLimit refusals = new LogLimit();

    private final String pool;
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

    /** The thread and the type of the message that woke the task last, and when. */
    private volatile StatusWakeUp wakeUp = new StatusWakeUp("", "", 0, 0);

    private volatile long cpuBegan;

    StatusTask(
            String backend,
            SlotSetStateMachine stateMachine,
            EffectRunner effects,
            Executor executor,
            int epoch,
            PoolRuntime runtime) {
        this.backend = backend;
        this.stateMachine = stateMachine;
        this.effects = effects;
        this.executor = executor;
        this.epoch = epoch;
        this.pool = runtime.pool();
        this.clock = runtime.clock();
    }

    int epoch() {
        return epoch;
    }

    /** When the present run began, in nanoseconds of the pool's clock. */
    long runBegan() {
        return runBegan;
    }

    /** The message for which the task runs now, or ran last. */
    StatusWakeUp wakeUp() {
        return wakeUp;
    }

    /** Whether the task runs now. */
    boolean isRunning() {
        return turn.get() == Turn.RUNNING;
    }

    /** The way of the task through its executor: NONE → SUBMITTED → RUNNING → NONE; SUBMITTED → NONE if refused. */
    private enum Turn {
        NONE,
        SUBMITTED,
        RUNNING
    }

    /**
     * Submits the task unless it is submitted or runs. If the executor refuses it, the next call submits it again.
     *
     * @param message the type of the message for which the caller wakes the task
     */
    void wake(String message) {
        if (!turn.compareAndSet(Turn.NONE, Turn.SUBMITTED)) {
            return;
        }
        long now = clock.nanoTime();
        wakeUp = new StatusWakeUp(Thread.currentThread().getName(), message, now, now);
        try {
            executor.execute(this);
        } catch (RuntimeException | Error e) {
            refused(e);
        }
    }

    @Override
    public void refused(Throwable reason) {
        turn.compareAndSet(Turn.SUBMITTED, Turn.NONE);
        if (!refusals.permits(clock.nanoTime())) {
            return;
        }
        String form = "pool {}: the status executor refuses the status task of backend {}";
        effects.write(() -> SafeLog.warn(LOGGER, form, pool, backend, reason));
    }

    @Override
    public void run() {
        if (!turn.compareAndSet(Turn.SUBMITTED, Turn.RUNNING)) {
            return;
        }
        Thread me = Thread.currentThread();
        try {
            runBegan = clock.nanoTime();
            StatusWakeUp woken = wakeUp;
            wakeUp = new StatusWakeUp(woken.sender(), woken.message(), woken.sentAt(), runBegan);
            effects.beginRun(runBegan);
            cpuBegan = ThreadFacts.cpuNanos(me);
            if (executor instanceof HandoffExecutor handoff) {
                handoff.addWorker(me);
            } else if (executor instanceof StatusThreads.TaskExecutor own) {
                own.nameThread();
            }
            lastWorker = me;
            worker = me;
            drain();
        } finally {
            worker = null;
            turn.set(Turn.NONE);
            if (stateMachine.hasWork() && stateMachine.admits(epoch)) {
                wake("MoreMessages");
            }
        }
    }

    private void drain() {
        for (int i = 0; i < MAX_MESSAGES_PER_RUN; i++) {
            Queue<Effect> decided = stateMachine.next(epoch);
            if (decided == null) {
                return;
            }
            for (Effect effect = decided.peek(); effect != null; effect = decided.peek()) {
                carryOut(effect);
                remove(effect, decided);
            }
        }
    }

    /** Removes by identity: equal effects are still two, and a takeover may have removed this one already. */
    @SuppressWarnings("ReferenceEquality") // see above
    private static void remove(Effect effect, Queue<Effect> decided) {
        decided.removeIf(other -> other == effect);
    }

    private void carryOut(Effect effect) {
        try {
            if (effect instanceof Effect.CloseSession || stateMachine.admits(epoch)) {
                effect.accept(effects, this);
            }
        } catch (RuntimeException | Error e) {
            String what = effect.getClass().getSimpleName();
            String form = "pool {}: the effect {} of backend {} failed";
            effects.write(() -> SafeLog.error(LOGGER, form, pool, what, backend, e));
        }
    }

    /** The present state of the task, in one word. */
    Microstate microstate() {
        Thread running = worker;
        return running == null
                ? stateWithoutThread()
                : microstate(running.getState(), () -> List.of(running.getStackTrace()));
    }

    /** The present state of the task, for a report. Reads one stack only, because the virtual machine stops for it. */
    StallReport.Activity activity() {
        Thread running = worker;
        Thread.State state = running == null ? Thread.State.NEW : running.getState();
        Optional<Thread> thread = Optional.ofNullable(running == null ? lastWorker : running);
        List<StackTraceElement> stack =
                thread.map(busy -> List.of(busy.getStackTrace())).orElse(List.of());
        return new StallReport.Activity(
                running == null ? stateWithoutThread() : microstate(state, () -> stack),
                thread.map(Thread::getName),
                stack,
                running == null ? Optional.empty() : cpuSinceBegin(running),
                running == null ? Optional.empty() : ThreadFacts.awaitedLock(running));
    }

    private Optional<Duration> cpuSinceBegin(Thread running) {
        long used = ThreadFacts.cpuNanos(running);
        return used < 0 || cpuBegan < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(used - cpuBegan));
    }

    /** What the application's executor does instead of running the task; empty if the pool's threads run it. */
    Optional<StallReport.ExecutorUse> executorUse() {
        return executor instanceof HandoffExecutor handoff
                ? Optional.of(new StallReport.ExecutorUse(handoff.describe(), handoff.occupants()))
                : Optional.empty();
    }

    private Microstate stateWithoutThread() {
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
