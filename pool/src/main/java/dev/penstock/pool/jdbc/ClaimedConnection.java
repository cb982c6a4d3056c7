package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.NanoClock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one claim.
 *
 * <p>Each claim gets a new one, so that closing it twice, or years later, cannot touch the claim that holds the slot
 * by then. As with every JDBC connection, one thread uses it at a time; {@link #close} and {@link #abort} may come
 * from any.
 */
public final class ClaimedConnection extends MovableConnection {
    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(ClaimedConnection.class, "newest", ClaimedStatement.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable ClaimedStatement newest;

    private ClaimedConnection(
            Connection driver, Slot slot, SessionPolicy policy, boolean autoCommit, ClaimAttributes attributes) {
        super(driver, slot, policy, autoCommit, attributes);
    }

    /**
     * The connection of the claim that holds {@code slot}. All that it takes is read before it is made, and its
     * constructors do nothing but store: so the compiler sees that nobody else knows the object yet, and its references
     * are written without the collector's barriers.
     */
    public static ClaimedConnection of(Slot slot, SessionPolicy policy, ClaimAttributes attributes) {
        Connection driver = slot.connection();
        boolean autoCommit = policy.defaults().autoCommit();
        return new ClaimedConnection(driver, slot, policy, autoCommit, attributes);
    }

    @Override
    void examine(Throwable thrown) {
        if (fault == null && isOpen()) {
            boolean writes = policy.writes() && (changes == null || !changes.saysReadOnly());
            policy.fatality().of(thrown, writes).ifPresent(loss -> fault = loss);
            if (writes && fault != null && DisconnectClassifier.isRefusalToWrite(thrown)) {
                policy.home().roleDoubted(slot);
            }
            explain(thrown);
        }
    }

    @Override
    void callBegins() throws SQLException {
        NanoClock clock = policy.home().callClock();
        beginCall(clock);
        if (!isOpen()) {
            endCall(clock);
            throw ClosedConnection.says("it was used after close()");
        }
    }

    @Override
    void callEnds() {
        endCall(policy.home().callClock());
    }

    /** Ends the claim, once; what goes wrong with the session costs the slot its connection and the caller nothing. */
    @Override
    public void close() throws SQLException {
        if (!tryEnd()) {
            return;
        }
        long closing = policy.home().now();
        Connection driver = delegate;
        delegate = ClosedConnection.INSTANCE;
        if (endedDuringCall()) {
            fault = DisconnectCause.client("it was closed while a call of another thread was at the driver");
        }
        try {
            if (fault == null && needsReset()) {
                resetAndGiveBack(driver, closing);
            } else {
                inspectAndGiveBack(driver, closing);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private boolean needsReset() {
        return !autoCommit || changes != null || ClaimedStatement.firstOpen(newest) != null;
    }

    private void resetAndGiveBack(Connection driver, long closing) {
        slot.resetting();
        boolean used = newest != null || changes != null;
        Error error = null;
        try {
            reset(driver, changes);
        } catch (Throwable e) {
            error = couldNotBeReset(e);
        } finally {
            giveBack(SlotState.RESETTING, closing, policy.home().now(), used);
        }
        if (error != null) {
            throw error;
        }
    }

    /** The fault is noted before its text is made, which asks the driver again. */
    private @Nullable Error couldNotBeReset(Throwable thrown) {
        fault = NO_RESET;
        fault = notReset(thrown);
        return thrown instanceof Error error ? error : null;
    }

    /** Nothing has to be put back; but a connection that its driver has closed must not reach the next holder. */
    private void inspectAndGiveBack(Connection driver, long closing) {
        Error error = null;
        try {
            if (fault == null && driver.isClosed()) {
                fault = DisconnectCause.unknown("its driver has closed it");
            } else if (fault == null && newest != null) {
                driver.clearWarnings();
            }
        } catch (Throwable e) {
            error = couldNotBeReset(e);
        } finally {
            giveBack(SlotState.CLAIMED, closing, closing, newest != null);
        }
        if (error != null) {
            throw error;
        }
    }

    private void giveBack(SlotState from, long closing, long now, boolean used) {
        SlotReturn home = policy.home();
        long held = home.records() ? slot.ledger().recordRelease(closing, now) : 0;
        forgetSession();
        DisconnectCause loss = fault;
        if (loss == null) {
            home.released(slot, from, now, held, used);
        } else {
            home.discarded(slot, from, loss);
        }
    }

    /** An application that keeps a closed connection does not keep what its driver had for it. */
    private void forgetSession() {
        if (changes != null) {
            changes = null;
        }
        if (newest != null) {
            newest = null;
        }
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        if (!tryEnd()) {
            return;
        }
        long closing = policy.home().now();
        Connection driver = delegate;
        delegate = ClosedConnection.INSTANCE;
        fault = DisconnectCause.client("the application aborted it");
        try {
            driver.abort(executor);
        } finally {
            giveBack(SlotState.CLAIMED, closing, closing, true);
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void reclaim(String reason) {
        if (tryEnd()) {
            long closing = policy.home().now();
            delegate = ClosedConnection.INSTANCE;
            fault = DisconnectCause.client(reason);
            giveBack(SlotState.CLAIMED, closing, closing, true);
        }
    }

    /** The connection is not to reach another claim; its holder keeps it until it closes it. */
    public void evict() {
        if (fault == null && isOpen()) {
            fault = DisconnectCause.client("the application evicted it");
        }
    }

    /** Whether its slot goes back there. */
    public boolean isOf(SlotReturn other) {
        return policy.home().equals(other);
    }

    @Override
    public boolean isClosed() throws SQLException {
        if (!isOpen()) {
            return true;
        }
        try {
            return delegate.isClosed();
        } catch (Throwable e) {
            examine(e);
            throw e;
        }
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (!isOpen()) {
            return false;
        }
        used();
        callBegins();
        try {
            return delegate.isValid(timeout);
        } catch (Throwable e) {
            examine(e);
            throw e;
        } finally {
            callEnds();
        }
    }

    /** Throws unless the claim lasts. */
    void requireOpen(String otherwise) throws SQLException {
        if (!isOpen()) {
            throw ClosedConnection.says(otherwise);
        }
    }

    @Override
    void change(Change note, Change make) throws SQLException {
        callBegins();
        try {
            note.run();
            make.run();
        } catch (Throwable e) {
            examine(e);
            throw e;
        } finally {
            callEnds();
        }
    }

    @Override
    public void setAutoCommit(boolean wanted) throws SQLException {
        change(() -> changing().autoCommit(), () -> delegate.setAutoCommit(wanted));
        autoCommit = wanted;
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        change(() -> changing().isolation(), () -> delegate.setTransactionIsolation(level));
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        change(() -> changing().holdability(), () -> delegate.setHoldability(holdability));
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        change(() -> changing().catalog(), () -> delegate.setCatalog(catalog));
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        change(() -> changing().schema(), () -> delegate.setSchema(schema));
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        change(() -> changing().typeMap(), () -> delegate.setTypeMap(map));
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        change(() -> changing().networkTimeout(), () -> delegate.setNetworkTimeout(executor, milliseconds));
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        used();
        try {
            return new ClaimedMetaData(this, delegate.getMetaData());
        } catch (Throwable e) {
            examine(e);
            throw e;
        }
    }

    @Override
    Statement wrap(Statement fresh) throws SQLException {
        return track(new ClaimedStatement(this, there(fresh)));
    }

    @Override
    PreparedStatement wrap(PreparedStatement fresh) throws SQLException {
        return track(new ClaimedPreparedStatement(this, there(fresh)));
    }

    @Override
    CallableStatement wrap(CallableStatement fresh) throws SQLException {
        return track(new ClaimedCallableStatement(this, there(fresh)));
    }

    private static <T> T there(@Nullable T fresh) throws SQLException {
        if (fresh == null) {
            throw new SQLException("the driver returned no statement");
        }
        return fresh;
    }

    /**
     * Puts a statement on the list of open ones (a stack after R. K. Treiber, 1986) and drops closed ones beneath it.
     */
    <S extends ClaimedStatement> S track(S fresh) {
        ClaimedStatement before;
        do {
            before = newest;
            fresh.below(before);
        } while (!NEWEST.compareAndSet(this, before, fresh));
        return fresh;
    }

    @Override
    boolean hasStatements() {
        return newest != null;
    }

    @Override
    void closeStatements() throws SQLException {
        for (ClaimedStatement statement = newest; statement != null; statement = statement.below()) {
            statement.closeWithConnection();
        }
        newest = null;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            used();
        }
        return Unwrapping.unwrap(type, this, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return Unwrapping.isWrapperFor(type, this, delegate);
    }

    @Override
    public String toString() {
        return "claimed " + slot + " (" + delegate + ")";
    }
}
