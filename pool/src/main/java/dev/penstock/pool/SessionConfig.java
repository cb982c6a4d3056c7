package dev.penstock.pool;

import dev.penstock.pool.config.PropertyTable;
import org.jspecify.annotations.Nullable;

/**
 * How each claim finds its session, and how connections are checked: the part of {@link PenstockConfig} that says so.
 */
@SuppressWarnings("exports")
public abstract class SessionConfig extends SourceConfig {
    SessionConfig() {}

    /** Whether statements commit by themselves when a claim begins; default true. */
    public final boolean isAutoCommit() {
        return get(PropertyTable.AUTO_COMMIT);
    }

    /** Sets whether statements commit by themselves when a claim begins. */
    public final void setAutoCommit(boolean value) {
        set(PropertyTable.AUTO_COMMIT, value);
    }

    /** Whether sessions are read-only when a claim begins; default false. */
    public final boolean isReadOnly() {
        return get(PropertyTable.READ_ONLY);
    }

    /** Sets whether sessions are read-only when a claim begins. */
    public final void setReadOnly(boolean value) {
        set(PropertyTable.READ_ONLY, value);
    }

    /** The isolation when a claim begins, as {@code TRANSACTION_READ_COMMITTED}; default: the driver's. */
    public final @Nullable String getTransactionIsolation() {
        return find(PropertyTable.TRANSACTION_ISOLATION);
    }

    /** Sets the isolation when a claim begins. */
    public final void setTransactionIsolation(@Nullable String value) {
        set(PropertyTable.TRANSACTION_ISOLATION, value);
    }

    /** The catalog when a claim begins; default: the driver's; live. */
    public final @Nullable String getCatalog() {
        return find(PropertyTable.CATALOG);
    }

    /** Sets the catalog when a claim begins. While the pool runs, every connection is replaced for it. */
    public final void setCatalog(@Nullable String value) {
        set(PropertyTable.CATALOG, value);
    }

    /** The schema when a claim begins; default: the driver's. */
    public final @Nullable String getSchema() {
        return find(PropertyTable.SCHEMA);
    }

    /** Sets the schema when a claim begins. */
    public final void setSchema(@Nullable String value) {
        set(PropertyTable.SCHEMA, value);
    }

    /** A statement that each new connection runs once; default: none. */
    public final @Nullable String getConnectionInitSql() {
        return find(PropertyTable.CONNECTION_INIT_SQL);
    }

    /** Sets a statement that each new connection runs once. */
    public final void setConnectionInitSql(@Nullable String value) {
        set(PropertyTable.CONNECTION_INIT_SQL, value);
    }

    /** A statement that checks a connection; default: {@link java.sql.Connection#isValid}. */
    public final @Nullable String getConnectionTestQuery() {
        return find(PropertyTable.CONNECTION_TEST_QUERY);
    }

    /** Sets a statement that checks a connection. */
    public final void setConnectionTestQuery(@Nullable String value) {
        set(PropertyTable.CONNECTION_TEST_QUERY, value);
    }

    /** Whether the pool's own statements must be in transactions of their own; default false. They always are. */
    public final boolean isIsolateInternalQueries() {
        return get(PropertyTable.ISOLATE_INTERNAL_QUERIES);
    }

    /** Sets whether the pool's own statements must be in transactions of their own. They always are. */
    public final void setIsolateInternalQueries(boolean value) {
        set(PropertyTable.ISOLATE_INTERNAL_QUERIES, value);
    }

    /** How long a check of a connection may take, in milliseconds; at least 250, default 5,000; live. */
    public final long getValidationTimeout() {
        return get(PropertyTable.VALIDATION_TIMEOUT);
    }

    /** Sets how long a check of a connection may take, in milliseconds. */
    public final void setValidationTimeout(long millis) {
        set(PropertyTable.VALIDATION_TIMEOUT, millis);
    }

    /** How long an unused connection is trusted without a check, in milliseconds; default 500; live. */
    public final long getAliveBypassWindow() {
        return get(PropertyTable.ALIVE_BYPASS_WINDOW);
    }

    /** Sets how long an unused connection is trusted without a check, in milliseconds; 0 checks each. */
    public final void setAliveBypassWindow(long millis) {
        set(PropertyTable.ALIVE_BYPASS_WINDOW, millis);
    }

    /** How long a connection stays unused before it is checked, in milliseconds; at least 30,000, or 0 for never;
     * default 120,000; live. */
    public final long getKeepaliveTime() {
        return get(PropertyTable.KEEPALIVE_TIME);
    }

    /** Sets how long a connection stays unused before it is checked, in milliseconds. */
    public final void setKeepaliveTime(long millis) {
        set(PropertyTable.KEEPALIVE_TIME, millis);
    }

    /** The age at which a connection is replaced, in milliseconds; at least 30,000, or 0 for ever; default
     * 1,800,000; live. */
    public final long getMaxLifetime() {
        return get(PropertyTable.MAX_LIFETIME);
    }

    /** Sets the age at which a connection is replaced, in milliseconds. */
    public final void setMaxLifetime(long millis) {
        set(PropertyTable.MAX_LIFETIME, millis);
    }

    /** What is asked first whether an exception ends its connection; default: none. */
    public final @Nullable SQLExceptionOverride getExceptionOverride() {
        return find(PropertyTable.EXCEPTION_OVERRIDE);
    }

    /** Sets what is asked first whether an exception ends its connection. */
    public final void setExceptionOverride(@Nullable SQLExceptionOverride value) {
        set(PropertyTable.EXCEPTION_OVERRIDE, value);
    }

    /** The class of the exceptionOverride; default: none. */
    public final @Nullable String getExceptionOverrideClassName() {
        return find(PropertyTable.EXCEPTION_OVERRIDE_CLASS_NAME);
    }

    /** Sets the class of the exceptionOverride; it needs a public constructor without arguments. */
    public final void setExceptionOverrideClassName(@Nullable String value) {
        set(PropertyTable.EXCEPTION_OVERRIDE_CLASS_NAME, value);
    }
}
