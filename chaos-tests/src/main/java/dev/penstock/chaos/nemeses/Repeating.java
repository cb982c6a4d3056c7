package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A fault that strikes again and again, from a thread of its own. */
final class Repeating implements Nemesis {
    private final String name;
    private final Duration interval;
    private final Strike strike;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile long hits;
    private @Nullable Thread thread;

    /** One strike. */
    @FunctionalInterface
    interface Strike {
        /** Returns how many sessions, threads or calls the strike hit. */
        long at(Arena arena) throws Exception;
    }

    Repeating(String name, Duration interval, Strike strike) {
        this.name = name;
        this.interval = interval;
        this.strike = strike;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void begin(Arena arena) {
        Thread started = new Thread(() -> repeat(arena), "nemesis");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
    private void repeat(Arena arena) {
        try {
            do {
                hits += strike.at(arena);
            } while (!over.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (Exception e) {
            failure.set(e);
        }
    }

    @Override
    public void end(Arena arena) throws Exception {
        over.countDown();
        Thread started = thread;
        if (started != null) {
            started.join(TimeUnit.SECONDS.toMillis(20));
        }
        Exception thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("the fault '" + name + "' itself failed", thrown);
        }
    }

    @Override
    public Optional<String> evidence(Arena arena) {
        return hits == 0 ? Optional.empty() : Optional.of(hits + " hits");
    }
}
