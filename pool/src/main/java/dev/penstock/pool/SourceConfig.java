package dev.penstock.pool;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.pool.config.PropertyReader;
import dev.penstock.pool.config.PropertyTable;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where the connections of a pool come from, and as whom they are made: the part of {@link PenstockConfig} that says
 * so. Getters return null for what is not set, as bean binders want getter and setter of one type.
 */
@SuppressWarnings("exports")
public abstract class SourceConfig extends DiscoveryConfig {
    SourceConfig() {}

    /** The URL of the service; its host may be an SRV name, a host name, or several. */
    public final @Nullable String getJdbcUrl() {
        return find(PropertyTable.JDBC_URL);
    }

    /** Sets the URL of the service. One of jdbcUrl, dataSource, dataSourceClassName and dataSourceJNDI is required. */
    public final void setJdbcUrl(@Nullable String value) {
        set(PropertyTable.JDBC_URL, value);
    }

    /** The driver's class; default: the one on the class path that accepts the URL. */
    public final @Nullable String getDriverClassName() {
        return find(PropertyTable.DRIVER_CLASS_NAME);
    }

    /** Sets the driver's class. */
    public final void setDriverClassName(@Nullable String value) {
        set(PropertyTable.DRIVER_CLASS_NAME, value);
    }

    /** The data source whose connections are pooled; default: none. */
    public final @Nullable DataSource getDataSource() {
        return find(PropertyTable.DATA_SOURCE);
    }

    /** Sets the data source whose connections are pooled, instead of a URL. */
    public final void setDataSource(@Nullable DataSource value) {
        set(PropertyTable.DATA_SOURCE, value);
    }

    /** The class of the data source whose connections are pooled; default: none. */
    public final @Nullable String getDataSourceClassName() {
        return find(PropertyTable.DATA_SOURCE_CLASS_NAME);
    }

    /** Sets the class of the data source whose connections are pooled; dataSourceProperties are set on it. */
    public final void setDataSourceClassName(@Nullable String value) {
        set(PropertyTable.DATA_SOURCE_CLASS_NAME, value);
    }

    /** The name in JNDI of the data source whose connections are pooled; default: none. */
    public final @Nullable String getDataSourceJNDI() {
        return find(PropertyTable.DATA_SOURCE_JNDI);
    }

    /** Sets the name in JNDI of the data source whose connections are pooled. */
    public final void setDataSourceJNDI(@Nullable String value) {
        set(PropertyTable.DATA_SOURCE_JNDI, value);
    }

    /** The user to connect as; default: the driver's. */
    public final @Nullable String getUsername() {
        return find(PropertyTable.USERNAME);
    }

    /** Sets the user to connect as. While the pool runs: of connections made from then on. */
    public final void setUsername(@Nullable String value) {
        set(PropertyTable.USERNAME, value);
    }

    /** Sets the password; it has no getter. While the pool runs: of connections made from then on. */
    public final void setPassword(@Nullable String value) {
        set(PropertyTable.PASSWORD, value);
    }

    /** What is asked for the credentials of each connection; default: none. */
    public final @Nullable CredentialsProvider getCredentialsProvider() {
        return find(PropertyTable.CREDENTIALS_PROVIDER);
    }

    /** Sets what is asked for the credentials of each connection. */
    public final void setCredentialsProvider(@Nullable CredentialsProvider value) {
        set(PropertyTable.CREDENTIALS_PROVIDER, value);
    }

    /** The class of the credentialsProvider; default: none. */
    public final @Nullable String getCredentialsProviderClassName() {
        return find(PropertyTable.CREDENTIALS_PROVIDER_CLASS_NAME);
    }

    /** Sets the class of the credentialsProvider; it needs a public constructor without arguments. */
    public final void setCredentialsProviderClassName(@Nullable String value) {
        set(PropertyTable.CREDENTIALS_PROVIDER_CLASS_NAME, value);
    }

    /** Name servers to ask, {@code address:port} with commas between them; default: the system's. */
    public final @Nullable String getNameServers() {
        return find(PropertyTable.NAME_SERVERS);
    }

