package dev.penstock.benchmarks.harness;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A counter of the waiters that have completed, with the time of one completion. Thread-safe. */
final class CompletionCounter {
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int watched = -1;
    private volatile long watchedAt;

    /** Selects the nth completion from now on; its time is recorded. */
    void watch(int nth) {
        watched = completed.get() + nth;
    }

    void completed() {
        if (completed.incrementAndGet() == watched) {
            watchedAt = System.nanoTime();
        }
    }

    /** The time of the selected completion. */
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
