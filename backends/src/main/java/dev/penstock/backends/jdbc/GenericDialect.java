package dev.penstock.backends.jdbc;

import dev.penstock.discovery.Backend;
import java.time.Duration;
import java.util.Properties;

/** The dialect of any other driver: it gets its URL unchanged and dials by itself. The URL is the only backend. */
public final class GenericDialect implements Dialect {
    private final String url;

    /** Creates the dialect of one URL. */
    public GenericDialect(String url) {
        this.url = url;
    }

    @Override
    public String url(Backend backend) {
        return url;
    }

    @Override
    public void dial(Backend backend, Duration timeout, Properties properties) {
        // the driver dials by itself, with the user's settings
    }

    @Override
    public void probe(Backend backend, Duration timeout) {
        // the URL may not be a network address: only connect attempts and checks can tell whether the server answers
    }
}
