package dev.penstock.backends.slots;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deadlines of one backend, on the pool's timer. Thread-safe. */
final class Deadlines {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private final String label;
    private final PoolRuntime runtime;
    private final Supplier<BackendsPolicy> policies;

    Deadlines(String label, PoolRuntime runtime, Supplier<BackendsPolicy> policies) {
        this.label = label;
        this.runtime = runtime;
        this.policies = policies;
    }

    /**
     * Schedules the end of a deadline. If the process was paused so long that the work had no chance, the work gets its
     * whole time once more: a pause is no fault of the server.
     */
    void expire(Duration limit, Runnable end) {
        long due = runtime.clock().nanoTime() + limit.toNanos();
        long pause = policies.get().status().timeout().toNanos() / 2;
        trySchedule(limit, () -> {
            if (runtime.clock().nanoTime() - due > pause) {
                trySchedule(limit, end);
            } else {
                end.run();
            }
        });
    }

    /** Schedules work. Returns false if the pool is closed: then the work never runs. */
    boolean trySchedule(Duration delay, Runnable work) {
        return schedule(delay, work) != null;
    }

    private @Nullable Future<?> schedule(Duration delay, Runnable work) {
        try {
            return runtime.timer().schedule(() -> run(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            SafeLog.debug(
                    LOGGER, "pool {} is closed: nothing more is scheduled for backend {}", runtime.pool(), label, e);
            return null;
        }
    }

    /** Logs what the work throws, because the timer would keep it in the future. */
    private void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            runtime.log().error(LOGGER, "pool {}: scheduled work for backend {} failed", runtime.pool(), label, e);
        }
    }

    /**
     * Runs a call of the driver that may hang. After {@link ClosingSession#LIMIT} another thread takes the place of
     * this one, and {@code onLate} runs. After the connect timeout the call is cancelled.
     */
    void runLimited(BoundedWorkers.Call call, Runnable onLate, Runnable driverCall) {
        Future<?> late = schedule(ClosingSession.LIMIT, () -> {
            call.compensate();
            onLate.run();
        });
        Future<?> limit = schedule(policies.get().connect().timeout(), call::cancel);
        try {
            driverCall.run();
        } finally {
            cancel(late);
            cancel(limit);
        }
    }

    private static void cancel(@Nullable Future<?> scheduled) {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    /** The longest time until the supervisor replaces a status task that stalls now. */
    Duration takeoverTime() {
        BackendsPolicy.Status status = policies.get().status();
        return status.timeout().plus(status.interval().multipliedBy(2));
    }
}
