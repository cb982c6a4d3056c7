package dev.penstock.pool.jdbc;

import dev.penstock.backends.jdbc.SessionDefaults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a claim changed in its session, and how it was before. Used by the claim's own thread.
 *
 * <p>The value before is read from the driver at the first change, unless the configuration gives it. A change is
 * noted before it is made, so that one that fails half-way is undone, too.
 */
final class SessionChanges {
    private static final Executor IN_CALLER = Runnable::run;

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

    void autoCommit() {
        autoCommitChanged = true;
    }

    void readOnly() {
        readOnlyChanged = true;
    }

    /** Whether the claim has said whether it means to write. */
    boolean saysReadOnly() {
        return readOnlyChanged;
    }

    /** Whether the claim has changed nothing else than whether it reads only. */
    boolean ofReadOnlyAlone() {
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

    void isolation() throws SQLException {
        if (isolation == null) {
            isolation = defaults.isolation().isPresent()
                    ? defaults.isolation().getAsInt()
                    : driver.getTransactionIsolation();
        }
    }

    void holdability() throws SQLException {
        if (holdability == null) {
            holdability = driver.getHoldability();
        }
    }

    void networkTimeout() throws SQLException {
        if (networkTimeout == null) {
            networkTimeout = driver.getNetworkTimeout();
        }
    }

    void catalog() throws SQLException {
        if (!catalogChanged) {
            catalog = defaults.catalog().isPresent() ? defaults.catalog().get() : driver.getCatalog();
            catalogChanged = true;
        }
    }

    void schema() throws SQLException {
        if (!schemaChanged) {
            schema = defaults.schema().isPresent() ? defaults.schema().get() : driver.getSchema();
            schemaChanged = true;
        }
    }

    void typeMap() throws SQLException {
        if (!typeMapChanged) {
            typeMap = driver.getTypeMap();
            typeMapChanged = true;
        }
    }

    void clientInfo() throws SQLException {
        if (clientInfo == null) {
            clientInfo = clientInfoNow();
        }
    }

    /** A copy: some drivers give away their own. */
    private Properties clientInfoNow() throws SQLException {
        Properties now = new Properties();
        Properties told = driver.getClientInfo();
        if (told != null) {
            told.stringPropertyNames().forEach(name -> now.setProperty(name, told.getProperty(name)));
        }
        return now;
    }

    private void undoClientInfo() throws SQLException {
        if (clientInfo != null && !clientInfo.equals(clientInfoNow())) {
            driver.setClientInfo(clientInfo);
        }
    }

    private void undoShardingKey() throws SQLException {
        if (shardingKeyChanged) {
            try {
                driver.setShardingKey(null, null);
            } catch (SQLFeatureNotSupportedException e) {
                shardingKeyChanged = false; // nor has the claim set one
            }
        }
    }

    /** What it was before cannot be asked; a connection begins without. */
    void shardingKey() {
        shardingKeyChanged = true;
    }

    /**
     * Puts everything back. What that takes may be statements, which begin a transaction where nothing commits by
     * itself; a rollback by the next holder would undo them.
     */
    void undo() throws SQLException {
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
        undoClientInfo();
        undoShardingKey();
        if (autoCommitChanged) {
            driver.setAutoCommit(defaults.autoCommit());
        }
        if (!defaults.autoCommit()) {
            driver.commit();
        }
    }

    /** The network timeout of the session before the claim changed it, or {@code now} where it did not. */
    int networkTimeoutBefore(int now) {
        Integer before = networkTimeout;
        return before == null ? now : before;
    }

    /**
     * Bounds what follows by the network timeout, where the driver has one. Returns the one before, or -1 for none set.
     */
    static int limit(Connection driver, int millis) throws SQLException {
        try {
            int before = driver.getNetworkTimeout();
            if (before > 0 && before <= millis) {
                return -1;
            }
            driver.setNetworkTimeout(IN_CALLER, millis);
            return before;
        } catch (SQLFeatureNotSupportedException | UnsupportedOperationException | AbstractMethodError e) {
            return -1;
        }
    }

    static void unlimit(Connection driver, int before) throws SQLException {
        if (before >= 0) {
            driver.setNetworkTimeout(IN_CALLER, before);
        }
    }
}
