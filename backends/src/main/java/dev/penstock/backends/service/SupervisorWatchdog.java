package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a supervisor beat on a thread of its own, and replaces one that has died or hangs. Thread-safe.
 *
 * <p>Who watches is the pool's other thread, the timer, which the deadlines of connects, checks and closes end on, so
 * that neither of the two waits for the other.
 */
final class SupervisorWatchdog {
    private static final Logger LOGGER = LoggerFactory.getLogger(SupervisorWatchdog.class);

    /** How often the supervisor is looked at. */
    static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

    /** How long a beat may be late, in limits of a status round trip, until the supervisor counts as hanging. */
    private static final int TIMEOUTS_UNTIL_HANGING = 5;

    private static final int MAX_DOUBLINGS = 6;

    private final PoolRuntime runtime;
    private final Supplier<BackendsPolicy> policies;
    private final NanoClock clock;
    private final Supplier<Supervisor> newSupervisor;
    private final ReentrantLock lock = new ReentrantLock();

    /** Written under {@link #lock}, as all below. */
    private volatile Supervisor supervisor;

    private volatile ScheduledExecutorService executor;
    private volatile boolean closed;
    private volatile @Nullable Future<?> beats;
    private volatile @Nullable Future<?> checks;
    private volatile int replacements;
    /** Written by the timer's thread. */
    private volatile long checkedAt;

    private volatile long judgedSince;
    /** Beats in a row at which the timer was late; the first after a pause of the whole process tells nothing. */
    private volatile int lateTimerBeats;

    /** Supervisors in a row that were replaced before they ended a beat: each may cost a thread. */
    private int fruitlessReplacements;

    SupervisorWatchdog(PoolRuntime runtime, Supplier<BackendsPolicy> policies, Supplier<Supervisor> newSupervisor) {
        this.runtime = runtime;
        this.policies = policies;
        this.clock = runtime.clock();
        this.newSupervisor = newSupervisor;
        this.supervisor = newSupervisor.get();
        this.executor = newExecutor();
    }

    private ScheduledExecutorService newExecutor() {
        ThreadSource threads = runtime.threads();
        return threads.scheduler().timer(threads.named("penstock-supervisor-" + runtime.pool()));
    }

    Supervisor supervisor() {
        return supervisor;
    }

    /** How long ago the last beat ended, or the first was planned. */
    Duration heartbeatAge() {
        return Duration.ofNanos(Math.max(0, clock.nanoTime() - supervisor.beatAt()));
    }

    /** Begins to beat, and to look whether it does. */
    void start() {
        lock.lock();
        try {
            checkedAt = clock.nanoTime();
            judgedSince = checkedAt;
            beats = supervisor.start(executor);
            checks = scheduleChecks();
        } finally {
            lock.unlock();
        }
    }

    /**
     * On the supervisor's thread, at each beat: who looks at it is looked at in turn. Looks that ended are begun anew,
     * and a timer that hangs is told, once: what it is to end then lasts.
     */
    void checkTimer() {
        Future<?> checking = checks;
        if (checking != null && checking.isDone() && !closed) {
            SafeLog.error(LOGGER, "pool {}: nobody looked at the supervisor any more", runtime.pool(), cause(checking));
            checks = scheduleChecks();
        }
        long late = clock.nanoTime() - checkedAt;
        boolean hangs = late
                > TIMEOUTS_UNTIL_HANGING * policies.get().status().timeout().toNanos() + 2 * CHECK_INTERVAL.toNanos();
        int lateBeats = hangs ? lateTimerBeats + 1 : 0;
        if (lateBeats == 2) {
            SafeLog.error(LOGGER, "pool {}: the timer has not run for {} ms", runtime.pool(), late / 1_000_000);
        }
        lateTimerBeats = lateBeats;
    }

    private Future<?> scheduleChecks() {
        return runtime.timer()
                .scheduleWithFixedDelay(
                        this::checkSupervisor,
                        CHECK_INTERVAL.toNanos(),
                        CHECK_INTERVAL.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    /** The interval has changed. */
    void restartBeats() {
        lock.lock();
        try {
            Future<?> former = beats;
            if (former != null && !closed) {
                beats = supervisor.start(executor);
                former.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has work done on the supervisor's thread; once the pool is closed, it is not. */
    void execute(Runnable work) {
        try {
            executor.execute(() -> attempt(work));
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed or has a fresh supervisor", runtime.pool(), e);
        }
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: work of the supervisor failed", runtime.pool(), e);
        }
    }

    /** On the timer's thread, which would not come back if this threw. */
    void checkSupervisor() {
        try {
            long now = clock.nanoTime();
            if (now - checkedAt > 2 * CHECK_INTERVAL.toNanos()) {
                judgedSince = now;
            }
            checkedAt = now;
            failure(now).ifPresent(this::replace);
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: looking at the supervisor failed", runtime.pool(), e);
        }
    }

    /** What is wrong with the supervisor; a pause of the whole process is not. */
    private Optional<Failure> failure(long now) {
        Future<?> present = beats;
        if (closed || present == null) {
            return Optional.empty();
        }
        if (present.isDone()) {
            return Optional.of(new Failure("has died", cause(present)));
        }
        BackendsPolicy.Status status = policies.get().status();
        long limit = status.interval().toNanos()
                + TIMEOUTS_UNTIL_HANGING * status.timeout().toNanos();
        limit <<= Math.min(fruitlessReplacements, MAX_DOUBLINGS);
        long silentNanos = Math.min(now - supervisor.beatAt(), now - judgedSince);
        if (silentNanos <= limit) {
            return Optional.empty();
        }
        Throwable where = new IllegalStateException("the supervisor hangs here");
        Thread hanging = supervisor.thread();
        where.setStackTrace(hanging == null ? new StackTraceElement[0] : hanging.getStackTrace());
        return Optional.of(new Failure("has not beaten for " + silentNanos / 1_000_000 + " ms", where));
    }

    /** How a supervisor fell silent. */
    private record Failure(String how, Throwable cause) {}

    private static Throwable cause(Future<?> ended) {
        try {
            ended.get(0, TimeUnit.NANOSECONDS);
            return new IllegalStateException("its beats ended without a cause");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (Exception e) {
            return e;
        }
    }

    /** The old one, should it go on, does no more than what it is at; what its thread had to do is done by beats. */
    private void replace(Failure failure) {
        if (replace()) {
            SafeLog.error(
                    LOGGER,
                    "pool {}: the supervisor {}; number {} takes over",
                    runtime.pool(),
                    failure.how(),
                    replacements + 1,
                    failure.cause());
        }
    }

    /** Logs nothing under the lock, which {@link #close} takes: a logger that hangs keeps no pool from closing. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private boolean replace() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            replacements++;
            fruitlessReplacements = supervisor.hasBeaten() ? 0 : fruitlessReplacements + 1;
            supervisor.retire();
            executor.shutdownNow();
            supervisor = newSupervisor.get();
            executor = newExecutor();
            judgedSince = clock.nanoTime();
            beats = supervisor.start(executor);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the beats as a failure would that nothing catches; for tests. */
    void kill() {
        lock.lock();
        try {
            executor.shutdownNow();
            cancel(beats);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            supervisor.retire();
            cancel(beats);
            cancel(checks);
            executor.shutdownNow();
        } finally {
            lock.unlock();
        }
    }

    private static void cancel(@Nullable Future<?> planned) {
        if (planned != null) {
            planned.cancel(false);
        }
    }
}