    /** Sets the name servers to ask. */
    public final void setNameServers(@Nullable String value) {
        set(PropertyTable.NAME_SERVERS, value);
    }

    /** Which servers may serve claims that say nothing of it, as pgjdbc names them: {@code any}, the default,
     * {@code primary}, {@code secondary}, {@code preferSecondary} or {@code preferPrimary}. */
    public final @Nullable String getTargetServerType() {
        return find(PropertyTable.TARGET_SERVER_TYPE);
    }

    /** Sets which servers may serve claims that say nothing of it. */
    public final void setTargetServerType(@Nullable String value) {
        set(PropertyTable.TARGET_SERVER_TYPE, value);
    }

    /** Where claims go whose connection is set to read-only before it is used: {@code off}, the default, or
     * {@code preferSecondary}. */
    public final @Nullable String getReadOnlyRouting() {
        return find(PropertyTable.READ_ONLY_ROUTING);
    }

    /** Sets where claims go whose connection is set to read-only before it is used: {@code off}, where they are, or
     * {@code preferSecondary}, to a standby that has a connection free. */
    public final void setReadOnlyRouting(@Nullable String value) {
        set(PropertyTable.READ_ONLY_ROUTING, value);
    }

    /** How claims choose among backends: {@code uniform}, the default, {@code weighted}, {@code latency} or
     * {@code priority}. */
    public final @Nullable String getBalance() {
        return find(PropertyTable.BALANCE);
    }

    /** Sets how claims choose among backends. */
    public final void setBalance(@Nullable String value) {
        set(PropertyTable.BALANCE, value);
    }

    /** How many of the service's backends this pool keeps to; default 0 for all. */
    public final int getBackendSubset() {
        return get(PropertyTable.BACKEND_SUBSET);
    }

    /** Sets how many of the service's backends this pool keeps to. */
    public final void setBackendSubset(int value) {
        set(PropertyTable.BACKEND_SUBSET, value);
    }

    /** Who this pool is among those of the service, which decides on its backendSubset; default: the host's name and
     * the process's number. */
    public final @Nullable String getClientId() {
        return find(PropertyTable.CLIENT_ID);
    }

    /** Sets who this pool is among those of the service. */
    public final void setClientId(@Nullable String value) {
        set(PropertyTable.CLIENT_ID, value);
    }

    /** What finds the backends; default: DNS, by what jdbcUrl says. */
    public final @Nullable BackendFinder getBackendFinder() {
        return find(PropertyTable.BACKEND_FINDER);
    }

    /** Sets what finds the backends instead of DNS. The database and its parameters are still those of jdbcUrl, whose
     * host is then the service's name alone; it must be a URL of pgjdbc, since other drivers find their server
     * themselves. */
    public final void setBackendFinder(@Nullable BackendFinder value) {
        set(PropertyTable.BACKEND_FINDER, value);
    }

    /** How long an attempt to connect may take, in milliseconds; at least 250, default 5,000; live. */
    public final long getConnectTimeout() {
        return get(PropertyTable.CONNECT_TIMEOUT);
    }

    /** Sets how long an attempt to connect may take, its credentials and session set-up included. */
    public final void setConnectTimeout(long millis) {
        set(PropertyTable.CONNECT_TIMEOUT, millis);
    }

    /**
     * Sets user and password at once. While the pool runs: of connections made from then on; those that exist live on,
     * and backends that refused the former ones are tried at once.
     */
    public final void setCredentials(Credentials credentials) {
        change(List.of(
                new Change(PropertyTable.USERNAME, credentials.username()),
                new Change(PropertyTable.PASSWORD, credentials.password())));
    }

    /** As {@link #setCredentials}; null for the driver's. */
    public final void changeCredentials(@Nullable String user, @Nullable String secret) {
        setCredentials(new Credentials(user, secret));
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
        all.putAll(PropertyReader.flat(properties));
        set(PropertyTable.DATA_SOURCE_PROPERTIES, all);
    }

    /** The properties of the driver or data source, to be read and changed until the pool starts. */
    public final Properties getDataSourceProperties() {
        return of(PropertyTable.DATA_SOURCE_PROPERTIES, Properties::new);
    }
}
