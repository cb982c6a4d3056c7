package dev.penstock.discovery;

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
        return new BackendSet(
                found.service(),
                found.version(),
                subset.of(found.backends()),
                found.freshness(),
                found.failure(),
                found.origin());
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
