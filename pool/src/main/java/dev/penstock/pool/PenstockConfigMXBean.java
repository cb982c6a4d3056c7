package dev.penstock.pool;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live properties of a running pool, also over JMX. A setter throws {@link IllegalArgumentException} for a wrong
 * value, and then changes nothing. Passwords can be set but not read.
 */
public interface PenstockConfigMXBean {
    /** The rules of alerts that are set, by name, as texts; live. */
    Map<String, String> getAlertRules();

    /**
     * Sets one rule of alerts, for example {@code oldest_wait > 5s}, or {@code off} for the default of that name; null
     * removes the rule of that name, or restores the default.
     */
    void setAlert(String name, @Nullable String rule);

    /** The lints that the pool looks for; default {@code all}; live. */
    String getLints();

    /**
     * Sets the lints that the pool looks for: {@code all}, {@code none}, or names with commas between. A minus sign
     * before a name switches that lint off.
     */
    void setLints(@Nullable String value);

    /** How long an attempt to connect may take, in milliseconds; at least 250, default 5,000; live. */
    long getConnectTimeout();

    /**
     * Sets how long an attempt to connect may take, in milliseconds. Asking for credentials, logging in and setting up
     * the session count.
     */
    void setConnectTimeout(long millis);

    /**
     * How long {@code close()} of the data source waits for held connections before it aborts them, in milliseconds; at
     * least 0, default 2,000; live.
     */
    long getCloseTimeout();

    /** Sets how long {@code close()} of the data source waits for held connections, in milliseconds; 0 for no wait. */
    void setCloseTimeout(long millis);

    /** The user of the database; default: the driver's; live. */
    @Nullable
    String getUsername();

    /** Sets the user of the database, for connections from now on. */
    void setUsername(@Nullable String value);

    /** Sets the password, for connections from now on. There is no getter. */
    void setPassword(@Nullable String value);

    /** Sets user and password together, for connections from now on; null for the driver's. */
    void changeCredentials(@Nullable String username, @Nullable String password);

    /** The name in logs, threads, errors and JMX; default: generated when the pool starts. */
    @Nullable
    String getPoolName();

    /** The number of slots over all backends; at least 1, default 10; live. */
    int getMaximumPoolSize();

    /** Sets the number of slots over all backends. */
    void setMaximumPoolSize(int value);

    /** The number of unclaimed slots kept ready; at least 0, default -1 for maximumPoolSize; live. */
    int getMinimumIdle();

    /** Sets the number of unclaimed slots kept ready; -1 for maximumPoolSize. */
    void setMinimumIdle(int value);

    /** The greatest number of slots of one backend; default 0 for no limit except maximumPoolSize; live. */
    int getMaximumPerBackend();

    /** Sets the greatest number of slots of one backend; 0 for no limit except maximumPoolSize. */
    void setMaximumPerBackend(int value);

    /** The number of unclaimed slots that each backend keeps ready; default 0; live. */
    int getMinimumIdlePerBackend();

    /** Sets the number of unclaimed slots that each backend keeps ready. */
    void setMinimumIdlePerBackend(int value);

    /** The number of connect attempts a second to one backend; default 50, 0 for no limit; live. */
    int getConnectRate();

    /** Sets the number of connect attempts a second to one backend; 0 for no limit. */
    void setConnectRate(int value);

    /**
     * How long a slot beyond minimumIdle stays unclaimed, in milliseconds; at least 10,000, or 0 for ever; default
     * 600,000; live.
     */
    long getIdleTimeout();

    /** Sets how long a slot beyond minimumIdle stays unclaimed, in milliseconds; 0 for ever. */
    void setIdleTimeout(long millis);

    /**
     * The age at which an unclaimed connection is replaced, in milliseconds; at least 30,000, or 0 for ever; default
     * 1,800,000; live.
     */
    long getMaxLifetime();

    /** Sets the age at which an unclaimed connection is replaced, in milliseconds; 0 for ever. */
    void setMaxLifetime(long millis);

    /**
     * How long a connection stays unused before it is checked, in milliseconds; at least 30,000, or 0 for never;
     * default 120,000; live.
     */
    long getKeepaliveTime();

