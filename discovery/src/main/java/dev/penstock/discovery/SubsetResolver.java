package dev.penstock.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What another resolver finds, less the backends that this client does not keep to. Thread-safe. */
public final class SubsetResolver implements Resolver {
    private final Resolver all;
    private final BackendSubset subset;

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

    private BackendSet chosen(BackendSet found) {
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
