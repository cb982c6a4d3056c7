package dev.penstock.chaos.arena;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How the close of a pool went: an immutable value.
 *
 * @param millis how long it took, or for how long the suite has waited
 * @param thrown what it threw
 * @param hangsIn the stack of the close if it has not ended; empty if it has
 */
public record PoolClose(long millis, Optional<Throwable> thrown, List<StackTraceElement> hangsIn) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Copies the list. */
    public PoolClose {
        hangsIn = List.copyOf(hangsIn);
    }

    /** Closes a pool from a thread of its own, because a close may hang, and waits for 20 s at most. */
    static PoolClose of(AutoCloseable pool) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread closing = new Thread(
                () -> {
                    try {
                        pool.close();
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                },
                "chaos-close");
        closing.setDaemon(true);
        long began = System.nanoTime();
        closing.start();
        closing.join(LIMIT.toMillis());
        List<StackTraceElement> stack = List.of(closing.getStackTrace());
        return new PoolClose(
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                Optional.ofNullable(failure.get()),
                closing.isAlive() ? stack : List.of());
    }

    /** Whether the pool was closed in time and without an exception. */
    public boolean succeeded() {
        return thrown.isEmpty() && hangsIn.isEmpty();
    }

    /** For example {@code took 12 ms}. */
    @Override
    public String toString() {
        return hangsIn.isEmpty()
                ? "took " + millis + " ms" + thrown.map(e -> " and threw " + e).orElse("")
                : "does not end: " + hangsIn;
    }
}
