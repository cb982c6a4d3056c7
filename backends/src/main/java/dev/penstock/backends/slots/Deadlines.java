package dev.penstock.backends.slots;

import dev.penstock.backends.threads.SafeLog;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to happen later for one backend, on the pool's timer. Thread-safe. */
final class Deadlines {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private final EffectRunner.Context context;
    private final String label;

    Deadlines(EffectRunner.Context context, String label) {
        this.context = context;
        this.label = label;
    }

    /**
     * Plans the end of a deadline. Where the process itself did not run for so long that the work had no chance, it
     * gets its whole time once more: no verdict is passed for a pause.
     */
    void patiently(Duration delay, Runnable end) {
        long due = context.accounts().clock().nanoTime() + delay.toNanos();
        long pause = context.policy().status().timeout().toNanos() / 2;
        plan(delay, () -> {
            if (context.accounts().clock().nanoTime() - due > pause) {
                plan(delay, end);
            } else {
                end.run();
            }
        });
    }

    /** Whether the work will be done after {@code delay}; once the pool is closed, it will not. */
    boolean plan(Duration delay, Runnable work) {
        return schedule(delay, work) != null;
    }

    /** The same, to be cancelled; null once the pool is closed. */
    @Nullable
    Future<?> schedule(Duration delay, Runnable work) {
        try {
            return context.timer().schedule(() -> attempt(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            SafeLog.debug(LOGGER, "pool {} is closed: nothing is planned for {} any more", context.pool(), label, e);
            return null;
        }
    }

    /** The timer would keep to itself what the work throws. */
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOGGER, "pool {}: what was planned for {} failed", context.pool(), label, e);
        }
    }
}
