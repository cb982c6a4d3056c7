package dev.penstock.pool;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Resolver;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyReader;
import dev.penstock.pool.config.PropertyTable;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a pool, as a bean. Names, units and defaults of properties are HikariCP's if HikariCP has the
 * property. A getter returns null for a property that is not set and has no default.
 *
 * <p>Setters accept any value. All values are checked together when the pool starts, or by {@link #validate}; the
 * exception names every error. After the start, the setter of a live property applies the value at once, or throws
 * {@link IllegalArgumentException} and changes nothing. Setters of other properties then throw
 * {@link IllegalStateException}. Not thread-safe before the start.
 */
public class PenstockConfig {
    private final PropertyMap properties = new PropertyMap();

    /** Creates a configuration with all defaults. */
    public PenstockConfig() {}

    /**
     * Creates a configuration from properties with the names of the setters. Properties with the prefix
     * {@code dataSource.} are those of the driver or data source, and those with the prefix {@code alerts.} are rules
     * of alerts. A time is a number of milliseconds, or a number with ms, s, m, h or d. An object may be given by the
     * name of its class.
     *
     * @throws IllegalArgumentException if a property is unknown or its value cannot be read; the message names every
     *     such property
     */
    public PenstockConfig(Properties properties) {
        PropertyReader.read(properties, this.properties);
    }

    /**
     * Creates a configuration from a file of properties, see {@link #PenstockConfig(Properties)}.
     *
     * @param file a path, otherwise a name on the class path
     * @throws IllegalArgumentException if the file or a property in it cannot be read
     */
    public PenstockConfig(String file) {
        this(PropertyReader.load(file));
    }

    /** Creates a copy of a configuration. */
    PenstockConfig(PenstockConfig other) {
        properties.apply(other.properties.changes());
    }

    /**
     * Checks all values, and connects to nothing.
     *
     * @throws IllegalArgumentException if anything is wrong; the message names every error
     */
    public final void validate() {
        PoolFactory.check(properties);
    }

    /** Copies all values that are set here to {@code other}. */
    public final void copyStateTo(PenstockConfig other) {
        other.change(properties.changes());
    }

    final PropertyMap properties() {
        return properties;
    }

    /** Makes all changes, or throws and makes none. */
    void change(List<PropertyMap.Change> changes) {
        properties.apply(changes);
    }

    final <T> void set(Property<T> property, @Nullable T value) {
        change(List.of(new PropertyMap.Change(property, value)));
    }

    /** Sets connectionTimeout as the login timeout of a data source; 0 seconds for its default. */
    final void applyLoginTimeout(int seconds) throws SQLException {
        try {
            set(PropertyTable.CONNECTION_TIMEOUT, seconds == 0 ? null : seconds * 1_000L);
        } catch (IllegalArgumentException e) {
            throw new SQLException("the login timeout is connectionTimeout: " + e.getMessage(), e);
        }
    }

    // The source of connections

    /** The URL of the service; its host may be an SRV name, a host name, or several. */
    public final @Nullable String getJdbcUrl() {
        return properties.find(PropertyTable.JDBC_URL);
    }

    /** Sets the URL of the service. One of jdbcUrl, dataSource, dataSourceClassName and dataSourceJNDI is required. */
    public final void setJdbcUrl(@Nullable String value) {
        set(PropertyTable.JDBC_URL, value);
    }

    /** The same as {@link #getJdbcUrl}, for binders that know a data source's URL by this name. */
    public final @Nullable String getUrl() {
        return getJdbcUrl();
    }

    /** The same as {@link #setJdbcUrl}: the later call counts. */
    public final void setUrl(@Nullable String value) {
        setJdbcUrl(value);
    }

    /** The driver's class; default: the one on the class path that accepts the URL. */
    public final @Nullable String getDriverClassName() {
        return properties.find(PropertyTable.DRIVER_CLASS_NAME);
    }

    /** Sets the driver's class; only with jdbcUrl. */
    public final void setDriverClassName(@Nullable String value) {
        set(PropertyTable.DRIVER_CLASS_NAME, value);
    }

    /** The data source whose connections are pooled; default: none. */
    public final @Nullable DataSource getDataSource() {
        return properties.find(PropertyTable.DATA_SOURCE);
    }

    /** Sets the data source whose connections are pooled. */
    public final void setDataSource(@Nullable DataSource value) {
        set(PropertyTable.DATA_SOURCE, value);
    }

    /** The class of the data source whose connections are pooled; default: none. */
    public final @Nullable String getDataSourceClassName() {
        return properties.find(PropertyTable.DATA_SOURCE_CLASS_NAME);
    }

    /**
     * Sets the class of the data source whose connections are pooled. The pool creates an instance, and sets
     * dataSourceProperties on it.
     */
    public final void setDataSourceClassName(@Nullable String value) {
        set(PropertyTable.DATA_SOURCE_CLASS_NAME, value);
    }

    /** The JNDI name of the data source whose connections are pooled; default: none. */
    public final @Nullable String getDataSourceJNDI() {
        return properties.find(PropertyTable.DATA_SOURCE_JNDI);
    }

    /** Sets the JNDI name of the data source whose connections are pooled. */
    public final void setDataSourceJNDI(@Nullable String value) {
        set(PropertyTable.DATA_SOURCE_JNDI, value);
    }

    /** Adds a property of the driver, or of the data source that dataSourceClassName names. */
    public final void addDataSourceProperty(String name, Object value) {
        Properties one = new Properties();
        one.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, name));
        setDataSourceProperties(one);
    }

    /** Adds all of {@code properties} to those of the driver or data source. */
    public final void setDataSourceProperties(Properties properties) {
        Properties all = new Properties();
        all.putAll(getDataSourceProperties());
        all.putAll(PropertyReader.entries(properties));
        set(PropertyTable.DATA_SOURCE_PROPERTIES, all);
    }

    /** The properties of the driver or data source. Changes of the returned object count until the pool starts. */
    public final Properties getDataSourceProperties() {
        return properties.getOrCreate(PropertyTable.DATA_SOURCE_PROPERTIES, Properties::new);
    }

    /** How long an attempt to connect may take, in milliseconds; at least 250, default 5,000; live. */
    public final long getConnectTimeout() {
        return properties.get(PropertyTable.CONNECT_TIMEOUT);
    }

    /**
     * Sets how long an attempt to connect may take, in milliseconds. Asking for credentials, logging in and setting up
     * the session count.
     */
    public final void setConnectTimeout(long millis) {
        set(PropertyTable.CONNECT_TIMEOUT, millis);
    }

    /**
     * How long the constructor that starts the pool waits for a first connection, in milliseconds; default 1. With 0,
     * only a session that cannot be set up prevents the start. Below 0, nothing prevents the start.
     */
    public final long getInitializationFailTimeout() {
        return properties.get(PropertyTable.INITIALIZATION_FAIL_TIMEOUT);
    }

    /** Sets how long the constructor that starts the pool waits for a first connection, in milliseconds. */
    public final void setInitializationFailTimeout(long millis) {
        set(PropertyTable.INITIALIZATION_FAIL_TIMEOUT, millis);
    }

    /**
     * How long {@code close()} of the data source waits for held connections before it aborts them, in milliseconds; at
     * least 0, default 2,000; live.
     */
    public final long getCloseTimeout() {
        return properties.get(PropertyTable.CLOSE_TIMEOUT);
    }

    /** Sets how long {@code close()} of the data source waits for held connections, in milliseconds; 0 for no wait. */
    public final void setCloseTimeout(long millis) {
        set(PropertyTable.CLOSE_TIMEOUT, millis);
    }

    // Credentials

    /** The user of the database; default: the driver's; live. */
    public final @Nullable String getUsername() {
        return properties.find(PropertyTable.USERNAME);
    }

    /** Sets the user of the database, for connections from now on. */
    public final void setUsername(@Nullable String value) {
        set(PropertyTable.USERNAME, value);
    }

    /** Sets the password, for connections from now on. There is no getter. */
    public final void setPassword(@Nullable String value) {
        set(PropertyTable.PASSWORD, value);
    }

    /**
     * Sets user and password together, for connections from now on. Existing connections live on. Backends that refused
     * the former credentials are tried at once.
     */
    public final void setCredentials(Credentials credentials) {
        change(List.of(
                new PropertyMap.Change(PropertyTable.USERNAME, credentials.username()),
                new PropertyMap.Change(PropertyTable.PASSWORD, credentials.password())));
    }

    /** Sets user and password together, as {@link #setCredentials}; null for the driver's. */
    public final void changeCredentials(@Nullable String user, @Nullable String secret) {
        setCredentials(new Credentials(user, secret));
    }

    /** The provider that gives the credentials of each connection; default: none. */
    public final @Nullable CredentialsProvider getCredentialsProvider() {
        return properties.find(PropertyTable.CREDENTIALS_PROVIDER);
    }

    /** Sets the provider that gives the credentials of each connection. */
    public final void setCredentialsProvider(@Nullable CredentialsProvider value) {
        set(PropertyTable.CREDENTIALS_PROVIDER, value);
    }

    /** The class of the credentialsProvider; default: none. */
    public final @Nullable String getCredentialsProviderClassName() {
        return properties.find(PropertyTable.CREDENTIALS_PROVIDER_CLASS_NAME);
    }

    /** Sets the class of the credentialsProvider, which needs a public constructor without arguments. */
    public final void setCredentialsProviderClassName(@Nullable String value) {
        set(PropertyTable.CREDENTIALS_PROVIDER_CLASS_NAME, value);
    }

    // The size of the pool

    /** The name in logs, threads, errors and JMX; default: generated when the pool starts. */
    public final @Nullable String getPoolName() {
        return properties.find(PropertyTable.POOL_NAME);
    }

    /** Sets the name in logs, threads, errors and JMX. */
    public final void setPoolName(@Nullable String value) {
        set(PropertyTable.POOL_NAME, value);
    }

    /** The number of slots over all backends; at least 1, default 10; live. */
    public final int getMaximumPoolSize() {
        return properties.get(PropertyTable.MAXIMUM_POOL_SIZE);
    }

    /** Sets the number of slots over all backends. */
    public final void setMaximumPoolSize(int value) {
        set(PropertyTable.MAXIMUM_POOL_SIZE, value);
    }

    /** The number of unclaimed slots kept ready; at least 0, default -1 for maximumPoolSize; live. */
    public final int getMinimumIdle() {
        return properties.get(PropertyTable.MINIMUM_IDLE);
    }

    /** Sets the number of unclaimed slots kept ready; -1 for maximumPoolSize. */
    public final void setMinimumIdle(int value) {
        set(PropertyTable.MINIMUM_IDLE, value);
    }

    /** The greatest number of slots of one backend; default 0 for no limit except maximumPoolSize; live. */
    public final int getMaximumPerBackend() {
        return properties.get(PropertyTable.MAXIMUM_PER_BACKEND);
    }

    /** Sets the greatest number of slots of one backend; 0 for no limit except maximumPoolSize. */
    public final void setMaximumPerBackend(int value) {
        set(PropertyTable.MAXIMUM_PER_BACKEND, value);
    }

    /** The number of unclaimed slots that each backend keeps ready; default 0; live. */
    public final int getMinimumIdlePerBackend() {
        return properties.get(PropertyTable.MINIMUM_IDLE_PER_BACKEND);
    }

    /** Sets the number of unclaimed slots that each backend keeps ready. */
    public final void setMinimumIdlePerBackend(int value) {
        set(PropertyTable.MINIMUM_IDLE_PER_BACKEND, value);
    }

    /** The number of connect attempts a second to one backend; default 50, 0 for no limit; live. */
    public final int getConnectRate() {
        return properties.get(PropertyTable.CONNECT_RATE);
    }

    /** Sets the number of connect attempts a second to one backend; 0 for no limit. */
    public final void setConnectRate(int value) {
        set(PropertyTable.CONNECT_RATE, value);
    }

    // The life of a connection

    /**
     * How long a slot beyond minimumIdle stays unclaimed, in milliseconds; at least 10,000, or 0 for ever; default
     * 600,000; live.
     */
    public final long getIdleTimeout() {
        return properties.get(PropertyTable.IDLE_TIMEOUT);
    }

    /** Sets how long a slot beyond minimumIdle stays unclaimed, in milliseconds; 0 for ever. */
    public final void setIdleTimeout(long millis) {
        set(PropertyTable.IDLE_TIMEOUT, millis);
    }

    /**
     * The age at which an unclaimed connection is replaced, in milliseconds; at least 30,000, or 0 for ever; default
     * 1,800,000; live.
     */
    public final long getMaxLifetime() {
        return properties.get(PropertyTable.MAX_LIFETIME);
    }

    /** Sets the age at which an unclaimed connection is replaced, in milliseconds; 0 for ever. */
    public final void setMaxLifetime(long millis) {
        set(PropertyTable.MAX_LIFETIME, millis);
    }

    /**
     * How long a connection stays unused before it is checked, in milliseconds; at least 30,000, or 0 for never;
     * default 120,000; live.
     */
    public final long getKeepaliveTime() {
        return properties.get(PropertyTable.KEEPALIVE_TIME);
    }

    /** Sets how long a connection stays unused before it is checked, in milliseconds; 0 for never. */
    public final void setKeepaliveTime(long millis) {
        set(PropertyTable.KEEPALIVE_TIME, millis);
    }

    /** How long a check of a connection, or its reset, may take, in milliseconds; at least 250, default 5,000; live. */
    public final long getValidationTimeout() {
        return properties.get(PropertyTable.VALIDATION_TIMEOUT);
    }

    /** Sets how long a check of a connection, or its reset, may take, in milliseconds. */
    public final void setValidationTimeout(long millis) {
        set(PropertyTable.VALIDATION_TIMEOUT, millis);
    }

    /** How long an unused connection is trusted without a check, in milliseconds; default 500; live. */
    public final long getAliveBypassWindow() {
        return properties.get(PropertyTable.ALIVE_BYPASS_WINDOW);
    }

    /** Sets how long an unused connection is trusted without a check, in milliseconds; 0 to check each time. */
    public final void setAliveBypassWindow(long millis) {
        set(PropertyTable.ALIVE_BYPASS_WINDOW, millis);
    }

    /**
     * How long claims may hold connections to a backend that has left the service before the log names these claims, in
     * milliseconds; default 30,000; live.
     */
    public final long getDrainTimeout() {
        return properties.get(PropertyTable.DRAIN_TIMEOUT);
    }

    /**
     * Sets how long claims may hold connections to a backend that has left the service before the log names these
     * claims, in milliseconds.
     */
    public final void setDrainTimeout(long millis) {
        set(PropertyTable.DRAIN_TIMEOUT, millis);
    }

    // The session of a claim

    /** Whether statements commit by themselves when a claim begins; default true. */
    public final boolean isAutoCommit() {
        return properties.get(PropertyTable.AUTO_COMMIT);
    }

    /** Sets whether statements commit by themselves when a claim begins. */
    public final void setAutoCommit(boolean value) {
        set(PropertyTable.AUTO_COMMIT, value);
    }

    /** Whether the session is read-only when a claim begins; default false. */
    public final boolean isReadOnly() {
        return properties.get(PropertyTable.READ_ONLY);
    }

    /** Sets whether the session is read-only when a claim begins. */
    public final void setReadOnly(boolean value) {
        set(PropertyTable.READ_ONLY, value);
    }

    /** The isolation when a claim begins, for example {@code TRANSACTION_READ_COMMITTED}; default: the driver's. */
    public final @Nullable String getTransactionIsolation() {
        return properties.find(PropertyTable.TRANSACTION_ISOLATION);
    }

    /** Sets the isolation when a claim begins, by its name or its number in JDBC. */
    public final void setTransactionIsolation(@Nullable String value) {
        set(PropertyTable.TRANSACTION_ISOLATION, value);
    }

    /** The catalog when a claim begins; default: the driver's; live. */
    public final @Nullable String getCatalog() {
        return properties.find(PropertyTable.CATALOG);
    }

    /** Sets the catalog when a claim begins. A change in a running pool replaces every connection. */
    public final void setCatalog(@Nullable String value) {
        set(PropertyTable.CATALOG, value);
    }

    /** The schema when a claim begins; default: the driver's. */
    public final @Nullable String getSchema() {
        return properties.find(PropertyTable.SCHEMA);
    }

    /** Sets the schema when a claim begins. */
    public final void setSchema(@Nullable String value) {
        set(PropertyTable.SCHEMA, value);
    }

    /** A statement that each new connection runs once; default: none. */
    public final @Nullable String getConnectionInitSql() {
        return properties.find(PropertyTable.CONNECTION_INIT_SQL);
    }

    /** Sets a statement that each new connection runs once. */
    public final void setConnectionInitSql(@Nullable String value) {
        set(PropertyTable.CONNECTION_INIT_SQL, value);
    }

    /** A statement that each connection runs at the end of a claim that used it; default: none. */
    public final @Nullable String getConnectionResetQuery() {
        return properties.find(PropertyTable.CONNECTION_RESET_QUERY);
    }

    /**
     * Sets a statement that each connection runs at the end of a claim that used it. It undoes what statements have
     * set, for instance {@code DISCARD ALL} on PostgreSQL. It runs outside of any transaction. If it fails, or does not
     * end within the validation timeout, the connection is replaced. After it, the initial statement runs again, and
     * the configured catalog, schema and isolation are set again.
     */
    public final void setConnectionResetQuery(@Nullable String value) {
        set(PropertyTable.CONNECTION_RESET_QUERY, value);
    }

    /** A statement that checks a connection; default: {@link java.sql.Connection#isValid}. */
    public final @Nullable String getConnectionTestQuery() {
        return properties.find(PropertyTable.CONNECTION_TEST_QUERY);
    }

    /** Sets a statement that checks a connection. */
    public final void setConnectionTestQuery(@Nullable String value) {
        set(PropertyTable.CONNECTION_TEST_QUERY, value);
    }

    /**
     * Whether the statements of the pool itself must be in transactions of their own, as they always are; default
     * false.
     */
    public final boolean isIsolateInternalQueries() {
        return properties.get(PropertyTable.ISOLATE_INTERNAL_QUERIES);
    }

    /** Sets whether the statements of the pool itself must be in transactions of their own. They always are. */
    public final void setIsolateInternalQueries(boolean value) {
        set(PropertyTable.ISOLATE_INTERNAL_QUERIES, value);
    }

    /** The override that is asked first whether an exception ends its connection; default: none. */
    public final @Nullable SQLExceptionOverride getExceptionOverride() {
        return properties.find(PropertyTable.EXCEPTION_OVERRIDE);
    }

    /** Sets the override that is asked first whether an exception ends its connection. */
    public final void setExceptionOverride(@Nullable SQLExceptionOverride value) {
        set(PropertyTable.EXCEPTION_OVERRIDE, value);
    }

    /** The class of the exceptionOverride; default: none. */
    public final @Nullable String getExceptionOverrideClassName() {
        return properties.find(PropertyTable.EXCEPTION_OVERRIDE_CLASS_NAME);
    }

    /** Sets the class of the exceptionOverride, which needs a public constructor without arguments. */
    public final void setExceptionOverrideClassName(@Nullable String value) {
        set(PropertyTable.EXCEPTION_OVERRIDE_CLASS_NAME, value);
    }

    // Limits of claims, and leaks

    /** How long a claim may take, in milliseconds; at least 250, or 0 for no limit; default 30,000; live. */
    public final long getConnectionTimeout() {
        return properties.get(PropertyTable.CONNECTION_TIMEOUT);
    }

    /** Sets how long a claim may take, in milliseconds; 0 for no limit. */
    public final void setConnectionTimeout(long millis) {
        set(PropertyTable.CONNECTION_TIMEOUT, millis);
    }

    /** How many claims may wait for a slot at once; default 0 for no limit; live. */
    public final int getMaxWaiters() {
        return properties.get(PropertyTable.MAX_WAITERS);
    }

    /** Sets how many claims may wait for a slot at once; 0 for no limit. */
    public final void setMaxWaiters(int value) {
        set(PropertyTable.MAX_WAITERS, value);
    }

    /**
     * How often a slot that is held for less than a millisecond may go to a later claim before it goes to a waiter;
     * default 3; 0 for strict order; live.
     */
    public final int getMaxBarging() {
        return properties.get(PropertyTable.MAX_BARGING);
    }

    /** Sets how often a slot may go to a later claim before it goes to a waiter; 0 for strict order. */
    public final void setMaxBarging(int value) {
        set(PropertyTable.MAX_BARGING, value);
    }

    /** How waiters are served: {@code fifo}, the default, or {@code codel}. */
    public final @Nullable String getQueuePolicy() {
        return properties.find(PropertyTable.QUEUE_POLICY);
    }

    /** Sets how waiters are served: {@code fifo} or {@code codel}. */
    public final void setQueuePolicy(@Nullable String value) {
        set(PropertyTable.QUEUE_POLICY, value);
    }

    /** Whether the pool may be suspended; default false. */
    public final boolean isAllowPoolSuspension() {
        return properties.get(PropertyTable.ALLOW_POOL_SUSPENSION);
    }

    /** Sets whether the pool may be suspended. */
    public final void setAllowPoolSuspension(boolean value) {
        set(PropertyTable.ALLOW_POOL_SUSPENSION, value);
    }

    /**
     * How long a claim may hold its connection before it is reported as a leak, in milliseconds; at least 2,000, or 0,
     * the default, for never; live.
     */
    public final long getLeakDetectionThreshold() {
        return properties.get(PropertyTable.LEAK_DETECTION_THRESHOLD);
    }

    /** Sets how long a claim may hold its connection before it is reported as a leak, in milliseconds; 0 for never. */
    public final void setLeakDetectionThreshold(long millis) {
        set(PropertyTable.LEAK_DETECTION_THRESHOLD, millis);
    }

    /**
     * How long a claim may wait for its connection before it gets a report, in milliseconds; at least 10, default
     * 1,000, or 0 for no report; live.
     */
    public final long getSlowAcquireThreshold() {
        return properties.get(PropertyTable.SLOW_ACQUIRE_THRESHOLD);
    }

    /** Sets how long a claim may wait before it gets a report, in milliseconds; 0 for no report. */
    public final void setSlowAcquireThreshold(long millis) {
        set(PropertyTable.SLOW_ACQUIRE_THRESHOLD, millis);
    }

    /**
     * How long a claim may hold its connection before it gets a report, with stacks of its thread, in milliseconds; at
     * least 10, default 10,000, or 0 for no report; live.
     */
    public final long getSlowHoldThreshold() {
        return properties.get(PropertyTable.SLOW_HOLD_THRESHOLD);
    }

    /** Sets how long a claim may hold its connection before it gets a report, in milliseconds; 0 for no report. */
    public final void setSlowHoldThreshold(long millis) {
        set(PropertyTable.SLOW_HOLD_THRESHOLD, millis);
    }

    /**
     * Whether the youngest claim of a deadlock fails, so that the others go on; default true. A deadlock is a set of
     * threads that hold every slot and that each wait for another.
     */
    public final boolean isBreakDeadlocks() {
        return properties.get(PropertyTable.BREAK_DEADLOCKS);
    }

    /** Sets whether the youngest claim of a deadlock fails. If not, its claims wait for their deadlines. */
    public final void setBreakDeadlocks(boolean value) {
        set(PropertyTable.BREAK_DEADLOCKS, value);
    }

    /**
     * Whether the pool may ask servers of PostgreSQL which session waits for which, in one more session for each
     * backend; default true. The session is opened if it is needed, and closed after ten seconds without use.
     */
    public final boolean isDiagnosticSession() {
        return properties.get(PropertyTable.DIAGNOSTIC_SESSION);
    }

    /** Sets whether the pool may open a diagnostic session. If not, blocking chains end at the call. */
    public final void setDiagnosticSession(boolean value) {
        set(PropertyTable.DIAGNOSTIC_SESSION, value);
    }

    /** Whether each claim keeps the stack of its acquire for leak reports; default false. */
    public final boolean isRecordAcquireStacks() {
        return properties.get(PropertyTable.RECORD_ACQUIRE_STACKS);
    }

    /** Sets whether each claim keeps the stack of its acquire for leak reports. */
    public final void setRecordAcquireStacks(boolean value) {
        set(PropertyTable.RECORD_ACQUIRE_STACKS, value);
    }

    /** Whether the pool takes back a connection whose thread has ended without closing it; default false. */
    public final boolean isReclaimLeaks() {
        return properties.get(PropertyTable.RECLAIM_LEAKS);
    }

    /** Sets whether the pool takes back a connection whose thread has ended without closing it. */
    public final void setReclaimLeaks(boolean value) {
        set(PropertyTable.RECLAIM_LEAKS, value);
    }

    /** How much of claims is recorded: {@code full}, the default, {@code claims} or {@code off}. */
    public final @Nullable String getRecording() {
        return properties.find(PropertyTable.RECORDING);
    }

    /** Sets how much of claims is recorded: {@code full}, {@code claims} or {@code off}. */
    public final void setRecording(@Nullable String value) {
        set(PropertyTable.RECORDING, value);
    }

    // Discovery of backends

    /** The name servers to ask, {@code address:port} with commas between; default: the system's. */
    public final @Nullable String getNameServers() {
        return properties.find(PropertyTable.NAME_SERVERS);
    }

    /** Sets the name servers to ask. */
    public final void setNameServers(@Nullable String value) {
        set(PropertyTable.NAME_SERVERS, value);
    }

    /** How many name servers are asked: {@code first}, the default, {@code union} or {@code majority}. */
    public final String getNameServerPolicy() {
        return properties.get(PropertyTable.NAME_SERVER_POLICY);
    }

    /**
     * Sets how many name servers are asked. {@code first}: one after the other until one answers. {@code union}: all; a
     * backend is named by any of them. {@code majority}: all; a backend is named by more than half of them.
     */
    public final void setNameServerPolicy(@Nullable String value) {
        set(PropertyTable.NAME_SERVER_POLICY, value);
    }

    /** How long the pool waits for one answer of one name server, in milliseconds; at least 1, default 500. */
    public final long getNameServerTimeout() {
        return properties.get(PropertyTable.NAME_SERVER_TIMEOUT);
    }

    /** Sets how long the pool waits for one answer of one name server, in milliseconds; at most 5,000. */
    public final void setNameServerTimeout(long millis) {
        set(PropertyTable.NAME_SERVER_TIMEOUT, millis);
    }

    /** The addresses of a host that become backends; default {@code prefer_ipv4}. */
    public final String getAddressFamily() {
        return properties.get(PropertyTable.ADDRESS_FAMILY);
    }

    /**
     * Sets the addresses of a host that become backends: {@code ipv4}, {@code ipv6}, {@code prefer_ipv4} (IPv6 of hosts
     * without IPv4), {@code prefer_ipv6}, or {@code both}.
     */
    public final void setAddressFamily(@Nullable String value) {
        set(PropertyTable.ADDRESS_FAMILY, value);
    }

    /** Whether the domain of an SRV name is used as long as the name has no SRV records; default false. */
    public final boolean isSrvFallback() {
        return properties.get(PropertyTable.SRV_FALLBACK);
    }

    /**
     * Sets whether the domain of an SRV name, with the driver's usual port, is used as long as the name has never had
     * SRV records.
     */
    public final void setSrvFallback(boolean value) {
        set(PropertyTable.SRV_FALLBACK, value);
    }

    /** The domains, with commas between, that SRV targets may be in besides the service's own; default: none. */
    public final @Nullable String getSrvTargetDomains() {
        return properties.find(PropertyTable.SRV_TARGET_DOMAINS);
    }

    /**
     * Sets the domains, with commas between, that SRV targets may be in besides the service's own. A target outside of
     * these domains is refused if this is set, or if TLS verifies the server's name.
     */
    public final void setSrvTargetDomains(@Nullable String value) {
        set(PropertyTable.SRV_TARGET_DOMAINS, value);
    }

    /** Whether addresses that are valid on one network link only are used if DNS has them; default false. */
    public final boolean isLinkLocalAddresses() {
        return properties.get(PropertyTable.LINK_LOCAL_ADDRESSES);
    }

    /** Sets whether addresses that are valid on one network link only are used if DNS has them. */
    public final void setLinkLocalAddresses(boolean value) {
        set(PropertyTable.LINK_LOCAL_ADDRESSES, value);
    }

    /** The most backends that the pool uses; at least 1, default 1,000. */
    public final int getMaximumBackends() {
        return properties.get(PropertyTable.MAXIMUM_BACKENDS);
    }

    /** Sets the most backends that the pool uses. The log names the backends that are left out. */
    public final void setMaximumBackends(int value) {
        set(PropertyTable.MAXIMUM_BACKENDS, value);
    }

    /** The discovery that replaces DNS; default: none. */
    public final @Nullable BackendFinder getBackendFinder() {
        return properties.find(PropertyTable.BACKEND_FINDER);
    }

    /**
     * Sets a discovery that replaces DNS. The URL must be one of pgjdbc, MySQL or MariaDB, and still names database and
     * parameters. Its host is only the name of the service.
     */
    public final void setBackendFinder(@Nullable BackendFinder value) {
        set(PropertyTable.BACKEND_FINDER, value);
    }

    /** The resolver that replaces DNS; default: none. */
    public final @Nullable Resolver getResolver() {
        return properties.find(PropertyTable.RESOLVER);
    }

    /**
     * Sets a resolver that replaces DNS. The pool starts and closes the resolver; therefore, a resolver serves one
     * pool. The URL still names database and parameters.
     */
    public final void setResolver(@Nullable Resolver value) {
        set(PropertyTable.RESOLVER, value);
    }

    /** The file that lists the backends, one {@code host:port} a line; default: none. */
    public final @Nullable String getBackendFile() {
        return properties.find(PropertyTable.BACKEND_FILE);
    }

    /** Sets the file that lists the backends. The pool watches the file for changes. */
    public final void setBackendFile(@Nullable String value) {
        set(PropertyTable.BACKEND_FILE, value);
    }

    /** The floor for times to live, in milliseconds; at least 10, default 1,000. */
    public final long getMinTtl() {
        return properties.get(PropertyTable.MIN_TTL);
    }

    /** Sets the floor for times to live, in milliseconds. It is also the least time between two resolutions. */
    public final void setMinTtl(long millis) {
        set(PropertyTable.MIN_TTL, millis);
    }

    /** The ceiling for times to live, in milliseconds; at least minTtl, default 300,000. */
    public final long getMaxTtl() {
        return properties.get(PropertyTable.MAX_TTL);
    }

    /** Sets the ceiling for times to live, in milliseconds. */
    public final void setMaxTtl(long millis) {
        set(PropertyTable.MAX_TTL, millis);
    }

    /**
     * How long the last good backends are kept while nothing can be found, in milliseconds; at least 1,000, or 0, the
     * default, for ever.
     */
    public final long getStaleFor() {
        return properties.get(PropertyTable.STALE_FOR);
    }

    /** Sets how long the last good backends are kept while nothing can be found, in milliseconds; 0 for ever. */
    public final void setStaleFor(long millis) {
        set(PropertyTable.STALE_FOR, millis);
    }

    /** How long a backend that has left the service goes on to serve, in milliseconds; at least 0, default 5,000. */
    public final long getRemovalGrace() {
        return properties.get(PropertyTable.REMOVAL_GRACE);
    }

    /** Sets how long a backend that has left the service goes on to serve, in case it comes back, in milliseconds. */
    public final void setRemovalGrace(long millis) {
        set(PropertyTable.REMOVAL_GRACE, millis);
    }

    // Routing

    /**
     * The servers for claims without a target: {@code any}, the default, {@code primary}, {@code secondary}, {@code
     * preferSecondary} or {@code preferPrimary}, as in pgjdbc.
     */
    public final @Nullable String getTargetServerType() {
        return properties.find(PropertyTable.TARGET_SERVER_TYPE);
    }

    /** Sets the servers for claims without a target. */
    public final void setTargetServerType(@Nullable String value) {
        set(PropertyTable.TARGET_SERVER_TYPE, value);
    }

    /**
     * The server of a claim after its unused connection was set to read-only: {@code off}, the default, or {@code
     * preferSecondary}.
     */
    public final @Nullable String getReadOnlyRouting() {
        return properties.find(PropertyTable.READ_ONLY_ROUTING);
    }

    /**
     * Sets the server of a claim after its unused connection was set to read-only. {@code off}: the same server. {@code
     * preferSecondary}: a standby with a free connection.
     */
    public final void setReadOnlyRouting(@Nullable String value) {
        set(PropertyTable.READ_ONLY_ROUTING, value);
    }

    /**
     * How claims choose among backends: {@code uniform}, the default, {@code weighted}, {@code latency} or {@code
     * priority}.
     */
    public final @Nullable String getBalance() {
        return properties.find(PropertyTable.BALANCE);
    }

    /** Sets how claims choose among backends. */
    public final void setBalance(@Nullable String value) {
        set(PropertyTable.BALANCE, value);
    }

    /** How many of the service's backends this pool uses; default 0 for all. */
    public final int getBackendSubset() {
        return properties.get(PropertyTable.BACKEND_SUBSET);
    }

    /** Sets how many of the service's backends this pool uses; 0 for all. */
    public final void setBackendSubset(int value) {
        set(PropertyTable.BACKEND_SUBSET, value);
    }

    /**
     * The identity of this pool among those of the service, which selects its backendSubset; default: the host's name
     * and the process's number.
     */
    public final @Nullable String getClientId() {
        return properties.find(PropertyTable.CLIENT_ID);
    }

    /** Sets the identity of this pool among those of the service. */
    public final void setClientId(@Nullable String value) {
        set(PropertyTable.CLIENT_ID, value);
    }

    // Supervision, threads and JMX

    /** The time between two requests to each status task, in milliseconds; at least 10, default 500; live. */
    public final long getStatusInterval() {
        return properties.get(PropertyTable.STATUS_INTERVAL);
    }

    /** Sets the time between two requests to each status task, in milliseconds. */
    public final void setStatusInterval(long millis) {
        set(PropertyTable.STATUS_INTERVAL, millis);
    }

    /**
     * The limit past which a status round trip is a stall, in milliseconds; at least statusInterval, default 1,000;
     * live.
     */
    public final long getStatusTimeout() {
        return properties.get(PropertyTable.STATUS_TIMEOUT);
    }

    /** Sets the limit past which a status round trip is a stall, in milliseconds. */
    public final void setStatusTimeout(long millis) {
        set(PropertyTable.STATUS_TIMEOUT, millis);
    }

    /**
     * The time between two probes of a backend without suspicion, in milliseconds; at least 100, or 0, the default, for
     * none; live.
     */
    public final long getBackendProbeInterval() {
        return properties.get(PropertyTable.BACKEND_PROBE_INTERVAL);
    }

    /** Sets the time between two probes of a backend without suspicion, in milliseconds; 0 for none. */
    public final void setBackendProbeInterval(long millis) {
        set(PropertyTable.BACKEND_PROBE_INTERVAL, millis);
    }

    /**
     * Whether claims lose their connections to a backend whose server has left two probes in a row without answer;
     * default false; live.
     */
    public final boolean isAbortOnBackendLoss() {
        return properties.get(PropertyTable.ABORT_ON_BACKEND_LOSS);
    }

    /**
     * Sets whether claims lose their connections to a backend whose server has left two probes in a row without answer.
     */
    public final void setAbortOnBackendLoss(boolean value) {
        set(PropertyTable.ABORT_ON_BACKEND_LOSS, value);
    }

    /** The executor of the status tasks; default: threads of the pool. */
    public final @Nullable Executor getStatusExecutor() {
        return properties.find(PropertyTable.STATUS_EXECUTOR);
    }

    /**
     * Sets the executor of the status tasks. The pool does not shut the executor down, and works on if the executor is
     * starved.
     */
    public final void setStatusExecutor(@Nullable Executor value) {
        set(PropertyTable.STATUS_EXECUTOR, value);
    }

    /**
     * The factory of the threads of the supervisor and of the backends; default: daemon threads with descriptive names.
     */
    public final @Nullable ThreadFactory getThreadFactory() {
        return properties.find(PropertyTable.THREAD_FACTORY);
    }

    /**
     * Sets the factory of the threads of the supervisor and of the backends. Their names are then those of the factory.
     */
    public final void setThreadFactory(@Nullable ThreadFactory value) {
        set(PropertyTable.THREAD_FACTORY, value);
    }

    /** Whether the pool registers its MXBeans; default false. */
    public final boolean isRegisterMbeans() {
        return properties.get(PropertyTable.REGISTER_MBEANS);
    }

    /** Sets whether the pool registers {@link PenstockPoolMXBean} and {@link PenstockConfigMXBean}. */
    public final void setRegisterMbeans(boolean value) {
        set(PropertyTable.REGISTER_MBEANS, value);
    }

    /** Whether the pool registers its instrument, which is read-only; default true. */
    public final boolean isInstrumentMBean() {
        return properties.get(PropertyTable.INSTRUMENT_MBEAN);
    }

    /**
     * Sets whether the pool registers {@link dev.penstock.pool.instrument.InstrumentMXBean}, by which a console in
     * another process reads its records. Independent of {@link #setRegisterMbeans registerMbeans}.
     */
    public final void setInstrumentMBean(boolean value) {
        set(PropertyTable.INSTRUMENT_MBEAN, value);
    }

    /** The address of the console over HTTP; default: none, so that there is no console. */
    public final @Nullable String getConsoleAddress() {
        return properties.find(PropertyTable.CONSOLE_ADDRESS);
    }

    /**
     * Sets the address of a console over HTTP, such as {@code 127.0.0.1:8087} or {@code :8087}, which is the same. It
     * needs penstock-console on the class path. An address that other machines can reach needs a token.
     */
    public final void setConsoleAddress(@Nullable String value) {
        set(PropertyTable.CONSOLE_ADDRESS, value);
    }

    /**
     * Sets the token that each request to the console must send: at least 16 visible ASCII characters. There is no
     * getter, because tools that dump beans would print the token.
     */
    public final void setConsoleToken(@Nullable String value) {
        set(PropertyTable.CONSOLE_TOKEN, value);
    }

    /** The file of the token of the console; default: none. */
    public final @Nullable String getConsoleTokenFile() {
        return properties.find(PropertyTable.CONSOLE_TOKEN_FILE);
    }

    /**
     * Sets a file whose first line is the token of the console, instead of {@link #setConsoleToken consoleToken}. The
     * console reads the file again after it has changed. While it has no right token, no request is answered.
     */
    public final void setConsoleTokenFile(@Nullable String value) {
        set(PropertyTable.CONSOLE_TOKEN_FILE, value);
    }

    /** The directory of bundles; default: none, so that the pool writes none by itself. */
    public final @Nullable String getBundleDirectory() {
        return properties.find(PropertyTable.BUNDLE_DIRECTORY);
    }

    /**
     * Sets the directory to which the pool writes a bundle of its records if an alert fires, at most one a minute; and
     * at the end of the process, if an alert fired within the ten minutes before. It keeps the last twenty.
     */
    public final void setBundleDirectory(@Nullable String value) {
        set(PropertyTable.BUNDLE_DIRECTORY, value);
    }

    /** The rules of alerts that are set, by name: each a text or an {@link AlertRule}; null without one; live. */
    public final @Nullable Properties getAlerts() {
        return properties.find(PropertyTable.ALERTS);
    }

    /**
     * Adds rules of alerts. Each entry has a name, and the text of a rule as {@link AlertRule#parse} reads it, an
     * {@link AlertRule}, or {@code off} for the default of that name. A rule with the name of a default replaces it.
     */
    public final void setAlerts(@Nullable Properties value) {
        set(PropertyTable.ALERTS, value == null ? null : PropertyReader.merged(getAlerts(), value));
    }

    /**
     * Sets one rule of alerts: a text as for {@link #setAlerts}; null removes the rule of that name, or restores the
     * default of that name.
     */
    public final void setAlert(String name, @Nullable String rule) {
        Properties present = getAlerts();
        Properties all = PropertyReader.merged(present, new Properties());
        if (rule == null) {
            all.remove(name);
        } else {
            all.put(name, rule);
        }
        set(PropertyTable.ALERTS, all);
    }

    /** Adds a rule of alerts, or replaces the one of that name. */
    public final void addAlert(AlertRule rule) {
        Properties one = new Properties();
        one.put(rule.name(), rule);
        setAlerts(one);
    }

    /** The lints that the pool looks for; default {@code all}; live. */
    public final String getLints() {
        return properties.get(PropertyTable.LINTS);
    }

    /**
     * Sets the lints that the pool looks for: {@code all}, {@code none}, or names of
     * {@link dev.penstock.pool.lints.Lint} with commas between. A minus sign before a name switches that lint off:
     * {@code -dns_stale} is all but one.
     */
    public final void setLints(@Nullable String value) {
        set(PropertyTable.LINTS, value);
    }

    /** The Micrometer registry that shows the metrics of the pool; default: none; live. */
    public final @Nullable Object getMetricRegistry() {
        return properties.find(PropertyTable.METRIC_REGISTRY);
    }

    /**
     * Sets the Micrometer {@code MeterRegistry} that shows the metrics of the pool until it is closed; null for none.
     * An object of another type prevents the start. Needs {@code micrometer-core}.
     */
    public final void setMetricRegistry(@Nullable Object value) {
        set(PropertyTable.METRIC_REGISTRY, value);
    }

    /** Whether the pool also has HikariCP's metrics under their names; default false. */
    public final boolean isHikariMetricNames() {
        return properties.get(PropertyTable.HIKARI_METRIC_NAMES);
    }

    /** Sets whether the pool also has HikariCP's metrics under their names, such as hikaricp.connections.active. */
    public final void setHikariMetricNames(boolean value) {
        set(PropertyTable.HIKARI_METRIC_NAMES, value);
    }

    // Properties of HikariCP that have no meaning here. Each can be set, because a check then reports all errors
    // together,
    // and each prevents the start: no value that is set is ignored.

    /** A refused property: a value prevents the start. */
    public final @Nullable Object getMetricsTrackerFactory() {
        return properties.find(PropertyTable.METRICS_TRACKER_FACTORY);
    }

    /**
     * Sets a refused property, which prevents the start unless it is null: set {@link #setMetricRegistry
     * metricRegistry} instead.
     */
    public final void setMetricsTrackerFactory(@Nullable Object value) {
        set(PropertyTable.METRICS_TRACKER_FACTORY, value);
    }

    /** A refused property: a value prevents the start. */
    public final @Nullable Object getHealthCheckRegistry() {
        return properties.find(PropertyTable.HEALTH_CHECK_REGISTRY);
    }

    /**
     * Sets a refused property, which prevents the start unless it is null: read {@link PenstockDataSource#health}
     * instead.
     */
    public final void setHealthCheckRegistry(@Nullable Object value) {
        set(PropertyTable.HEALTH_CHECK_REGISTRY, value);
    }

    /** A refused property: a value prevents the start. */
    public final @Nullable ScheduledExecutorService getScheduledExecutor() {
        return properties.find(PropertyTable.SCHEDULED_EXECUTOR);
    }

    /**
     * Sets a refused property, which prevents the start unless it is null: set {@link #setThreadFactory threadFactory}
     * instead.
     */
    public final void setScheduledExecutor(@Nullable ScheduledExecutorService value) {
        set(PropertyTable.SCHEDULED_EXECUTOR, value);
    }

    /** Adds to a refused property, which prevents the start: read {@link PenstockDataSource#health} instead. */
    public final void addHealthCheckProperty(String name, String value) {
        Properties one = new Properties();
        one.setProperty(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, name));
        setHealthCheckProperties(one);
    }

    /**
     * Adds to a refused property, which prevents the start unless it is empty: read {@link PenstockDataSource#health}
     * instead.
     */
    public final void setHealthCheckProperties(Properties properties) {
        Properties all = getHealthCheckProperties();
        all.putAll(properties);
        set(PropertyTable.HEALTH_CHECK_PROPERTIES, all.isEmpty() ? null : all);
    }

    /** A copy of a refused property: a value that is not empty prevents the start. */
    public final Properties getHealthCheckProperties() {
        Properties copy = new Properties();
        Properties set = properties.find(PropertyTable.HEALTH_CHECK_PROPERTIES);
        if (set != null) {
            copy.putAll(set);
        }
        return copy;
    }
}
