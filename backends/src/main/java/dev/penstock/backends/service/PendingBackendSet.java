package dev.penstock.backends.service;

import dev.penstock.discovery.BackendSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the resolver found and the supervisor has not applied yet. Thread-safe; the roster is changed by one thread at
 * a time, even where a supervisor that was replaced is still at it.
 */
final class PendingBackendSet {
    private final AtomicReference<@Nullable BackendSet> latest = new AtomicReference<>();
    private final ReentrantLock changing = new ReentrantLock();

    /** The resolver found this; what is older is not applied any more. */
    void offer(BackendSet fresh) {
        latest.accumulateAndGet(fresh, PendingBackendSet::newer);
    }

    private static @Nullable BackendSet newer(@Nullable BackendSet before, @Nullable BackendSet fresh) {
        return before != null && fresh != null && before.version() > fresh.version() ? before : fresh;
    }

    /** Has applied what is left, if anything is; kept for the next time where that fails. */
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

    /** Changes the roster, unless somebody else is at it. */
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
