package dev.penstock.pool.jdbc;

import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimGuard;
import dev.penstock.waits.calls.SqlText;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that passes every call on to the driver's connection and every exception to {@link #examine}.
 *
 * <p>Each catch block first counts the exception in {@link #unexamined}: a plain store, which needs neither memory nor
 * stack. If the examination itself then fails, the count stays, and the session serves no other claim.
 *
 * <p>Mechanical: one method per method of {@link Connection}. The abstract methods are what a claim adds to a call.
 */
@SuppressWarnings("deprecation")
abstract class DelegatingConnection extends ClaimGuard implements Connection {
    /** SQLState: invalid parameter value. */
    static final String INVALID_ARGUMENT = "22023";

    Connection delegate;

    /** The number of exceptions of the driver whose examination has not ended. */
    byte unexamined;

    DelegatingConnection(Connection delegate, ClaimAttributes attributes) {
        super(attributes);
        this.delegate = delegate;
    }

    /** The rules for the session. */
    abstract SessionPolicy policy();

    @Override
    protected LostClaim lostClaim() {
        return policy().lostClaim();
    }

    /** Decides what an exception of the driver means for the claim. If that fails, the claim's session is given up. */
    abstract void examine(Throwable thrown);

    /**
     * Begins a call that may take a round trip to the server.
     *
     * @throws SQLException if the claim is over, because another claim may have the driver's connection by now
     */
    final void beginCall() throws SQLException {
        beginCall(null);
    }

    /** Begins a call that executes {@code sql}; null if its SQL is not known, or if it executes none. */
    final void beginStatement(@Nullable String sql) throws SQLException {
        beginCall(sql);
    }

    /** Whether the application has left or switched automatic commit on. */
    abstract boolean autoCommit();

    /** The changes that the claim has made to its session; null if there are none. */
    abstract @Nullable SessionChanges changes();

    /** A rollback counts as failed until it succeeds, because an Error may keep the catch block from noting it. */
    private void beginRollback(@Nullable Savepoint savepoint) {
        if (!autoCommit()) {
            sessionChanges().rollbacks().beginRollback(savepoint);
        }
    }

    private void rolledBack(@Nullable Savepoint savepoint) {
        if (!autoCommit()) {
            sessionChanges().rollbacks().rolledBack(savepoint);
        }
    }

    private void rollbackFailed(@Nullable Savepoint savepoint, Throwable failure) {
        if (!autoCommit()) {
            sessionChanges().rollbacks().rollbackFailed(savepoint, failure);
        }
    }

    private void committed() {
        SessionChanges changes = changes();
        if (changes != null) {
            changes.rollbacks().committed();
        }
    }

    private Savepoint noted(Savepoint savepoint, @Nullable String name) {
        sessionChanges().rollbacks().savepointSet(savepoint, name);
        return savepoint;
    }

    private void requireRolledBack(String call) throws SQLException {
        SessionChanges changes = changes();
        if (changes != null) {
            changes.rollbacks().requireRolledBack(call);
        }
    }

    /** Begins a call with what the guard takes as its text. */
    abstract void beginCall(@Nullable Object call) throws SQLException;

    /** Ends a call, after the driver returned. */
    abstract void endCall();

    /**
     * Begins a call that seldom takes a round trip. It is not timed, and costs no fence.
     *
     * @return the value for {@link #endMarkedCall}
     * @throws SQLException if the claim is over, because another claim may have the driver's connection by now
     */
    abstract boolean beginMarked() throws SQLException;

    /** Keeps the claim on its session, because the call creates something that no other session knows. */
    abstract void pinToSession();

    /**
     * The changes of the session. A setter saves the former value before it sets the new one, and then confirms the
     * change.
     */
    abstract SessionChanges sessionChanges();

    abstract Statement wrap(Statement fresh) throws SQLException;

    abstract PreparedStatement wrap(PreparedStatement fresh, String sql) throws SQLException;

    abstract CallableStatement wrap(CallableStatement fresh, String sql) throws SQLException;

    abstract DatabaseMetaData wrap(DatabaseMetaData fresh);

    abstract @Nullable Array wrap(@Nullable Array fresh);

    @Override
    public void beginRequest() throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            delegate.beginRequest();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public void clearWarnings() throws SQLException {
        boolean marked = beginMarked();
        try {
            delegate.clearWarnings();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public void commit() throws SQLException {
        pinToSession();
        requireRolledBack("commit()");
        beginCall(SqlText.commit());
        try {
            delegate.commit();
            committed();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public @Nullable Array createArrayOf(String first, Object[] second) throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            return wrap(delegate.createArrayOf(first, ClaimedArray.rawElements(second)));
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public Blob createBlob() throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            return delegate.createBlob();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public Clob createClob() throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            return delegate.createClob();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public NClob createNClob() throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            return delegate.createNClob();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            return delegate.createSQLXML();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public Statement createStatement() throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.createStatement());
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public Statement createStatement(int first, int second) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.createStatement(first, second));
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public Statement createStatement(int first, int second, int third) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.createStatement(first, second, third));
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public Struct createStruct(String first, Object[] second) throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            return delegate.createStruct(first, ClaimedArray.rawElements(second));
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public void endRequest() throws SQLException {
        boolean marked = beginMarked();
        try {
            delegate.endRequest();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.getAutoCommit();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public String getCatalog() throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.getCatalog();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public @Nullable Properties getClientInfo() throws SQLException {
        boolean marked = beginMarked();
        try {
            return SessionChanges.copy(delegate.getClientInfo());
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public String getClientInfo(String first) throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.getClientInfo(first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public int getHoldability() throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.getHoldability();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        pinToSession();
        boolean marked = beginMarked();
        try {
            return wrap(delegate.getMetaData());
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.getNetworkTimeout();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public String getSchema() throws SQLException {
        beginCall();
        try {
            return delegate.getSchema();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        beginCall();
        try {
            return delegate.getTransactionIsolation();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public @Nullable Map<String, Class<?>> getTypeMap() throws SQLException {
        boolean marked = beginMarked();
        try {
            return SessionChanges.copy(delegate.getTypeMap());
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.getWarnings();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        try {
            return !isOpen() || driverIsClosed();
        } catch (SQLException e) {
            return trueIfEnded(e);
        }
    }

    private boolean driverIsClosed() throws SQLException {
        try {
            return delegate.isClosed();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        }
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        try {
            return isOpen() && driverIsValid(timeout);
        } catch (SQLException e) {
            return !trueIfEnded(e);
        }
    }

    private boolean driverIsValid(int timeout) throws SQLException {
        pinToSession();
        beginCall();
        try {
            return delegate.isValid(timeout);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    /** True if another thread has ended the claim under a call, which failed; otherwise, throws that failure. */
    private boolean trueIfEnded(SQLException failure) throws SQLException {
        if (isOpen()) {
            throw failure;
        }
        return true;
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.isReadOnly();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public String nativeSQL(String first) throws SQLException {
        boolean marked = beginMarked();
        try {
            return delegate.nativeSQL(first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public CallableStatement prepareCall(String first) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareCall(first), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public CallableStatement prepareCall(String first, int second, int third) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareCall(first, second, third), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public CallableStatement prepareCall(String first, int second, int third, int fourth) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareCall(first, second, third, fourth), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public PreparedStatement prepareStatement(String first) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareStatement(first), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public PreparedStatement prepareStatement(String first, int[] second) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareStatement(first, second), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public PreparedStatement prepareStatement(String first, String[] second) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareStatement(first, second), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public PreparedStatement prepareStatement(String first, int second) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareStatement(first, second), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public PreparedStatement prepareStatement(String first, int second, int third) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareStatement(first, second, third), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public PreparedStatement prepareStatement(String first, int second, int third, int fourth) throws SQLException {
        boolean marked = beginMarked();
        try {
            return wrap(delegate.prepareStatement(first, second, third, fourth), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endMarkedCall(marked);
        }
    }

    @Override
    public void releaseSavepoint(Savepoint first) throws SQLException {
        beginCall();
        try {
            delegate.releaseSavepoint(first);
            sessionChanges().rollbacks().savepointReleased(first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void rollback() throws SQLException {
        pinToSession();
        beginCall(SqlText.rollback());
        try {
            beginRollback(null);
            delegate.rollback();
            rolledBack(null);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            rollbackFailed(null, e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void rollback(Savepoint first) throws SQLException {
        beginCall();
        try {
            beginRollback(first);
            delegate.rollback(first);
            rolledBack(first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            rollbackFailed(first, e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setAutoCommit(boolean first) throws SQLException {
        if (first) {
            requireRolledBack("setAutoCommit(true)");
        }
        beginCall();
        try {
            sessionChanges().saveAutoCommit(first);
            delegate.setAutoCommit(first);
            sessionChanges().confirm();
            if (first) {
                committed();
            }
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setCatalog(String first) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveCatalog();
            delegate.setCatalog(first);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setClientInfo(Properties first) throws SQLClientInfoException {
        try {
            beginCall();
            try {
                sessionChanges().saveClientInfo();
                delegate.setClientInfo(SessionChanges.copy(first));
                sessionChanges().confirm();
            } catch (Throwable e) {
                unexamined++;
                examine(e);
                throw e;
            } finally {
                endCall();
            }
        } catch (SQLException e) {
            throw asClientInfoException(e);
        }
    }

    @Override
    public void setClientInfo(String first, String second) throws SQLClientInfoException {
        try {
            beginCall();
            try {
                sessionChanges().saveClientInfo();
                delegate.setClientInfo(first, second);
                sessionChanges().confirm();
            } catch (Throwable e) {
                unexamined++;
                examine(e);
                throw e;
            } finally {
                endCall();
            }
        } catch (SQLException e) {
            throw asClientInfoException(e);
        }
    }

    private static SQLClientInfoException asClientInfoException(SQLException failure) {
        return failure instanceof SQLClientInfoException same
                ? same
                : new SQLClientInfoException(
                        failure.getMessage(),
                        DisconnectClassifier.stateOf(failure),
                        failure.getErrorCode(),
                        Map.of(),
                        failure);
    }

    @Override
    public void setHoldability(int first) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveHoldability();
            delegate.setHoldability(first);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    /**
     * Sets the timeout in the calling thread. An executor of the application could set it later, when the session
     * serves another claim.
     */
    @Override
    public void setNetworkTimeout(@Nullable Executor first, int second) throws SQLException {
        beginCall();
        try {
            if (first == null) {
                throw new SQLException("setNetworkTimeout needs an executor, and got null", INVALID_ARGUMENT);
            }
            sessionChanges().saveNetworkTimeout();
            delegate.setNetworkTimeout(RoundTripLimit.IN_CALLER, second);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setReadOnly(boolean first) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveReadOnly(first);
            delegate.setReadOnly(first);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        pinToSession();
        beginCall();
        try {
            return noted(delegate.setSavepoint(), null);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public Savepoint setSavepoint(String first) throws SQLException {
        pinToSession();
        beginCall();
        try {
            return noted(delegate.setSavepoint(first), first);
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setSchema(String first) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveSchema();
            delegate.setSchema(first);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setShardingKey(ShardingKey first) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveShardingKey();
            delegate.setShardingKey(first);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setShardingKey(ShardingKey first, ShardingKey second) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveShardingKey();
            delegate.setShardingKey(first, second);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public boolean setShardingKeyIfValid(ShardingKey first, int second) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveShardingKey();
            boolean set = delegate.setShardingKeyIfValid(first, second);
            sessionChanges().confirm();
            return set;
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public boolean setShardingKeyIfValid(ShardingKey first, ShardingKey second, int third) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveShardingKey();
            boolean set = delegate.setShardingKeyIfValid(first, second, third);
            sessionChanges().confirm();
            return set;
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setTransactionIsolation(int first) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveIsolation();
            delegate.setTransactionIsolation(first);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> first) throws SQLException {
        beginCall();
        try {
            sessionChanges().saveTypeMap();
            delegate.setTypeMap(first);
            sessionChanges().confirm();
        } catch (Throwable e) {
            unexamined++;
            examine(e);
            throw e;
        } finally {
            endCall();
        }
    }
}
