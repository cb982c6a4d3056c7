package dev.penstock.pool.jdbc;

import dev.penstock.backends.Slot;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.jdbc.SessionDefaults;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
public final class ClaimedConnection extends SessionConnection {
    private static final VarHandle OPEN;
    private static final VarHandle NEWEST;
    private static final VarHandle CALLS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OPEN = lookup.findVarHandle(ClaimedConnection.class, "open", boolean.class);
            CALLS = lookup.findVarHandle(ClaimedConnection.class, "calls", int.class);
            NEWEST = lookup.findVarHandle(ClaimedConnection.class, "newest", ClaimedStatement.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Slot slot;
    private final SlotReturn home;
    private final SessionPolicy policy;
    private volatile boolean open = true;
    /** Calls at the driver at this moment. */
    private volatile int calls;

    private boolean autoCommit;
    private @Nullable SessionChanges changes;
    private volatile @Nullable ClaimedStatement newest;
    private volatile @Nullable String fault;

    /** Creates the connection of the claim that holds {@code slot}. */
    public ClaimedConnection(Slot slot, SlotReturn home, SessionPolicy policy) {
        super(slot.connection());
        this.slot = slot;
        this.home = home;
        this.policy = policy;
        this.autoCommit = policy.defaults().autoCommit();
    }

    /**
     * How sessions begin, and how long ending one may take.
     *
     * @param defaults how each claim finds its session
     * @param resetMillis the network timeout while a session is reset, in milliseconds
     */
    public record SessionPolicy(SessionDefaults defaults, int resetMillis) {}

    @Override
    void examine(Throwable thrown) {
        if (open && fault == null) {
            Fatality.of(thrown).ifPresent(reason -> fault = reason);
        }
    }

    @Override
    void callBegins() {
        CALLS.getAndAdd(this, 1);
        if (open) {
            slot.ledger().callBegins(home.clock().nanoTime());
        }
    }

    @Override
    void callEnds() {
        CALLS.getAndAdd(this, -1);
        if (open) {
            slot.ledger().callEnds(home.clock().nanoTime());
        }
    }

    @Override
    public void close() throws SQLException {
        if (!OPEN.compareAndSet(this, true, false)) {
            return;
        }
        long closing = home.clock().nanoTime();
        Connection driver = delegate;
        delegate = ClosedConnection.INSTANCE;
        SlotState from = SlotState.CLAIMED;
        long resetNanos = -1;
        Error error = null;
        if (fault == null && calls > 0) {
            fault = "it was closed while a call of another thread was at the driver";
        }
        if (fault == null && needsReset()) {
            slot.resetting();
            from = SlotState.RESETTING;
            error = reset(driver);
            resetNanos = home.clock().nanoTime() - closing;
        } else if (fault == null) {
            error = inspect(driver);
        }
        giveBack(from, closing, resetNanos);
        if (error != null) {
            throw error;
        }
    }

    private boolean needsReset() {
        return !autoCommit || changes != null || ClaimedStatement.firstOpen(newest) != null;
    }

    private @Nullable Error reset(Connection driver) {
        return condemnIfItFails(() -> {
            int before = SessionChanges.limit(driver, policy.resetMillis());
            closeStatements();
            if (!autoCommit) {
                driver.rollback();
            }
            SessionChanges noted = changes;
            if (noted != null) {
                noted.undo();
            }
            SessionChanges.unlimit(driver, noted == null ? before : noted.networkTimeoutBefore(before));
            driver.clearWarnings();
        });
    }

    /** Nothing has to be put back; but a connection that its driver has closed must not reach the next holder. */
    private @Nullable Error inspect(Connection driver) {
        return condemnIfItFails(() -> {
            if (driver.isClosed()) {
                fault = "its driver has closed it";
            } else if (newest != null) {
                driver.clearWarnings();
            }
        });
    }

    /** Whatever goes wrong here condemns the connection; an Error is returned, to be thrown once the slot is back. */
    private @Nullable Error condemnIfItFails(Change work) {
        try {
            work.run();
            return null;
        } catch (SQLException | RuntimeException e) {
            fault = "its session could not be reset: " + e.getMessage();
            return null;
        } catch (Error e) {
            fault = "its session could not be reset: " + e;
            return e;
        }
    }

    private void giveBack(SlotState from, long closing, long resetNanos) {
        long now = resetNanos < 0 ? closing : closing + resetNanos;
        changes = null;
        newest = null;
        slot.ledger().released(closing, resetNanos, now);
        String reason = fault;
        if (reason == null) {
            home.clean(slot, from, now);
        } else {
            home.broken(slot, from, reason);
        }
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        if (!OPEN.compareAndSet(this, true, false)) {
            return;
        }
        long closing = home.clock().nanoTime();
        Connection driver = delegate;
        delegate = ClosedConnection.INSTANCE;
        fault = "the application aborted it";
        try {
            driver.abort(executor);
        } finally {
            giveBack(SlotState.CLAIMED, closing, -1);
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        if (!open) {
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
        if (!open) {
            return false;
        }
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
        if (!open) {
            throw ClosedConnection.says(otherwise);
        }
    }

    @Override
    SessionChanges changing() {
        SessionChanges noted = changes;
        if (noted == null) {
            noted = new SessionChanges(delegate, policy.defaults());
            changes = noted;
        }
        return noted;
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
    public void setReadOnly(boolean wanted) throws SQLException {
        change(() -> changing().readOnly(), () -> delegate.setReadOnly(wanted));
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
    private <S extends ClaimedStatement> S track(S fresh) {
        ClaimedStatement before;
        do {
            before = newest;
            fresh.below(before);
        } while (!NEWEST.compareAndSet(this, before, fresh));
        return fresh;
    }

    private void closeStatements() throws SQLException {
        for (ClaimedStatement statement = newest; statement != null; statement = statement.below()) {
            statement.closeWithConnection();
        }
        newest = null;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
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
