package dev.penstock.pool;

import dev.penstock.discovery.Resolver;
import dev.penstock.pool.config.PropertyBag;
import dev.penstock.pool.config.PropertyTable;
import org.jspecify.annotations.Nullable;

/**
 * How the backends of a pool are followed: the part of {@link PenstockConfig} that says so. Getters return null for
 * what is not set, as bean binders want getter and setter of one type.
 */
@SuppressWarnings("exports")
public abstract class DiscoveryConfig extends PropertyBag {
    DiscoveryConfig() {}

    /** How many name servers are asked: first, union or majority; default first. */
    public final String getNameServerPolicy() {
        return get(PropertyTable.NAME_SERVER_POLICY);
    }

    /**
     * Sets how many name servers are asked: {@code first}, one after the other until one answers; {@code union}, all,
     * and what any of them names is a backend; {@code majority}, all, and what more than half of them name is one.
     */
    public final void setNameServerPolicy(@Nullable String value) {
        set(PropertyTable.NAME_SERVER_POLICY, value);
    }

    /** How long one answer of one name server is waited for, in milliseconds; at least 1, default 500. */
    public final long getNameServerTimeout() {
        return get(PropertyTable.NAME_SERVER_TIMEOUT);
    }

    /** Sets how long one answer of one name server is waited for, in milliseconds. */
    public final void setNameServerTimeout(long millis) {
        set(PropertyTable.NAME_SERVER_TIMEOUT, millis);
    }

    /** Which addresses of a host become backends; default prefer_ipv4. */
    public final String getAddressFamily() {
        return get(PropertyTable.ADDRESS_FAMILY);
    }

    /**
     * Sets which addresses of a host become backends: {@code ipv4}, {@code ipv6}, {@code prefer_ipv4} (IPv6 of hosts
     * without IPv4), {@code prefer_ipv6}, or {@code both}.
     */
    public final void setAddressFamily(@Nullable String value) {
        set(PropertyTable.ADDRESS_FAMILY, value);
    }

    /** Whether the domain of an SRV name stands in while the name has no SRV records; default false. */
    public final boolean isSrvFallback() {
        return get(PropertyTable.SRV_FALLBACK);
    }

    /** Sets whether an SRV name's domain stands in, with the usual port, while the name has never had SRV records. */
    public final void setSrvFallback(boolean value) {
        set(PropertyTable.SRV_FALLBACK, value);
    }

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
