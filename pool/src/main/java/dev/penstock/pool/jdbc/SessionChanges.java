package dev.penstock.pool.jdbc;

import dev.penstock.backends.jdbc.SessionDefaults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a claim made to its session, with the former values. Used by the claim's own thread.
 *
 * <p>A {@code save} method runs before each change. The first one reads the former value from the driver, unless the
 * configuration gives it. The change is marked before it is made; therefore a change that fails half-way is undone,
 * too.
 */
final class SessionChanges {
    private final Connection driver;
    private final SessionDefaults defaults;
    private boolean autoCommitChanged;
    private boolean readOnlyChanged;
    private @Nullable Integer isolation;
    private @Nullable Integer holdability;
    private @Nullable Integer networkTimeout;
    private @Nullable String catalog;
    private @Nullable String schema;
    private boolean schemaChanged;
    private boolean catalogChanged;
    private @Nullable Map<String, Class<?>> typeMap;
    private boolean typeMapChanged;
    private @Nullable Properties clientInfo;
    private boolean shardingKeyChanged;

    SessionChanges(Connection driver, SessionDefaults defaults) {
        this.driver = driver;
        this.defaults = defaults;
    }

    void saveAutoCommit() {
        autoCommitChanged = true;
    }

    void saveReadOnly() {
        readOnlyChanged = true;
    }

    /** Whether the claim set the session to read-only or back. */
    boolean changesReadOnly() {
        return readOnlyChanged;
    }

    /** Whether the claim changed nothing but the read-only mode. */
    boolean changesReadOnlyAlone() {
        return !autoCommitChanged
                && isolation == null
                && holdability == null
                && networkTimeout == null
                && !catalogChanged
                && !schemaChanged
                && !typeMapChanged
                && clientInfo == null
                && !shardingKeyChanged;
    }

    void saveIsolation() throws SQLException {
        if (isolation == null) {
            isolation = defaults.isolation().isPresent()
                    ? defaults.isolation().getAsInt()
                    : driver.getTransactionIsolation();
        }
    }

    void saveHoldability() throws SQLException {
        if (holdability == null) {
            holdability = driver.getHoldability();
        }
    }

    void saveNetworkTimeout() throws SQLException {
        if (networkTimeout == null) {
            networkTimeout = driver.getNetworkTimeout();
        }
    }

    void saveCatalog() throws SQLException {
        if (!catalogChanged) {
            catalog = defaults.catalog().isPresent() ? defaults.catalog().get() : driver.getCatalog();
            catalogChanged = true;
        }
    }

    void saveSchema() throws SQLException {
        if (!schemaChanged) {
            schema = defaults.schema().isPresent() ? defaults.schema().get() : driver.getSchema();
            schemaChanged = true;
        }
    }

    void saveTypeMap() throws SQLException {
        if (!typeMapChanged) {
            typeMap = driver.getTypeMap();
            typeMapChanged = true;
        }
    }

    void saveClientInfo() throws SQLException {
        if (clientInfo == null) {
            clientInfo = copyClientInfo();
        }
    }

    /** Copies the client info, because some drivers return their own object. */
    private Properties copyClientInfo() throws SQLException {
        Properties copy = new Properties();
        Properties current = driver.getClientInfo();
        if (current != null) {
            current.stringPropertyNames().forEach(name -> copy.setProperty(name, current.getProperty(name)));
        }
        return copy;
    }

    private void restoreClientInfo() throws SQLException {
        if (clientInfo != null && !clientInfo.equals(copyClientInfo())) {
            driver.setClientInfo(clientInfo);
        }
    }

    private void clearShardingKey() throws SQLException {
        if (shardingKeyChanged) {
            try {
                driver.setShardingKey(null, null);
            } catch (SQLFeatureNotSupportedException e) {
                shardingKeyChanged = false; // the claim cannot have set one
            }
        }
    }

    /** Saves nothing: a driver has no getter for the sharding key, and a new connection has none. */
    void saveShardingKey() {
        shardingKeyChanged = true;
    }

    /**
     * Restores the former values. A driver may run statements for that, which begin a transaction if automatic commit
     * is off. The last step commits them; otherwise the rollback of the next holder undoes them.
     */
    void restore() throws SQLException {
        if (readOnlyChanged) {
            driver.setReadOnly(defaults.readOnly());
        }
        if (isolation != null) {
            driver.setTransactionIsolation(isolation);
        }
        if (catalogChanged) {
            driver.setCatalog(catalog);
        }
        if (schemaChanged) {
            driver.setSchema(schema);
        }
        if (holdability != null) {
            driver.setHoldability(holdability);
        }
        if (typeMapChanged) {
            driver.setTypeMap(typeMap == null ? Map.of() : typeMap);
        }
        restoreClientInfo();
        clearShardingKey();
        if (autoCommitChanged) {
            driver.setAutoCommit(defaults.autoCommit());
        }
        if (!defaults.autoCommit()) {
            driver.commit();
        }
    }

    /** The network timeout before the claim changed it, in milliseconds; {@code current} if it did not. */
    int networkTimeoutBefore(int current) {
        Integer before = networkTimeout;
        return before == null ? current : before;
    }
}
