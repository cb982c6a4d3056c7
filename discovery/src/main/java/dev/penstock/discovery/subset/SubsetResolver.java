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

/** What another resolver finds, less the backends that this client does not keep to. Thread-safe. */
public final class SubsetResolver implements Resolver {
    private final Resolver all;
    private final BackendSubset subset;
    private volatile @Nullable Choice last;

    /** What was chosen of a set; kept, since to choose among a thousand takes milliseconds. */
    private record Choice(BackendSet of, BackendSet ours) {}

    /** Creates a resolver that owns {@code all}: it is started and closed with this one. */
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

    @SuppressWarnings("ReferenceEquality") // the very same set
    private BackendSet chosen(BackendSet found) {
        Choice before = last;
        if (before != null && before.of() == found) {
            return before.ours();
        }
        BackendSet ours = choose(found);
        last = new Choice(found, ours);
        return ours;
    }

    private BackendSet choose(BackendSet found) {
        List<Backend> ours = subset.of(found.backends());
        Map<BackendId, Origin> origins = new HashMap<>();
        ours.forEach(backend -> origins.put(backend.id(), found.originOf(backend)));
        return new BackendSet(
                found.service(), found.version(), ours, found.freshness(), found.failure(), found.origin(), origins);
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
