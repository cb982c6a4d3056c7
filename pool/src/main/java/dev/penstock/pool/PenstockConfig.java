package dev.penstock.pool;

import dev.penstock.discovery.BackendFinder;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool, as a bean. Property names, units and defaults are HikariCP's where it has them.
 *
 * <p>Setters take any value; all values are checked together when the pool starts, and every one that is wrong is
 * named. Once the pool has started, setters throw {@link IllegalStateException}. Not thread-safe until then.
 */
public class PenstockConfig {
    private @Nullable String jdbcUrl;
    private @Nullable String driverClassName;
    private @Nullable String username;
    private @Nullable String password;
    private @Nullable String poolName;
    private @Nullable String nameServers;
    private int maximumPoolSize = 10;
    private int minimumIdle = -1;
    private long connectionTimeout = 30_000;
    private long validationTimeout = 5_000;
    private long idleTimeout = 600_000;
    private long maxLifetime = 1_800_000;
    private long keepaliveTime = 120_000;
    private long statusInterval = 500;
    private long statusTimeout = 1_000;
    private boolean autoCommit = true;
    private boolean readOnly;
    private @Nullable String transactionIsolation;
    private @Nullable String catalog;
    private @Nullable String schema;
    private @Nullable String connectionInitSql;
    private @Nullable String connectionTestQuery;
    private @Nullable Executor statusExecutor;
    private @Nullable BackendFinder backendFinder;
    private final Properties dataSourceProperties = new Properties();
    private volatile boolean sealed;

    /** Creates a configuration with every default. */
    public PenstockConfig() {}

    /**
     * Creates a configuration from properties named as the setters; those that begin with {@code dataSource.} are the
     * driver's.
     *
     * @throws IllegalArgumentException if a property is unknown or its value cannot be read; the message names every
     *     one
     */
    @SuppressWarnings("this-escape") // to the setters, which are final
    public PenstockConfig(Properties properties) {
        PropertyTable.apply(properties, this);
    }

    /** From here on, every setter throws. */
    final void seal() {
        sealed = true;
    }

    private void change(String property) {
        if (sealed) {
            throw new IllegalStateException("the pool has started; " + property + " cannot be changed any more");
        }
    }

    /** The URL of the service; its host may be an SRV name, a host name, or several. Required. */
    public final Optional<String> getJdbcUrl() {
        return Optional.ofNullable(jdbcUrl);
    }

    /** Sets the URL of the service, see {@link #getJdbcUrl}. */
    public final void setJdbcUrl(String value) {
        change("jdbcUrl");
        jdbcUrl = value;
    }

    /** The driver's class; default: the one on the class path that accepts the URL. */
    public final Optional<String> getDriverClassName() {
        return Optional.ofNullable(driverClassName);
    }

    /** Sets the driver's class. */
    public final void setDriverClassName(String value) {
        change("driverClassName");
        driverClassName = value;
    }

    /** The user to connect as; default: the driver's. */
    public final Optional<String> getUsername() {
        return Optional.ofNullable(username);
    }

    /** Sets the user to connect as. */
    public final void setUsername(String value) {
        change("username");
        username = value;
    }

    /** The password; it has no public getter. */
    final Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /** Sets the password. */
    public final void setPassword(String value) {
        change("password");
        password = value;
    }

    /** The name in logs, threads and errors; default: made from a number. */
    public final Optional<String> getPoolName() {
        return Optional.ofNullable(poolName);
    }

    /** Sets the name in logs, threads and errors. */
    public final void setPoolName(String value) {
        change("poolName");
        poolName = value;
    }

    /** Name servers to ask, {@code address:port} with commas between them; default: the system's. */
    public final Optional<String> getNameServers() {
        return Optional.ofNullable(nameServers);
    }

    /** Sets the name servers to ask. */
    public final void setNameServers(String value) {
        change("nameServers");
        nameServers = value;
    }

    /** Slots over all backends; at least 1, default 10. */
    public final int getMaximumPoolSize() {
        return maximumPoolSize;
    }

    /** Sets the number of slots over all backends. */
    public final void setMaximumPoolSize(int value) {
        change("maximumPoolSize");
        maximumPoolSize = value;
    }

    /** Unclaimed slots kept ready; default -1, which is maximumPoolSize. */
    public final int getMinimumIdle() {
        return minimumIdle;
    }

    /** Sets the number of unclaimed slots kept ready. */
    public final void setMinimumIdle(int value) {
        change("minimumIdle");
        minimumIdle = value;
    }

    /** How long a claim may take, in milliseconds; at least 250, or 0 for no limit; default 30,000. */
    public final long getConnectionTimeout() {
        return connectionTimeout;
    }

    /** Sets how long a claim may take, in milliseconds. */
    public final void setConnectionTimeout(long millis) {
        change("connectionTimeout");
        connectionTimeout = millis;
    }

    /** How long a check of a connection may take, in milliseconds; at least 250, default 5,000. */
    public final long getValidationTimeout() {
        return validationTimeout;
    }

    /** Sets how long a check of a connection may take, in milliseconds. */
    public final void setValidationTimeout(long millis) {
        change("validationTimeout");
        validationTimeout = millis;
    }

    /**
     * How long a slot beyond minimumIdle stays unclaimed, in milliseconds; at least 10,000, or 0 for ever; default
     * 600,000.
     */
    public final long getIdleTimeout() {
        return idleTimeout;
    }

