package dev.penstock.benchmarks.harness;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Who has had its turn, and when. Thread-safe. */
final class CompletionCounter {
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int watched = -1;
    private volatile long watchedAt;

    /** From here on, the time of this turn is kept. */
    void watch(int turn) {
        watched = taken.get() + turn;
    }

    void took() {
        if (taken.incrementAndGet() == watched) {
            watchedAt = System.nanoTime();
        }
    }

    /** When the turn that is watched was taken. */
    long watchedAt() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a waiter failed", failed);
        }
        return watchedAt;
    }

    void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    void awaitRelease() throws InterruptedException {
        released.await();
    }

    void release() {
        released.countDown();
    }
}
