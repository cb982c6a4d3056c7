package dev.penstock.backends.service;

import dev.penstock.discovery.BackendSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last result of the resolver that is not applied yet, and the exclusion of concurrent changes. Thread-safe.
 *
 * <p>A replaced supervisor may still be changing the registry. Therefore changes exclude each other by a lock. The
 * caller notifies others of a change after the lock is released: a listener that hangs blocks no later change.
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

    /**
     * Applies the pending result, if there is one. If {@code change} fails, the result stays pending.
     *
     * @param change applies a result, and returns whether that changed anything
     * @return whether anything changed; false if another thread is running a change
     */
    boolean apply(Predicate<BackendSet> change) {
        return tryExclusively(() -> {
            BackendSet pending = latest.getAndSet(null);
            if (pending == null) {
                return false;
            }
            try {
                return change.test(pending);
            } catch (RuntimeException | Error e) {
                latest.compareAndSet(null, pending);
                throw e;
            }
        });
    }

    /** Runs a change, unless another thread is running one. Returns whether anything changed. */
    boolean tryExclusively(BooleanSupplier change) {
        if (!changing.tryLock()) {
            return false;
        }
        try {
            return change.getAsBoolean();
        } finally {
            changing.unlock();
        }
    }
}
