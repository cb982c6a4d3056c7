package dev.penstock.pool;

import dev.penstock.discovery.Resolver;
import org.jspecify.annotations.Nullable;

/**
 * How the backends of a pool are followed: the part of {@link PenstockConfig} that says so. Getters return null for
 * what is not set, as bean binders want getter and setter of one type.
 */
public abstract class DiscoveryConfig extends PropertyBag {
    DiscoveryConfig() {}

    /** A resolver of the application's own; default: none. */
    public final @Nullable Resolver getResolver() {
        return find(PropertyTable.RESOLVER);
    }

    /**
     * Sets a resolver of the application's own, which the pool starts and closes, so that it serves one pool. The
     * database and its parameters are still those of jdbcUrl.
     */
    public final void setResolver(@Nullable Resolver value) {
        set(PropertyTable.RESOLVER, value);
    }

    /** The file that lists the backends, one {@code host:port} a line; default: none. */
    public final @Nullable String getBackendFile() {
        return find(PropertyTable.BACKEND_FILE);
    }

    /** Sets the file that lists the backends; it is watched for changes. */
    public final void setBackendFile(@Nullable String value) {
        set(PropertyTable.BACKEND_FILE, value);
    }

    /** The floor for times to live, in milliseconds; at least 10, default 1,000. */
    public final long getMinTtl() {
        return get(PropertyTable.MIN_TTL);
    }

    /** Sets the floor for times to live, which is also the least time between two resolutions, in milliseconds. */
    public final void setMinTtl(long millis) {
        set(PropertyTable.MIN_TTL, millis);
    }

    /** The ceiling for times to live, in milliseconds; at least minTtl, default 300,000. */
    public final long getMaxTtl() {
        return get(PropertyTable.MAX_TTL);
    }

    /** Sets the ceiling for times to live, in milliseconds. */
    public final void setMaxTtl(long millis) {
        set(PropertyTable.MAX_TTL, millis);
    }

    /** How long the last good backends are kept while nothing is found, in milliseconds; default 0, for ever. */
    public final long getStaleFor() {
        return get(PropertyTable.STALE_FOR);
    }

    /** Sets how long the last good backends are kept while nothing is found, in milliseconds; 0 for ever. */
    public final void setStaleFor(long millis) {
        set(PropertyTable.STALE_FOR, millis);
    }

    /** How long a backend that left the service may come back, in milliseconds; at least 0, default 5,000. */
    public final long getRemovalGrace() {
        return get(PropertyTable.REMOVAL_GRACE);
    }

    /**
     * Sets how long a backend that left the service keeps its connections and serves, in case it comes back, in
     * milliseconds; 0 for not at all.
     */
    public final void setRemovalGrace(long millis) {
        set(PropertyTable.REMOVAL_GRACE, millis);
    }
}
