package dev.penstock.pool;

import org.jspecify.annotations.Nullable;

/**
 * What of a running pool's configuration can be changed, over JMX too. A setter throws {@link IllegalArgumentException}
 * for a value that is wrong, which changes nothing. Passwords can be set and not read.
 */
public interface PenstockConfigMXBean {
    /** The pool's name. */
    @Nullable
    String getPoolName();

    /** Slots over all backends; at least 1, default 10; live. */
    int getMaximumPoolSize();

    /** Sets the number of slots over all backends. */
    void setMaximumPoolSize(int value);

    /** Unclaimed slots kept ready; default -1, which is maximumPoolSize; live. */
    int getMinimumIdle();

    /** Sets the number of unclaimed slots kept ready. */
    void setMinimumIdle(int value);

    /** How long a slot beyond minimumIdle stays unclaimed, in milliseconds; at least 10,000, or 0 for ever; default
     * 600,000; live. */
    long getIdleTimeout();

    /** Sets how long a slot beyond minimumIdle stays unclaimed, in milliseconds. */
    void setIdleTimeout(long millis);

    /** Unclaimed slots that each backend keeps ready; default 0; live. */
    int getMinimumIdlePerBackend();

    /** Sets the number of unclaimed slots that each backend keeps ready. */
    void setMinimumIdlePerBackend(int value);

    /** The most slots of one backend; default 0, for no limit but maximumPoolSize; live. */
    int getMaximumPerBackend();

    /** Sets the most slots of one backend; 0 for no limit but maximumPoolSize. */
    void setMaximumPerBackend(int value);

    /** Connect attempts a second at one backend; default 50, 0 for no limit; live. */
    int getConnectRate();

    /** Sets the number of connect attempts a second at one backend; 0 for no limit. */
    void setConnectRate(int value);

    /** How long claims may hold connections to a backend that has left the service before they are named in the log, in
     * milliseconds; default 30,000; live. */
    long getDrainTimeout();

    /** Sets how long claims may hold connections to a backend that has left before they are named, in milliseconds. */
    void setDrainTimeout(long millis);

    /** The time between two probes of a backend that nobody suspects, in milliseconds; at least 100, or 0, the default,
     * for none; live. */
    long getBackendProbeInterval();

    /** Sets the time between two probes of a backend that nobody suspects, in milliseconds; 0 for none. */
    void setBackendProbeInterval(long millis);

    /** Whether claims lose their connections to a backend whose server two probes have found dead; default false;
     * live. */
    boolean isAbortOnBackendLoss();

    /** Sets whether claims lose their connections to a backend whose server two probes have found dead. */
    void setAbortOnBackendLoss(boolean value);

    /** How long a claim may take, in milliseconds; at least 250, or 0 for no limit; default 30,000; live. */
    long getConnectionTimeout();

    /** Sets how long a claim may take, in milliseconds. */
    void setConnectionTimeout(long millis);

    /** How many claims may wait for a slot at once; default 0 for no limit; live. */
    int getMaxWaiters();

    /** Sets how many claims may wait for a slot at once. */
    void setMaxWaiters(int value);

    /** How often a slot that is held for less than a millisecond may pass those who wait before it is handed to the
     * oldest of them; default 3; 0 for strict order; live. */
    int getMaxBarging();

    /** Sets how often a slot may pass those who wait before it is handed to the oldest of them. */
    void setMaxBarging(int value);

    /** How long a claim may hold its connection before it is told as a leak, in milliseconds; at least 2,000, or 0,
     * the default, for never; live. */
    long getLeakDetectionThreshold();

    /** Sets how long a claim may hold its connection before it is told as a leak, in milliseconds. */
    void setLeakDetectionThreshold(long millis);

    /** The time between two requests to each status task, in milliseconds; at least 10, default 500; live. */
    long getStatusInterval();

    /** Sets the time between two requests to each status task, in milliseconds. */
    void setStatusInterval(long millis);

    /** Past which a status round trip is a stall, in milliseconds; at least statusInterval, default 1,000; live. */
    long getStatusTimeout();

    /** Sets past which a status round trip is a stall, in milliseconds. */
    void setStatusTimeout(long millis);

    /** How long a check of a connection may take, in milliseconds; at least 250, default 5,000; live. */
    long getValidationTimeout();

    /** Sets how long a check of a connection may take, in milliseconds. */
    void setValidationTimeout(long millis);

    /** How long an unused connection is trusted without a check, in milliseconds; default 500; live. */
    long getAliveBypassWindow();

    /** Sets how long an unused connection is trusted without a check, in milliseconds; 0 checks each. */
    void setAliveBypassWindow(long millis);

    /** How long a connection stays unused before it is checked, in milliseconds; at least 30,000, or 0 for never;
     * default 120,000; live. */
    long getKeepaliveTime();

    /** Sets how long a connection stays unused before it is checked, in milliseconds. */
    void setKeepaliveTime(long millis);

    /** The age at which a connection is replaced, in milliseconds; at least 30,000, or 0 for ever; default
     * 1,800,000; live. */
    long getMaxLifetime();

    /** Sets the age at which a connection is replaced, in milliseconds. */
    void setMaxLifetime(long millis);

    /** How long an attempt to connect may take, in milliseconds; at least 250, default 5,000; live. */
    long getConnectTimeout();

    /** Sets how long an attempt to connect may take, its credentials and session set-up included. */
    void setConnectTimeout(long millis);

    /** The catalog when a claim begins; default: the driver's; live. */
    @Nullable
    String getCatalog();

    /** Sets the catalog when a claim begins. While the pool runs, every connection is replaced for it. */
    void setCatalog(@Nullable String value);

    /** The user to connect as; default: the driver's. */
    @Nullable
    String getUsername();

    /** Sets the user to connect as, of connections made from then on. */
    void setUsername(@Nullable String value);

    /** Sets the password, of connections made from then on. */
    void setPassword(@Nullable String value);

    /** Sets user and password at once, of connections made from then on. */
    void changeCredentials(@Nullable String username, @Nullable String password);
}
