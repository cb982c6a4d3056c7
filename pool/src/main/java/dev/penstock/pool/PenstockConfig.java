package dev.penstock.pool;

import dev.penstock.pool.config.PropertyReader;
import dev.penstock.pool.config.PropertyTable;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool, as a bean. Property names, units and defaults are HikariCP's where it has them.
 *
 * <p>Setters take any value; all values are checked together when the pool starts, or by {@link #validate}, and every
 * one that is wrong is named. Once the pool has started, the setters of live properties change it at once, or refuse
 * a value that is wrong; the others throw {@link IllegalStateException}. Not thread-safe until then.
 */
@SuppressWarnings("exports")
public class PenstockConfig extends BackendsConfig {
    /** Creates a configuration with every default. */
    public PenstockConfig() {}

    /**
     * Creates a configuration from properties named as the setters; those that begin with {@code dataSource.} are the
     * driver's or data source's. Times are in milliseconds, or a number with ms, s, m, h or d; what is an object may be
     * given as one, or by its class.
     *
     * @throws IllegalArgumentException if a property is unknown or its value cannot be read; the message names every
     *     one
     */
    @SuppressWarnings("this-escape") // to a reader that calls nothing a subclass has overridden
    public PenstockConfig(Properties properties) {
        PropertyReader.read(properties, this);
    }

    /**
     * Creates a configuration from a file of properties, see {@link #PenstockConfig(Properties)}.
     *
     * @param file a path, else a name on the class path
     * @throws IllegalArgumentException if the file cannot be read, or something in it
     */
    public PenstockConfig(String file) {
        this(PropertyReader.load(file));
    }

    /**
     * Checks everything, and connects to nothing.
     *
     * @throws IllegalArgumentException if anything is wrong; the message names everything that is
     */
    public final void validate() {
        Assembly.check(this);
    }

    /** Copies all that is set here to {@code other}. */
    public final void copyStateTo(PenstockConfig other) {
        other.change(changes());
    }

    /** The name in logs, threads and errors; default: made from a number when the pool starts. */
    public final @Nullable String getPoolName() {
        return find(PropertyTable.POOL_NAME);
    }

    /** Sets the name in logs, threads and errors. */
    public final void setPoolName(@Nullable String value) {
        set(PropertyTable.POOL_NAME, value);
    }

    /** Slots over all backends; at least 1, default 10; live. */
    public final int getMaximumPoolSize() {
        return get(PropertyTable.MAXIMUM_POOL_SIZE);
    }

    /** Sets the number of slots over all backends. */
    public final void setMaximumPoolSize(int value) {
        set(PropertyTable.MAXIMUM_POOL_SIZE, value);
    }

    /** Unclaimed slots kept ready; default -1, which is maximumPoolSize; live. */
    public final int getMinimumIdle() {
        return get(PropertyTable.MINIMUM_IDLE);
    }

    /** Sets the number of unclaimed slots kept ready. */
    public final void setMinimumIdle(int value) {
        set(PropertyTable.MINIMUM_IDLE, value);
    }

    /** How long a slot beyond minimumIdle stays unclaimed, in milliseconds; at least 10,000, or 0 for ever; default
     * 600,000; live. */
    public final long getIdleTimeout() {
        return get(PropertyTable.IDLE_TIMEOUT);
    }

    /** Sets how long a slot beyond minimumIdle stays unclaimed, in milliseconds. */
    public final void setIdleTimeout(long millis) {
        set(PropertyTable.IDLE_TIMEOUT, millis);
    }

    /** How long a claim may take, in milliseconds; at least 250, or 0 for no limit; default 30,000; live. */
    public final long getConnectionTimeout() {
        return get(PropertyTable.CONNECTION_TIMEOUT);
    }

    /** Sets how long a claim may take, in milliseconds. */
    public final void setConnectionTimeout(long millis) {
        set(PropertyTable.CONNECTION_TIMEOUT, millis);
    }

    /** How long the constructor that starts the pool retries until the first connection, in milliseconds; default 1.
     * With 0, only a session that cannot be set up makes it fail; below 0 nothing does. */
    public final long getInitializationFailTimeout() {
        return get(PropertyTable.INITIALIZATION_FAIL_TIMEOUT);
    }

    /** Sets how long the constructor that starts the pool retries until the first connection, in milliseconds. */
    public final void setInitializationFailTimeout(long millis) {
        set(PropertyTable.INITIALIZATION_FAIL_TIMEOUT, millis);
    }

    /** How many claims may wait for a slot at once; default 0 for no limit; live. */
    public final int getMaxWaiters() {
        return get(PropertyTable.MAX_WAITERS);
    }

    /** Sets how many claims may wait for a slot at once. */
    public final void setMaxWaiters(int value) {
        set(PropertyTable.MAX_WAITERS, value);
    }

    /** How often a slot that is held for less than a millisecond may pass those who wait before it is handed to the
     * oldest of them; default 3; 0 for strict order; live. */
    public final int getMaxBarging() {
        return get(PropertyTable.MAX_BARGING);
    }

    /** Sets how often a slot may pass those who wait before it is handed to the oldest of them. */
    public final void setMaxBarging(int value) {
        set(PropertyTable.MAX_BARGING, value);
    }

    /** How waiters are served: {@code fifo}, the default, or {@code codel}. */
    public final @Nullable String getQueuePolicy() {
        return find(PropertyTable.QUEUE_POLICY);
    }

    /** Sets how waiters are served: {@code fifo} or {@code codel}. */
    public final void setQueuePolicy(@Nullable String value) {
        set(PropertyTable.QUEUE_POLICY, value);
    }

    /** Whether the pool may be suspended; default false. */
    public final boolean isAllowPoolSuspension() {
        return get(PropertyTable.ALLOW_POOL_SUSPENSION);
    }

    /** Sets whether the pool may be suspended. */
    public final void setAllowPoolSuspension(boolean value) {
        set(PropertyTable.ALLOW_POOL_SUSPENSION, value);
    }

    /** How long a claim may hold its connection before it is told as a leak, in milliseconds; at least 2,000, or 0,
     * the default, for never; live. */
    public final long getLeakDetectionThreshold() {
        return get(PropertyTable.LEAK_DETECTION_THRESHOLD);
    }

    /** Sets how long a claim may hold its connection before it is told as a leak, in milliseconds. */
    public final void setLeakDetectionThreshold(long millis) {
        set(PropertyTable.LEAK_DETECTION_THRESHOLD, millis);
    }

    /** Whether each claim keeps the stack it was acquired at, for leak reports; default false. */
    public final boolean isRecordAcquireStacks() {
        return get(PropertyTable.RECORD_ACQUIRE_STACKS);
    }

    /** Sets whether each claim keeps the stack it was acquired at, for leak reports. */
    public final void setRecordAcquireStacks(boolean value) {
        set(PropertyTable.RECORD_ACQUIRE_STACKS, value);
    }

    /** Whether connections that were leaked for certain are taken back; default false. */
    public final boolean isReclaimLeaks() {
        return get(PropertyTable.RECLAIM_LEAKS);
    }

    /** Sets whether connections that were leaked for certain are taken back. */
    public final void setReclaimLeaks(boolean value) {
        set(PropertyTable.RECLAIM_LEAKS, value);
    }

    /** What is recorded of claims: {@code full}, the default, {@code claims} or {@code off}. */
    public final @Nullable String getRecording() {
        return find(PropertyTable.RECORDING);
    }

    /** Sets what is recorded of claims: {@code full}, {@code claims} or {@code off}. */
    public final void setRecording(@Nullable String value) {
        set(PropertyTable.RECORDING, value);
    }

    /** The time between two requests to each status task, in milliseconds; at least 10, default 500; live. */
    public final long getStatusInterval() {
        return get(PropertyTable.STATUS_INTERVAL);
    }

    /** Sets the time between two requests to each status task, in milliseconds. */
    public final void setStatusInterval(long millis) {
        set(PropertyTable.STATUS_INTERVAL, millis);
    }

    /** Past which a status round trip is a stall, in milliseconds; at least statusInterval, default 1,000; live. */
    public final long getStatusTimeout() {
        return get(PropertyTable.STATUS_TIMEOUT);
    }

    /** Sets past which a status round trip is a stall, in milliseconds. */
    public final void setStatusTimeout(long millis) {
        set(PropertyTable.STATUS_TIMEOUT, millis);
    }

    /** What status tasks run on; default: a dedicated thread for each backend. */
    public final @Nullable Executor getStatusExecutor() {
        return find(PropertyTable.STATUS_EXECUTOR);
    }

    /** Sets what status tasks run on. The pool does not shut it down, and survives it being starved. */
    public final void setStatusExecutor(@Nullable Executor value) {
        set(PropertyTable.STATUS_EXECUTOR, value);
    }

    /** What makes the threads of the supervisor and of the backends; default: daemons named for what they do. */
    public final @Nullable ThreadFactory getThreadFactory() {
        return find(PropertyTable.THREAD_FACTORY);
    }

    /** Sets what makes the threads of the supervisor and of the backends, whose names are then its. */
    public final void setThreadFactory(@Nullable ThreadFactory value) {
        set(PropertyTable.THREAD_FACTORY, value);
    }

    /** Whether the pool registers its MXBeans; default false. */
    public final boolean isRegisterMbeans() {
        return get(PropertyTable.REGISTER_MBEANS);
    }

    /** Sets whether the pool registers {@link PenstockPoolMXBean} and {@link PenstockConfigMXBean}. */
    public final void setRegisterMbeans(boolean value) {
        set(PropertyTable.REGISTER_MBEANS, value);
    }
}
