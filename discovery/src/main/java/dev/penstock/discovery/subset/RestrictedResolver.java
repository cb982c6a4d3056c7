package dev.penstock.discovery.subset;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.discovery.BackendListener;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A resolver that passes on a part of the backends that another resolver finds. It logs the failure that a restriction
 * adds to a set. Thread-safe.
 */
public final class RestrictedResolver implements Resolver {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.discovery");

    private final Resolver all;
    private final Restriction restriction;
    private final ReentrantLock lock = new ReentrantLock();

    /** The last choice. It is cached, because the choice among 1,000 backends takes milliseconds. */
    @GuardedBy("lock")
    private Choice last;

    /** The failure of the part that the listener got last. */
    @GuardedBy("lock")
    private Optional<DiscoveryFailure> lastFailure = Optional.empty();

    /** The part of a set. */
    private record Choice(BackendSet whole, BackendSet part) {}

    /** Creates a resolver that owns {@code all}: {@link #start} and {@link #close} start and close it too. */
    public RestrictedResolver(Resolver all, Restriction restriction) {
        this.all = all;
        this.restriction = restriction;
        BackendSet none = BackendSet.unresolved(all.service());
        this.last = new Choice(none, none);
    }

    @Override
    public ServiceName service() {
        return all.service();
    }

    @Override
    public void start(BackendListener listener) {
        all.start(found -> {
            BackendSet now = chosen(found);
            try {
                listener.onBackends(now);
            } finally {
                log(found, now);
            }
        });
    }

    @Override
    public BackendSet current() {
        return chosen(all.current());
    }

    @SuppressWarnings("ReferenceEquality") // Identity: an equal set of another version needs another choice.
    private BackendSet chosen(BackendSet found) {
        lock.lock();
        try {
            if (last.whole() != found) {
                last = new Choice(found, restriction.choose(found, last.part()));
            }
            return last.part();
        } finally {
            lock.unlock();
        }
    }

    /** Logs a failure that the restriction added; once, and only after the listener has the set. */
    private void log(BackendSet found, BackendSet now) {
        Optional<DiscoveryFailure> before;
        lock.lock();
        try {
            before = lastFailure;
            lastFailure = now.failure();
        } finally {
            lock.unlock();
        }
        if (now.failure().equals(found.failure()) || now.failure().equals(before)) {
            return;
        }
        try {
            now.failure().ifPresent(failure -> LOGGER.warn("service {}: {}", now.service(), failure.message()));
        } catch (RuntimeException | Error e) {
            // A failed log line has no other place to go.
        }
    }

    @Override
    public void refresh() {
        all.refresh();
    }

    @Override
    public void close() {
        all.close();
    }
}
