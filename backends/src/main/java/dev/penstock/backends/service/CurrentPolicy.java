package dev.penstock.backends.service;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.BackendsPolicy.PerBackend;
import dev.penstock.backends.BackendsPolicy.Size;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The policy of the moment, and the largest limits since somebody asked: a limit that was raised and lowered between
 * two looks may have let slots come. Thread-safe.
 */
final class CurrentPolicy {
    private final AtomicReference<BackendsPolicy> present;
    private final AtomicReference<Size> largest;

    CurrentPolicy(BackendsPolicy first) {
        present = new AtomicReference<>(first);
        largest = new AtomicReference<>(first.size());
    }

    BackendsPolicy get() {
        return present.get();
    }

    /** Replaces the policy; returns the one before. Its limits are noted before a slot can come. */
    BackendsPolicy replace(BackendsPolicy changed) {
        largest.accumulateAndGet(changed.size(), CurrentPolicy::larger);
        return present.getAndSet(changed);
    }

    /** The largest limits since the call before. */
    Size takeLargest() {
        Size noted = largest.getAndSet(present.get().size());
        return larger(noted, present.get().size());
    }

    private static Size larger(Size one, Size other) {
        int limit = Math.max(one.each().limit(), other.each().limit());
        return new Size(
                Math.max(one.maximum(), other.maximum()),
                other.minimumIdle(),
                other.idleTimeout(),
                new PerBackend(other.each().minimumIdle(), limit == Integer.MAX_VALUE ? 0 : limit));
    }
}
