package dev.penstock.pool;

import dev.penstock.pool.config.PropertyTable;

/**
 * How many slots each backend has, how they connect, and how its server is watched: the part of {@link PenstockConfig}
 * that says so.
 */
@SuppressWarnings("exports")
public abstract class BackendsConfig extends ForeignConfig {
    BackendsConfig() {}

    /** Unclaimed slots that each backend keeps ready; default 0; live. */
    public final int getMinimumIdlePerBackend() {
        return get(PropertyTable.MINIMUM_IDLE_PER_BACKEND);
    }

    /** Sets the number of unclaimed slots that each backend keeps ready. */
    public final void setMinimumIdlePerBackend(int value) {
        set(PropertyTable.MINIMUM_IDLE_PER_BACKEND, value);
    }

    /** The most slots of one backend; default 0, for no limit but maximumPoolSize; live. */
    public final int getMaximumPerBackend() {
        return get(PropertyTable.MAXIMUM_PER_BACKEND);
    }

    /** Sets the most slots of one backend; 0 for no limit but maximumPoolSize. */
    public final void setMaximumPerBackend(int value) {
        set(PropertyTable.MAXIMUM_PER_BACKEND, value);
    }

    /** Connect attempts a second at one backend; default 50, 0 for no limit; live. */
    public final int getConnectRate() {
        return get(PropertyTable.CONNECT_RATE);
    }

    /** Sets the number of connect attempts a second at one backend; 0 for no limit. */
    public final void setConnectRate(int value) {
        set(PropertyTable.CONNECT_RATE, value);
    }

    /** How long claims may hold connections to a backend that has left the service before they are named in the log, in
     * milliseconds; default 30,000; live. */
    public final long getDrainTimeout() {
        return get(PropertyTable.DRAIN_TIMEOUT);
    }

    /** Sets how long claims may hold connections to a backend that has left before they are named, in milliseconds. */
    public final void setDrainTimeout(long millis) {
        set(PropertyTable.DRAIN_TIMEOUT, millis);
    }

    /** The time between two probes of a backend that nobody suspects, in milliseconds; at least 100, or 0, the default,
     * for none; live. */
    public final long getBackendProbeInterval() {
        return get(PropertyTable.BACKEND_PROBE_INTERVAL);
    }

    /** Sets the time between two probes of a backend that nobody suspects, in milliseconds; 0 for none. */
    public final void setBackendProbeInterval(long millis) {
        set(PropertyTable.BACKEND_PROBE_INTERVAL, millis);
    }

    /** Whether claims lose their connections to a backend whose server two probes have found dead; default false;
     * live. */
    public final boolean isAbortOnBackendLoss() {
        return get(PropertyTable.ABORT_ON_BACKEND_LOSS);
    }

    /** Sets whether claims lose their connections to a backend whose server two probes have found dead. */
    public final void setAbortOnBackendLoss(boolean value) {
        set(PropertyTable.ABORT_ON_BACKEND_LOSS, value);
    }
}
