package dev.penstock.discovery.subset;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.BackendListener;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.Origin;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A resolver that restricts another resolver to the subset of this client. Thread-safe. */
public final class SubsetResolver implements Resolver {
    private final Resolver all;
    private final BackendSubset subset;
    private volatile @Nullable Choice last;

    /** The subset of a set. It is cached, because the choice among 1,000 backends takes milliseconds. */
    private record Choice(BackendSet whole, BackendSet part) {}

    /** Creates a resolver that owns {@code all}: {@link #start} and {@link #close} start and close it too. */
    public SubsetResolver(Resolver all, BackendSubset subset) {
        this.all = all;
        this.subset = subset;
    }

    @Override
    public ServiceName service() {
        return all.service();
    }

    @Override
    public void start(BackendListener listener) {
        all.start(found -> listener.onBackends(chosen(found)));
    }

    @Override
    public BackendSet current() {
        return chosen(all.current());
    }

    @SuppressWarnings("ReferenceEquality") // Identity: an equal set of another version needs another choice.
    private BackendSet chosen(BackendSet found) {
        Choice before = last;
        if (before != null && before.whole() == found) {
            return before.part();
        }
        BackendSet part = choose(found);
        last = new Choice(found, part);
        return part;
    }

    private BackendSet choose(BackendSet found) {
        List<Backend> part = subset.of(found.backends());
        Map<BackendId, Origin> origins = new HashMap<>();
        part.forEach(backend -> origins.put(backend.id(), found.originOf(backend)));
        return new BackendSet(
                found.service(), found.version(), part, found.freshness(), found.failure(), found.origin(), origins);
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
