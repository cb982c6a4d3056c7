package dev.penstock.discovery;

import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A resolver for backends whose addresses are known and do not change. Thread-safe; it has no thread.
 *
 * <p>The listener is called once, by {@link #start}, in the calling thread. This class takes addresses only;
 * {@link dev.penstock.discovery.dns.DnsResolver} resolves host names.
 */
public final class FixedResolver implements Resolver {
    private static final Duration FOREVER = Duration.ofSeconds(Integer.MAX_VALUE);

    private final BackendSet set;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * Creates a resolver of these backends.
     *
     * @throws IllegalArgumentException if the list is empty, or two backends have the same address and port
     */
    public FixedResolver(ServiceName service, List<Backend> backends, NanoClock clock) {
        if (backends.isEmpty()) {
            throw new IllegalArgumentException("service " + service + " has an empty list of backends");
        }
        Origin origin = new Origin("fixed list", clock.nanoTime(), FOREVER);
        set = new BackendSet(service, 1, backends, Freshness.FRESH, Optional.empty(), Optional.of(origin));
    }

    @Override
    public ServiceName service() {
        return set.service();
    }

    @Override
    public void start(BackendListener listener) {
        if (!begun.compareAndSet(false, true)) {
            throw new IllegalStateException("the resolver of service " + service() + " was started or closed before");
        }
        listener.onBackends(set);
    }

    @Override
    public BackendSet current() {
        return set;
    }

    @Override
    public void refresh() {
        // A fixed list never changes.
    }

    @Override
    public void close() {
        begun.set(true);
    }
}
