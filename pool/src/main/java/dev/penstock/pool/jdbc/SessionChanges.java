package dev.penstock.pool.jdbc;

import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.backends.jdbc.SessionInspector;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a claim made to its session, with the former values. Used by the claim's own thread, and then by the
 * thread that resets the session.
 *
 * <p>A {@code save} method runs before each change. The first one reads the former value from the driver, unless the
 * configuration gives it or a transaction may hide it. The change is marked before it is made; therefore a change that
 * fails half-way is undone, too. {@link #confirm} runs after each change that the driver has made.
 *
 * <p>A driver that refuses a change, for instance because it lacks the feature, may also refuse to undo it. That costs
 * no session: see {@link #restore(Attribute, Restoration)}.
 */
final class SessionChanges {
    /** The state of a connection that JDBC can change. */
    private enum Attribute {
        READ_ONLY,
        ISOLATION,
        CATALOG,
        SCHEMA,
        HOLDABILITY,
        TYPE_MAP,
        CLIENT_INFO,
        SHARDING_KEY,
        AUTO_COMMIT,
        NETWORK_TIMEOUT;

        private final int bit = 1 << ordinal();
    }

    private final Connection driver;
    private final SessionDefaults defaults;
    private final SessionInspector inspector;

    /** The attributes to restore. */
    private int saved;
    /** The attributes of which the driver has made a change. */
    private int made;
    /** The attributes whose former value the driver refused to tell, or could tell only for the transaction. */
    private int unknown;

    private Attribute pending = Attribute.READ_ONLY;
    /** Whether the pending change sets the default of the pool. */
    private boolean pendingDefault;

    private int isolation;
    private int holdability;
    private int networkTimeout;
    private @Nullable String catalog;
    private @Nullable String schema;
    private @Nullable Map<String, Class<?>> typeMap;
    private @Nullable Properties clientInfo;

    private final Rollbacks rollbacks = new Rollbacks();

    SessionChanges(Connection driver, SessionDefaults defaults, SessionInspector inspector) {
        this.driver = driver;
        this.defaults = defaults;
        this.inspector = inspector;
    }

    /** A call of the driver that restores an attribute or reads it. */
    @FunctionalInterface
    private interface Restoration {
        void run() throws SQLException;
    }

    /** What is known of the rollbacks of the present transaction. */
    Rollbacks rollbacks() {
        return rollbacks;
    }

    /** Marks an attribute as changed. Reads the former value if the driver has made no change yet. */
    private void save(Attribute attribute, boolean isDefault, Restoration read) throws SQLException {
        if ((saved & attribute.bit) == 0 || (unknown & ~made & attribute.bit) != 0) {
            unknown &= ~attribute.bit;
            try {
                read.run();
            } catch (SQLException | RuntimeException | LinkageError refusal) {
                if (isConnectionLoss(refusal)) {
                    throw refusal;
                }
                unknown |= attribute.bit;
            }
            saved |= attribute.bit;
        }
        pending = attribute;
        pendingDefault = isDefault;
    }

    /** Notes that the driver has made the change that was saved last. */
    void confirm() {
        made |= pending.bit;
        if (pendingDefault) {
            saved &= ~pending.bit;
        }
    }

    void saveAutoCommit(boolean wanted) throws SQLException {
        save(Attribute.AUTO_COMMIT, wanted == defaults.autoCommit(), () -> {});
    }

    void saveReadOnly(boolean wanted) throws SQLException {
        save(Attribute.READ_ONLY, wanted == defaults.readOnly(), () -> {});
    }

    /** Whether the session is set to read-only or back, other than each claim gets it. */
    boolean changesReadOnly() {
        return (saved & Attribute.READ_ONLY.bit) != 0;
    }

    /** Whether the claim changed nothing but the read-only mode. */
    boolean changesReadOnlyAlone() {
        return (saved & ~Attribute.READ_ONLY.bit) == 0;
    }

    /** Whether anything is to be restored. */
    boolean any() {
        return saved != 0;
    }

    /**
     * Whether the claim has changed the network timeout, also by a call that failed after the driver had set the value.
     * Then the driver has network timeouts.
     */
    boolean changesNetworkTimeout() throws SQLException {
        int bit = Attribute.NETWORK_TIMEOUT.bit;
        boolean failed = (saved & ~made & ~unknown & bit) != 0;
        return (saved & made & bit) != 0 || (failed && driver.getNetworkTimeout() != networkTimeout);
    }

    void saveIsolation() throws SQLException {
        save(Attribute.ISOLATION, false, () -> isolation = formerIsolation());
    }

    private int formerIsolation() throws SQLException {
        if (defaults.isolation().isPresent()) {
            return defaults.isolation().getAsInt();
        }
        requireNoTransaction();
        return driver.getTransactionIsolation();
    }

    void saveHoldability() throws SQLException {
        save(Attribute.HOLDABILITY, false, () -> holdability = driver.getHoldability());
    }

    void saveNetworkTimeout() throws SQLException {
        save(Attribute.NETWORK_TIMEOUT, false, () -> networkTimeout = driver.getNetworkTimeout());
    }

    void saveCatalog() throws SQLException {
        save(
                Attribute.CATALOG,
                false,
                () -> catalog =
                        defaults.catalog().isPresent() ? defaults.catalog().get() : driver.getCatalog());
    }

    void saveSchema() throws SQLException {
        save(Attribute.SCHEMA, false, () -> schema = formerSchema());
    }

    private @Nullable String formerSchema() throws SQLException {
        if (defaults.schema().isPresent()) {
            return defaults.schema().get();
        }
        requireNoTransaction();
        return inspector.schema(driver);
    }

    /** In a transaction the server tells the value of the transaction, which may differ from that of the session. */
    private void requireNoTransaction() throws SQLException {
        SessionInspector.Activity activity = inspector.activity(driver);
        if (activity != SessionInspector.Activity.IDLE && activity != SessionInspector.Activity.UNKNOWN) {
            throw new SQLException("the value of the session cannot be read in a transaction");
        }
    }

    void saveTypeMap() throws SQLException {
        save(Attribute.TYPE_MAP, false, () -> typeMap = copy(driver.getTypeMap()));
    }

    void saveClientInfo() throws SQLException {
        save(Attribute.CLIENT_INFO, false, () -> clientInfo = strings(driver.getClientInfo()));
    }

    /** Saves nothing: a driver has no getter for the sharding key, and a new connection has none. */
    void saveShardingKey() throws SQLException {
        save(Attribute.SHARDING_KEY, false, () -> {});
    }

    /** A copy, because some drivers return their own object, and a change of it would outlast the claim. */
    static @Nullable Map<String, Class<?>> copy(@Nullable Map<String, Class<?>> map) {
        return map == null ? null : new HashMap<>(map);
    }

    /** A copy, because some drivers return or keep the object itself. */
    static @Nullable Properties copy(@Nullable Properties properties) {
        return properties == null ? null : (Properties) properties.clone();
    }

    private static boolean isConnectionLoss(Throwable refusal) {
        String state = refusal instanceof SQLException failure ? DisconnectClassifier.stateOf(failure) : null;
        return state != null && state.startsWith("08");
    }

    private static Properties strings(@Nullable Properties properties) {
        Properties strings = new Properties();
        if (properties != null) {
            properties.stringPropertyNames().forEach(name -> strings.setProperty(name, properties.getProperty(name)));
        }
        return strings;
    }

    /**
     * Restores the former values. A driver may run statements for that, which begin a transaction if automatic commit
     * is off. The last step commits them; otherwise the rollback of the next holder undoes them.
     *
     * @param limit limits the next round trip
     */
    void restore(RoundTripLimit limit) throws SQLException {
        if ((saved & ~Attribute.NETWORK_TIMEOUT.bit) == 0) {
            return;
        }
        for (Attribute attribute : Attribute.values()) {
            if ((saved & attribute.bit) != 0) {
                limit.next();
                restore(attribute, () -> restore(attribute));
            }
        }
        if (!defaults.autoCommit()) {
            limit.next();
            driver.commit();
        }
    }

    private void restore(Attribute attribute) throws SQLException {
        switch (attribute) {
            case READ_ONLY -> driver.setReadOnly(defaults.readOnly());
            case ISOLATION -> driver.setTransactionIsolation(isolation);
            case CATALOG -> driver.setCatalog(catalog);
            case SCHEMA -> restoreSchema();
            case HOLDABILITY -> driver.setHoldability(holdability);
            case TYPE_MAP -> driver.setTypeMap(typeMap == null ? Map.of() : typeMap);
            case CLIENT_INFO -> restoreClientInfo();
            case SHARDING_KEY -> driver.setShardingKey(null, null);
            case AUTO_COMMIT -> driver.setAutoCommit(defaults.autoCommit());
            case NETWORK_TIMEOUT -> {
                // the last step of the reset restores it
            }
        }
    }

    private void restoreSchema() throws SQLException {
        if (defaults.schema().isPresent()) {
            driver.setSchema(schema);
        } else {
            inspector.restoreSchema(driver, schema);
        }
    }

    private void restoreClientInfo() throws SQLException {
        if (clientInfo != null && !clientInfo.equals(strings(driver.getClientInfo()))) {
            driver.setClientInfo(clientInfo);
        }
    }

    /**
     * Restores an attribute. If the driver has refused each change of it, the driver may refuse this, too: nothing is
     * to be undone. An unknown value is not written.
     */
    private void restore(Attribute attribute, Restoration restoration) throws SQLException {
        boolean wasMade = (made & attribute.bit) != 0;
        if ((unknown & attribute.bit) != 0) {
            if (wasMade && attribute != Attribute.NETWORK_TIMEOUT) {
                throw new SQLException("the driver did not tell the former value of " + attribute);
            }
            return;
        }
        try {
            restoration.run();
        } catch (SQLException | RuntimeException | LinkageError refusal) {
            if (wasMade || isConnectionLoss(refusal)) {
                throw refusal;
            }
        }
    }

    /** The network timeout before the claim changed it, in milliseconds. */
    int networkTimeoutBefore() {
        return networkTimeout;
    }
}
