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
 * The watchdog of the supervisor: runs it on a thread of its own, and replaces it if it dies or hangs. Thread-safe.
 *
 * <p>The checks run on the pool's timer, which also ends the deadlines of connects, checks and closes. The supervisor
 * in turn checks the timer. Neither of the two threads waits for the other.
 */
final class SupervisorWatchdog {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.supervisor");

    /** The time between two checks of the supervisor. */
    static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

    /** The delay of a beat after which the supervisor counts as hanging, in multiples of {@code statusTimeout}. */
    private static final int TIMEOUTS_UNTIL_HANGING = 5;

    /** Each replacement in vain doubles the limit of the next supervisor, up to 64 times the original limit. */
    private static final int MAX_DOUBLINGS = 6;

    private final PoolRuntime runtime;
    private final Supplier<BackendsPolicy> policies;
    private final NanoClock clock;
    private final Supplier<Supervisor> newSupervisor;
    private final ReentrantLock lock = new ReentrantLock();

    /** Written under {@link #lock}, read without it, like the next five fields. */
    private volatile Supervisor supervisor;

    private volatile ScheduledExecutorService executor;
    private volatile boolean closed;
    private volatile @Nullable Future<?> beats;
    private volatile @Nullable Future<?> checks;
    private volatile int replacements;
    /** The time of the last check. Written on the timer's thread. */
    private volatile long checkedAt;

    /** A silence of the supervisor before this time does not count: the process paused, or the supervisor is new. */
    private volatile long judgedSince;

    /** Beats in a row at which the timer was late. One alone does not count: the whole process may have paused. */
    private volatile int lateTimerBeats;

    /**
     * Supervisors in a row that were replaced before they ended a beat. Each may leave a hanging thread. Used on the
     * timer's thread only.
     */
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

    /** The time since the last beat ended; before the first beat, since the supervisor started. */
    Duration heartbeatAge() {
        return Duration.ofNanos(Math.max(0, clock.nanoTime() - supervisor.beatAt()));
    }

    /** Starts the supervisor, and the checks of it. */
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
     * Checks the timer, at each beat, on the supervisor's thread. Restarts checks that have ended. Logs once that the
     * timer hangs, because deadlines do not end then.
     */
    void checkTimer() {
        Future<?> checking = checks;
        if (checking != null && checking.isDone() && !closed) {
            String form = "pool {}: the checks of the supervisor ended; they start again";
            runtime.log().error(LOGGER, form, runtime.pool(), cause(checking));
            checks = scheduleChecks();
        }
        long late = clock.nanoTime() - checkedAt;
        boolean hangs = late
                > TIMEOUTS_UNTIL_HANGING * policies.get().status().timeout().toNanos() + 2 * CHECK_INTERVAL.toNanos();
        int lateBeats = hangs ? lateTimerBeats + 1 : 0;
        if (lateBeats == 2) {
            runtime.log().error(LOGGER, "pool {}: the timer has not run for {} ms", runtime.pool(), late / 1_000_000);
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

    /** Restarts the beats, because their interval has changed. */
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

    /** Runs work on the supervisor's thread; drops it if the pool is closed. Logs an exception of the work. */
    void execute(Runnable work) {
        try {
            executor.execute(() -> attempt(work));
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed or has a new supervisor", runtime.pool(), e);
        } catch (RuntimeException | Error e) {
            SafeLog.debug(LOGGER, "pool {}: no thread for the supervisor now; its work waits", runtime.pool(), e);
        }
    }

    /** Runs work once on the supervisor's thread, after {@code delay}; drops it if the supervisor is replaced. */
    void schedule(Runnable work, Duration delay) {
        try {
            Future<?> unused = executor.schedule(() -> attempt(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed or has a new supervisor", runtime.pool(), e);
        }
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            runtime.log().error(LOGGER, "pool {}: work of the supervisor failed", runtime.pool(), e);
        }
    }

    /**
     * Checks the supervisor, on the timer's thread. Logs an exception, because the timer would end the checks
     * otherwise.
     */
    void checkSupervisor() {
        try {
            long now = clock.nanoTime();
            if (now - checkedAt > 2 * CHECK_INTERVAL.toNanos()) {
                judgedSince = now;
            }
            checkedAt = now;
            failure(now).ifPresent(this::replace);
        } catch (RuntimeException | Error e) {
            runtime.log().error(LOGGER, "pool {}: a check of the supervisor failed", runtime.pool(), e);
        }
    }

    /** The failure of the supervisor, if it has died or hangs. A pause of the whole process is no failure. */
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

    /** The failure of a supervisor: a predicate for the log, and the stack or exception that explains it. */
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

    /**
     * Replaces the supervisor. If the old one goes on, it begins no further step. Work that its thread still had to do
     * is done at the beats of the new one.
     */
    private void replace(Failure failure) {
        if (replace()) {
            String form = "pool {}: the supervisor {}; number {} takes over";
            runtime.log().error(LOGGER, form, runtime.pool(), failure.how(), replacements + 1, failure.cause());
        }
    }

    /** Replaces the supervisor, unless the pool is closed. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private boolean replace() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            replacements++;
            fruitlessReplacements = supervisor.hasBeaten() ? 0 : fruitlessReplacements + 1;
            supervisor.stop();
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

    /** Ends the beats, as an exception that nothing catches does. For tests. */
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
            supervisor.stop();
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
