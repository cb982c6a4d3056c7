package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimLedger;
import java.lang.ref.Reference;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one claim.
 *
 * <p>Each claim gets a new connection. Therefore a second {@link #close} cannot touch the claim that holds the slot by
 * then. One thread uses it at a time. {@link #close}, {@link #abort} and {@link #reclaim} may come from any thread.
 *
 * <p><b>One object.</b> This object is all that a claim allocates: 56 bytes with the guard's fields. Its two
 * superclasses are the claim's guard and a mechanical wrapper. Everything else is composed and allocates nothing per
 * claim: {@link SessionChanges}, {@link SessionReset} and {@link ClaimMove} exist only if a claim changes its session,
 * leaves it to be reset, or may move.
 */
public final class ClaimedConnection extends DelegatingConnection {
    private static final byte PINNED = 1;
    private static final byte UNWRAPPED = 2;
    private static final byte MOVED = 4;
    private static final DisconnectCause ABORTED = DisconnectCause.aborted("the application aborted it");

    /** Written before the claim is handed out; not final, for the reason that the guard's attributes give. */
    private SessionPolicy policy;

    private Slot slot;
    private boolean autoCommit;
    /**
     * How the claim is bound to its session: {@link #PINNED} and {@link #UNWRAPPED} keep it there; {@link #MOVED} says
     * that it has moved to a slot for reading, and not back. Bits of one byte, because the object has room for no more.
     */
    private byte binding;

    private @Nullable SessionChanges changes;

    /** The reason why no other claim may have the session; written once. Null if there is none. */
    private volatile @Nullable DisconnectCause fault;

    /** The open statements of the claim, newest first; see {@link ClaimedStatement#push}. */
    volatile @Nullable ClaimedStatement newestStatement;

    private ClaimedConnection(
            Connection driver, Slot slot, SessionPolicy policy, boolean autoCommit, ClaimAttributes attributes) {
        super(driver, attributes);
        this.slot = slot;
        this.policy = policy;
        this.autoCommit = autoCommit;
    }

    /**
     * Creates the connection of the claim that holds {@code slot}. This method reads everything first, so that the
     * constructors only store: the compiler then stores references without the collector's barriers.
     *
     * @throws IllegalStateException if the slot has no session
     */
    public static ClaimedConnection of(Slot slot, SessionPolicy policy, ClaimAttributes attributes) {
        Connection driver = slot.connection();
        boolean autoCommit = policy.defaults().autoCommit();
        return new ClaimedConnection(driver, slot, policy, autoCommit, attributes);
    }

    /** Lets {@code trace} observe this claim. Called before the connection is handed out. */
    public void observe(ClaimTrace trace) {
        policy = policy.tracedBy(trace);
    }

    @Override
    protected ClaimLedger ledger() {
        return slot.ledger();
    }

    @Override
    void examine(Throwable thrown) {
        try {
            if (fault == null && isOpen() && !(thrown instanceof AbstractMethodError)) {
                classify(thrown);
            }
            unexamined--;
            policy.thrown(thrown);
        } catch (Throwable e) {
            discardIfUnexamined();
            DisconnectClassifier.suppress(thrown, e);
        }
    }

    private void classify(Throwable thrown) {
        boolean writes = policy.writes() && (changes == null || !changes.changesReadOnly());
        policy.classifier().causeOf(thrown, writes, slot).ifPresent(cause -> fault = cause);
        if (writes && fault != null && DisconnectClassifier.isRefusalToWrite(thrown)) {
            policy.slotReturn().roleDoubted(slot);
        }
        if (hasMoved()) {
            ClaimMove.explainRefusalToWrite(thrown);
        }
    }

    private void discardIfUnexamined() {
        if (unexamined != 0 && fault == null) {
            fault = DisconnectClassifier.UNEXAMINED;
        }
    }

    @Override
    void beginCall(@Nullable Object call) throws SQLException {
        policy.callBegins();
        beginCall(policy.callClock(), call);
        if (!isOpen()) {
            endCall();
            throw ClosedConnection.exception("it was used after close()");
        }
    }

    @Override
    void endCall() {
        endCall(policy.callClock());
        policy.callEnds();
    }

    @Override
    void pinToSession() {
        binding |= PINNED;
    }

    /** Notes that the application has the driver's own object, of the connection or of a statement. */
    void markUnwrapped() {
        binding |= UNWRAPPED;
    }

    /** Whether the application has the driver's own object, and may use the session without the claim's knowledge. */
    boolean isUnwrapped() {
        return (binding & UNWRAPPED) != 0;
    }

    /** Whether the claim may have run something in its session. */
    boolean hasUsedSession() {
        return newestStatement != null || (binding & (PINNED | UNWRAPPED)) != 0;
    }

    @Override
    boolean beginMarked() throws SQLException {
        boolean marked = beginMarkedCall();
        try {
            requireOpen("it was used after close()");
            return marked;
        } catch (Throwable e) {
            // if the stack overflows here, too: a mark that stays would cost the session
            endMarkedCall(marked);
            throw e;
        }
    }

    @Override
    SessionChanges sessionChanges() {
        SessionChanges current = changes;
        if (current == null) {
            current = new SessionChanges(
                    delegate, policy.defaults(), policy.reset().inspectors().of(delegate));
            changes = current;
        }
        return current;
    }

    @Override
    public void setAutoCommit(boolean wanted) throws SQLException {
        super.setAutoCommit(wanted);
        autoCommit = wanted;
    }

    @Override
    public void setReadOnly(boolean wanted) throws SQLException {
        SlotExchange exchange = policy.exchange();
        if (exchange == null) {
            super.setReadOnly(wanted);
            return;
        }
        beginCall();
        try {
            if (canMove()) {
                boolean moved = new ClaimMove(this, exchange).moveFor(wanted);
                binding = (byte) (moved ? binding | MOVED : binding & ~MOVED);
            }
            super.setReadOnly(wanted);
        } finally {
            endCall();
        }
    }

    /** Whether nothing keeps the claim on its slot, apart from changes of its session. */
    private boolean canMove() {
        return !hasUsedSession() && fault == null && unexamined == 0 && isOpen();
    }

    /** Replaces the slot, in a call of the claim, by a slot that the caller holds. Sets the outcome in {@code move}. */
    void switchTo(Slot other, ClaimMove move) {
        SlotReturn slots = policy.slotReturn();
        long now = slots.now();
        Connection driver = other.connection();
        if (!beginMove()) {
            return;
        }
        try {
            move.heldNanos = slots.records() ? slot.ledger().moveTo(other.ledger(), this, now) : 0;
            slot = other;
            delegate = driver;
            changes = null;
            move.done = true;
        } finally {
            move.shared = !endMove();
        }
    }

    Slot slot() {
        return slot;
    }

    @Override
    SessionPolicy policy() {
        return policy;
    }

    @Override
    boolean autoCommit() {
        return autoCommit;
    }

    boolean hasMoved() {
        return (binding & MOVED) != 0;
    }

    @Override
    @Nullable
    SessionChanges changes() {
        return changes;
    }

    /** Ends the claim, once. A failed reset costs the slot its session; the caller sees only an {@link Error}. */
    @Override
    public void close() throws SQLException {
        if (!tryEnd()) {
            return;
        }
        long closing = policy.slotReturn().now();
        Connection driver = delegate;
        delegate = ClosedConnection.INSTANCE;
        if (endedDuringCall()) {
            fault = SessionReset.USED_BY_ANOTHER_THREAD;
        }
        discardIfUnexamined();
        try {
            resetAndGiveBack(driver, closing);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void resetAndGiveBack(Connection driver, long closing) {
        boolean used = newestStatement != null || changes != null;
        DisconnectCause failure = SessionReset.ERROR;
        try {
            failure = fault == null ? SessionReset.endClaim(this, driver, changes, closing) : fault;
        } finally {
            giveBack(failure, closing, used);
        }
    }

    /** Gives the slot back, and forgets the session: a closed connection keeps nothing of its driver alive. */
    private void giveBack(@Nullable DisconnectCause failure, long closing, boolean used) {
        SlotReturn slots = policy.slotReturn();
        long now = slot.state() == SlotState.RESETTING ? slots.now() : closing;
        long held = slots.records() ? slot.ledger().recordRelease(closing, now) : 0;
        if (changes != null) {
            changes = null;
        }
        if (newestStatement != null) {
            newestStatement = null;
        }
        slots.giveBack(slot, fault == null ? failure : fault, now, held, used, attributes());
        policy.released(fault == null ? failure : fault, closing, now);
    }

    /** Gives the slot back first, because the driver or the executor may hang. The session serves no other claim. */
    @Override
    public void abort(@Nullable Executor executor) throws SQLException {
        if (executor == null && isOpen()) {
            throw new SQLException("abort needs an executor, and got null", INVALID_ARGUMENT);
        }
        Connection driver = end(ABORTED);
        if (driver != null) {
            driver.abort(executor);
        }
    }

    @Override
    public void reclaim(String reason) {
        end(DisconnectCause.leaked(reason));
    }

    /** Ends the claim, and gives up its session. Returns the driver's connection; null if the claim was over. */
    private @Nullable Connection end(DisconnectCause cause) {
        if (!tryEnd()) {
            return null;
        }
        fault = cause;
        Connection driver = delegate;
        delegate = ClosedConnection.INSTANCE;
        try {
            giveBack(null, policy.slotReturn().now(), true);
        } finally {
            Reference.reachabilityFence(this);
        }
        return driver;
    }

    /** Keeps the session from every later claim. The holder keeps the connection until it closes it. */
    public void evict() {
        if (fault == null && isOpen()) {
            fault = DisconnectCause.evicted("the application evicted it");
        }
    }

    /** Whether the slot goes back to {@code other}. */
    public boolean isOf(SlotReturn other) {
        return policy.slotReturn().equals(other);
    }

    void requireOpen(String reason) throws SQLException {
        if (!isOpen()) {
            throw ClosedConnection.exception(reason);
        }
    }

    @Override
    DatabaseMetaData wrap(DatabaseMetaData fresh) {
        return new ClaimedMetaData(this, fresh);
    }

    @Override
    Statement wrap(Statement fresh) throws SQLException {
        return track(new ClaimedStatement(this, ClaimedValues.require(fresh)));
    }

    @Override
    PreparedStatement wrap(PreparedStatement fresh, String sql) throws SQLException {
        return track(new ClaimedPreparedStatement(this, ClaimedValues.require(fresh), sql));
    }

    @Override
    CallableStatement wrap(CallableStatement fresh, String sql) throws SQLException {
        return track(new ClaimedCallableStatement(this, ClaimedValues.require(fresh), sql));
    }

    @Override
    @Nullable
    Array wrap(@Nullable Array fresh) {
        return ClaimedArray.wrap(this, fresh);
    }

    <S extends ClaimedStatement> S track(S fresh) {
        return ClaimedStatement.push(this, fresh);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (ClaimViews.accepts(type)) {
            return type.cast(ClaimViews.of(this));
        } else if (!type.isInstance(this)) {
            markUnwrapped();
        }
        return Wrappers.unwrap(type, this, delegate);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return ClaimViews.accepts(type) || Wrappers.isWrapperFor(type, this, delegate);
    }

    @Override
    public String toString() {
        return "claimed " + slot + " (" + delegate + ")";
    }
}