    /** Sets how long a connection stays unused before it is checked, in milliseconds; 0 for never. */
    void setKeepaliveTime(long millis);

    /** How long a check of a connection, or its reset, may take, in milliseconds; at least 250, default 5,000; live. */
    long getValidationTimeout();

    /** Sets how long a check of a connection, or its reset, may take, in milliseconds. */
    void setValidationTimeout(long millis);

    /** How long an unused connection is trusted without a check, in milliseconds; default 500; live. */
    long getAliveBypassWindow();

    /** Sets how long an unused connection is trusted without a check, in milliseconds; 0 to check each time. */
    void setAliveBypassWindow(long millis);

    /**
     * How long claims may hold connections to a backend that has left the service before the log names these claims, in
     * milliseconds; default 30,000; live.
     */
    long getDrainTimeout();

    /**
     * Sets how long claims may hold connections to a backend that has left the service before the log names these
     * claims, in milliseconds.
     */
    void setDrainTimeout(long millis);

    /** The catalog when a claim begins; default: the driver's; live. */
    @Nullable
    String getCatalog();

    /** Sets the catalog when a claim begins. A change in a running pool replaces every connection. */
    void setCatalog(@Nullable String value);

    /** How long a claim may take, in milliseconds; at least 250, or 0 for no limit; default 30,000; live. */
    long getConnectionTimeout();

    /** Sets how long a claim may take, in milliseconds; 0 for no limit. */
    void setConnectionTimeout(long millis);

    /** How many claims may wait for a slot at once; default 0 for no limit; live. */
    int getMaxWaiters();

    /** Sets how many claims may wait for a slot at once; 0 for no limit. */
    void setMaxWaiters(int value);

    /**
     * How often a slot that is held for less than a millisecond may go to a later claim before it goes to a waiter;
     * default 3; 0 for strict order; live.
     */
    int getMaxBarging();

    /** Sets how often a slot may go to a later claim before it goes to a waiter; 0 for strict order. */
    void setMaxBarging(int value);

    /**
     * How long a claim may hold its connection before it is reported as a leak, in milliseconds; at least 2,000, or 0,
     * the default, for never; live.
     */
    long getLeakDetectionThreshold();

    /** Sets how long a claim may hold its connection before it is reported as a leak, in milliseconds; 0 for never. */
    void setLeakDetectionThreshold(long millis);

    /**
     * How long a claim may wait for its connection before it gets a report, in milliseconds; at least 10, default
     * 1,000, or 0 for no report; live.
     */
    long getSlowAcquireThreshold();

    /** Sets how long a claim may wait before it gets a report, in milliseconds; 0 for no report. */
    void setSlowAcquireThreshold(long millis);

    /**
     * How long a claim may hold its connection before it gets a report, in milliseconds; at least 10, default 10,000,
     * or 0 for no report; live.
     */
    long getSlowHoldThreshold();

    /** Sets how long a claim may hold its connection before it gets a report, in milliseconds; 0 for no report. */
    void setSlowHoldThreshold(long millis);

    /** The time between two requests to each status task, in milliseconds; at least 10, default 500; live. */
    long getStatusInterval();

    /** Sets the time between two requests to each status task, in milliseconds. */
    void setStatusInterval(long millis);

    /**
     * The limit past which a status round trip is a stall, in milliseconds; at least statusInterval, default 1,000;
     * live.
     */
    long getStatusTimeout();

    /** Sets the limit past which a status round trip is a stall, in milliseconds. */
    void setStatusTimeout(long millis);

    /**
     * The time between two probes of a backend without suspicion, in milliseconds; at least 100, or 0, the default, for
     * none; live.
     */
    long getBackendProbeInterval();

    /** Sets the time between two probes of a backend without suspicion, in milliseconds; 0 for none. */
    void setBackendProbeInterval(long millis);

    /**
     * Whether claims lose their connections to a backend whose server has left two probes in a row without answer;
     * default false; live.
     */
    boolean isAbortOnBackendLoss();

    /**
     * Sets whether claims lose their connections to a backend whose server has left two probes in a row without answer.
     */
    void setAbortOnBackendLoss(boolean value);
}
