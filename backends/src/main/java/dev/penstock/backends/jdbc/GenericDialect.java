package dev.penstock.backends.jdbc;

import dev.penstock.discovery.Backend;
import java.time.Duration;
import java.util.Properties;

/** Any other driver: it gets the URL as it is and dials as it will, so that there is one backend, the URL's. */
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
        // the driver knows its own way, and its settings are the user's
    }

    @Override
    public void probe(Backend backend, Duration timeout) {
        // what is not known to be a network address cannot be asked: connect attempts and checks have to do
    }
}
