package dev.penstock.backends.slots;

import dev.penstock.backends.SlotState;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resets sessions of one backend for claims that end. The driver runs on the backend's own threads, so that a claim
 * waits no longer than its limit. Thread-safe.
 *
 * <p>Most resets run in the caller, under the driver's network timeout. That begins again with each byte of the server.
 * Therefore the supervisor looks for resets that last too long.
 */
final class SessionResetter {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.sessions");

    private final String label;
    private final PoolRuntime runtime;
    private final BoundedWorkers threads;
    private final Consumer<Connection> abort;

    /** A reset before this time does not count, because the process was paused. */
    private volatile long restartedAt;

    /**
     * Creates the resetter of a backend.
     *
     * @param abort aborts a connection on another thread, without waiting
     */
    SessionResetter(String label, PoolRuntime runtime, BoundedWorkers threads, Consumer<Connection> abort) {
        this.label = label;
        this.runtime = runtime;
        this.threads = threads;
        this.abort = abort;
        this.restartedAt = runtime.clock().nanoTime();
    }

    /**
     * Runs the reset, and waits for its end, at most for {@code limit}. An interrupt does not shorten the wait, and
     * stays set. If the reset does not end in time, its thread is interrupted and the connection is aborted: the
     * session must not be used again.
     *
     * @return whether the reset ended in time
     * @throws RuntimeException if the reset threw it
     * @throws Error if the reset threw it
     */
    boolean reset(Connection connection, Runnable reset, Duration limit) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        EventCount ends = new EventCount(runtime.threads().scheduler(), runtime.clock());
        BoundedWorkers.Call call;
        try {
            call = threads.submit(running -> {
                run(reset, end);
                ends.signal();
            });
        } catch (RuntimeException | Error e) {
            String form = "pool {}: no thread resets a connection to backend {} now";
            runtime.log().write(() -> SafeLog.warn(LOGGER, form, runtime.pool(), label, e));
            return false;
        }
        boolean ended = await(end, ends, limit);
        if (!ended) {
            call.cancel();
            String form = "pool {}: the reset of a connection to backend {} hangs; the connection is replaced";
            runtime.log().write(() -> SafeLog.warn(LOGGER, form, runtime.pool(), label));
            abort.accept(connection);
            return false;
        }
        return joined(end);
    }

    /** Gives each reset its whole time again. */
    void restartClock(long now) {
        restartedAt = now;
    }

    /**
     * Aborts the session of each slot that has been RESETTING for longer than {@code limit}, as far as this method has
     * seen. A reset is seen at the next call after its begin, and ends at the first call after its limit.
     *
     * <p>The slot is condemned before the abort, so that no other claim gets the connection if the reset ends at this
     * moment.
     */
    void abortLate(SlotSet set, long now, Duration limit) {
        for (Slot slot : set.slots()) {
            if (isLate(slot, now, limit.toNanos())) {
                slot.tracking.resetSeen = false;
                Connection connection = slot.peekConnection();
                if (slot.condemnReset(slot.tracking.resetOf) && connection != null) {
                    String form =
                            "pool {}: the reset of a connection to backend {} lasts too long; another replaces it";
                    runtime.log().warn(LOGGER, form, runtime.pool(), label);
                    abort.accept(connection);
                }
            }
        }
    }

    private boolean isLate(Slot slot, long now, long limitNanos) {
        SlotTracking tracking = slot.tracking;
        boolean resetting = slot.state() == SlotState.RESETTING;
        long hold = slot.freeSince();
        boolean seenBefore = tracking.resetSeen && tracking.resetOf == hold;
        if (resetting && !seenBefore) {
            tracking.resetSeenAt = now;
            tracking.resetOf = hold;
        }
        tracking.resetSeen = resetting;
        return resetting && seenBefore && Math.min(now - tracking.resetSeenAt, now - restartedAt) > limitNanos;
    }

    private static void run(Runnable reset, CompletableFuture<Boolean> end) {
        try {
            reset.run();
            end.complete(true);
        } catch (Throwable e) {
            end.completeExceptionally(e);
        }
    }

    private boolean await(CompletableFuture<Boolean> end, EventCount ends, Duration limit) {
        long began = runtime.clock().nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Duration left = limit.minusNanos(runtime.clock().nanoTime() - began);
                    return ends.await(end::isDone, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean joined(CompletableFuture<Boolean> end) {
        try {
            return end.join();
        } catch (CompletionException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw thrown instanceof RuntimeException same ? same : e;
        }
    }
}
