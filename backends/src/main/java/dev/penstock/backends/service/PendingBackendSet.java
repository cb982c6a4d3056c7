package dev.penstock.backends.service;

import dev.penstock.discovery.BackendSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last result of the resolver that is not applied yet, and the exclusion of concurrent changes. Thread-safe.
 *
 * <p>A replaced supervisor may still be changing the registry. Therefore changes exclude each other by a lock.
 */
final class PendingBackendSet {
    private final AtomicReference<@Nullable BackendSet> latest = new AtomicReference<>();
    private final ReentrantLock changing = new ReentrantLock();

    /** Sets the pending result, unless a newer one is pending. */
    void offer(BackendSet fresh) {
        latest.accumulateAndGet(fresh, PendingBackendSet::newer);
    }

    private static @Nullable BackendSet newer(@Nullable BackendSet before, @Nullable BackendSet fresh) {
        return before != null && fresh != null && before.version() > fresh.version() ? before : fresh;
    }

    /** Applies the pending result, if there is one. If {@code work} fails, the result stays pending. */
    void apply(Consumer<BackendSet> work) {
        tryExclusively(() -> {
            BackendSet pending = latest.getAndSet(null);
            if (pending == null) {
                return;
            }
            try {
                work.accept(pending);
            } catch (RuntimeException | Error e) {
                latest.compareAndSet(null, pending);
                throw e;
            }
        });
    }

    /** Runs a change, unless another thread is running one. */
    void tryExclusively(Runnable change) {
        if (changing.tryLock()) {
            try {
                change.run();
            } finally {
                changing.unlock();
            }
        }
    }
}