    /** Sets how long a slot beyond minimumIdle stays unclaimed, in milliseconds. */
    public final void setIdleTimeout(long millis) {
        change("idleTimeout");
        idleTimeout = millis;
    }

    /**
     * The age at which a connection is replaced, in milliseconds; at least 30,000, or 0 for ever; default 1,800,000.
     */
    public final long getMaxLifetime() {
        return maxLifetime;
    }

    /** Sets the age at which a connection is replaced, in milliseconds. */
    public final void setMaxLifetime(long millis) {
        change("maxLifetime");
        maxLifetime = millis;
    }

    /**
     * How long a connection stays unused before it is checked, in milliseconds; at least 30,000, or 0 for never;
     * default 120,000.
     */
    public final long getKeepaliveTime() {
        return keepaliveTime;
    }

    /** Sets how long a connection stays unused before it is checked, in milliseconds. */
    public final void setKeepaliveTime(long millis) {
        change("keepaliveTime");
        keepaliveTime = millis;
    }

    /** The time between two requests to each status task, in milliseconds; at least 10, default 500. */
    public final long getStatusInterval() {
        return statusInterval;
    }

    /** Sets the time between two requests to each status task, in milliseconds. */
    public final void setStatusInterval(long millis) {
        change("statusInterval");
        statusInterval = millis;
    }

    /** Past which a status round trip is a stall, in milliseconds; at least statusInterval, default 1,000. */
    public final long getStatusTimeout() {
        return statusTimeout;
    }

    /** Sets past which a status round trip is a stall, in milliseconds. */
    public final void setStatusTimeout(long millis) {
        change("statusTimeout");
        statusTimeout = millis;
    }

    /** Whether statements commit by themselves when a claim begins; default true. */
    public final boolean isAutoCommit() {
        return autoCommit;
    }

    /** Sets whether statements commit by themselves when a claim begins. */
    public final void setAutoCommit(boolean value) {
        change("autoCommit");
        autoCommit = value;
    }

    /** Whether sessions are read-only when a claim begins; default false. */
    public final boolean isReadOnly() {
        return readOnly;
    }

    /** Sets whether sessions are read-only when a claim begins. */
    public final void setReadOnly(boolean value) {
        change("readOnly");
        readOnly = value;
    }

    /** The isolation when a claim begins, as {@code TRANSACTION_READ_COMMITTED}; default: the driver's. */
    public final Optional<String> getTransactionIsolation() {
        return Optional.ofNullable(transactionIsolation);
    }

    /** Sets the isolation when a claim begins. */
    public final void setTransactionIsolation(String value) {
        change("transactionIsolation");
        transactionIsolation = value;
    }

    /** The catalog when a claim begins; default: the driver's. */
    public final Optional<String> getCatalog() {
        return Optional.ofNullable(catalog);
    }

    /** Sets the catalog when a claim begins. */
    public final void setCatalog(String value) {
        change("catalog");
        catalog = value;
    }

    /** The schema when a claim begins; default: the driver's. */
    public final Optional<String> getSchema() {
        return Optional.ofNullable(schema);
    }

    /** Sets the schema when a claim begins. */
    public final void setSchema(String value) {
        change("schema");
        schema = value;
    }

    /** A statement that each new connection runs once; default: none. */
    public final Optional<String> getConnectionInitSql() {
        return Optional.ofNullable(connectionInitSql);
    }

    /** Sets a statement that each new connection runs once. */
    public final void setConnectionInitSql(String value) {
        change("connectionInitSql");
        connectionInitSql = value;
    }

    /** A statement that checks a connection; default: {@link java.sql.Connection#isValid}. */
    public final Optional<String> getConnectionTestQuery() {
        return Optional.ofNullable(connectionTestQuery);
    }

    /** Sets a statement that checks a connection. */
    public final void setConnectionTestQuery(String value) {
        change("connectionTestQuery");
        connectionTestQuery = value;
    }

    /** What status tasks run on; default: a dedicated thread for each backend. */
    public final Optional<Executor> getStatusExecutor() {
        return Optional.ofNullable(statusExecutor);
    }

    /** Sets what status tasks run on. The pool does not shut it down, and survives it being starved. */
    public final void setStatusExecutor(Executor value) {
        change("statusExecutor");
        statusExecutor = value;
    }

    /** What finds the backends; default: DNS, by what jdbcUrl says. */
    public final Optional<BackendFinder> getBackendFinder() {
        return Optional.ofNullable(backendFinder);
    }

    /**
     * Sets what finds the backends instead of DNS. The database and its parameters are still those of jdbcUrl, whose
     * host is then the service's name alone; it must be a URL of pgjdbc, since other drivers find their server
     * themselves.
     */
    public final void setBackendFinder(BackendFinder value) {
        change("backendFinder");
        backendFinder = value;
    }

    /** Adds a property of the driver. */
    public final void addDataSourceProperty(String name, Object value) {
        change("dataSourceProperties");
        dataSourceProperties.setProperty(Objects.requireNonNull(name, "name"), value.toString());
    }

    /** Adds all of {@code properties} to the driver's. */
    public final void setDataSourceProperties(Properties properties) {
        PropertyTable.texts(properties).forEach(this::addDataSourceProperty);
    }

    /** A copy of the driver's properties. */
    final Properties driverProperties() {
        Properties copy = new Properties();
        copy.putAll(dataSourceProperties);
        return copy;
    }
}
