package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.ClaimAttributes;
import dev.penstock.waits.ClaimLedger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A connection that may go on with another slot, as long as nothing was done with it.
 *
 * <p>What a claim made of its connection (statements, metadata, large objects, savepoints, the driver's own
 * connection) and what it changed belongs to that one session, so that a claim which has any of it stays where it is.
 * To ask the connection how it is does not count.
 *
 * <p>The other slot is held before the claim moves, and the former one is given back after, so that whoever ends the
 * claim meanwhile ends it on one of them, and the other is given back here.
 */
abstract class MovableConnection extends SessionConnection {
    private static final String NOT_RESET = "its session could not be reset";
    static final DisconnectCause NO_RESET = DisconnectCause.client(NOT_RESET);
    private static final DisconnectCause SHARED =
            DisconnectCause.client("a call of another thread was at the driver as its claim moved on");
    private static final String READS = "this claim was said to be read-only before it was used, so it has a connection"
            + " to a secondary (readOnlyRouting): to write, close it and claim another";

    /** Never written again. */
    SessionPolicy policy;

    Slot slot;
    boolean autoCommit;

    @Nullable
    SessionChanges changes;

    volatile @Nullable DisconnectCause fault;

    private boolean used;
    /** It was moved since it was said to be read-only. */
    private boolean moved;

    MovableConnection(
            Connection driver, Slot slot, SessionPolicy policy, boolean autoCommit, ClaimAttributes attributes) {
        super(driver, attributes);
        this.slot = slot;
        this.policy = policy;
        this.autoCommit = autoCommit;
    }

    @Override
    protected final ClaimLedger ledger() {
        return slot.ledger();
    }

    /** Whether a statement was made. */
    abstract boolean hasStatements();

    abstract void closeStatements() throws SQLException;

    /** The claim has something from its driver that another connection would not know. */
    final void used() {
        used = true;
    }

    @Override
    final SessionChanges changing() {
        SessionChanges noted = changes;
        if (noted == null) {
            noted = new SessionChanges(delegate, policy.defaults());
            changes = noted;
        }
        return noted;
    }

    @Override
    public void setReadOnly(boolean wanted) throws SQLException {
        SlotExchange exchange = policy.exchange();
        if (exchange == null) {
            becomeReadOnly(wanted);
            return;
        }
        callBegins();
        try {
            move(exchange, wanted);
            becomeReadOnly(wanted);
        } finally {
            callEnds();
        }
    }

    private void becomeReadOnly(boolean wanted) throws SQLException {
        change(() -> changing().readOnly(), () -> delegate.setReadOnly(wanted));
    }

    private void move(SlotExchange exchange, boolean reads) throws SQLException {
        if (used || hasStatements() || fault != null || !isOpen()) {
            return;
        }
        SessionChanges noted = changes;
        if (reads && !moved && noted == null) {
            Slot other = exchange.forReading(slot);
            moved = other != null && moveTo(other, exchange);
        } else if (!reads && moved && (noted == null || noted.ofReadOnlyAlone())) {
            Slot other = exchange.forWriting(slot);
            moved = other != null && !moveTo(other, exchange);
        }
    }

    /** Puts the claim on a slot that the caller holds. False, and the slot is given back, where that cannot be. */
    private boolean moveTo(Slot other, SlotExchange exchange) {
        Slot former = slot;
        Connection driver = delegate;
        SessionChanges noted = changes;
        SlotReturn home = policy.home();
        long now = home.now();
        long held = 0;
        boolean moving = false;
        boolean done = false;
        boolean alone = true;
        try {
            Connection next = other.connection();
            moving = beginMove();
            if (moving) {
                held = home.records() ? former.ledger().moveTo(other.ledger(), this, now) : 0;
                slot = other;
                delegate = next;
                changes = null;
                done = true;
            }
        } finally {
            alone = !moving || endMove();
            if (!done) {
                exchange.unused(other);
            }
        }
        if (done) {
            leave(former, new Session(driver, noted), alone ? null : SHARED, held);
        }
        return done;
    }

    /** A session that the claim has left, and what it changed in it. */
    private record Session(Connection driver, @Nullable SessionChanges changes) {}

    /** Gives a slot back that the claim has left, as {@link #close} would. */
    private void leave(Slot former, Session session, @Nullable DisconnectCause doubt, long held) {
        DisconnectCause loss = doubt;
        Error error = null;
        SlotState from = SlotState.CLAIMED;
        try {
            if (loss == null && (!autoCommit || session.changes() != null)) {
                former.resetting();
                from = SlotState.RESETTING;
                reset(session.driver(), session.changes());
            } else if (loss == null && session.driver().isClosed()) {
                loss = DisconnectCause.unknown("its driver has closed it");
            }
        } catch (Throwable e) {
            loss = NO_RESET;
            loss = notReset(e);
            error = e instanceof Error thrown ? thrown : null;
        } finally {
            giveBack(former, from, loss, held);
        }
        if (error != null) {
            throw error;
        }
    }

    private void giveBack(Slot former, SlotState from, @Nullable DisconnectCause loss, long held) {
        SlotReturn home = policy.home();
        if (loss == null) {
            home.released(former, from, home.now(), held, false);
        } else {
            home.discarded(former, from, loss);
        }
    }

    /** What it means that the session could not be reset; {@link #NO_RESET} until that is known. */
    final DisconnectCause notReset(Throwable thrown) {
        DisconnectCause.Blame blame =
                policy.fatality().of(thrown).map(DisconnectCause::blame).orElse(DisconnectCause.Blame.CLIENT);
        return new DisconnectCause(NOT_RESET + ": " + thrown.getMessage(), blame);
    }

    final void reset(Connection driver, @Nullable SessionChanges noted) throws SQLException {
        int before = SessionChanges.limit(driver, policy.resetMillis());
        closeStatements();
        if (!autoCommit) {
            driver.rollback();
        }
        if (noted != null) {
            noted.undo();
        }
        SessionChanges.unlimit(driver, noted == null ? before : noted.networkTimeoutBefore(before));
        driver.clearWarnings();
    }

    /** To an application that writes where it said that it would not, the server's refusal alone tells too little. */
    final void explain(Throwable thrown) {
        if (moved && DisconnectClassifier.isRefusalToWrite(thrown) && thrown.getSuppressed().length == 0) {
            thrown.addSuppressed(new SQLException(READS));
        }
    }

    @Override
    public Array createArrayOf(String type, Object[] elements) throws SQLException {
        used();
        return super.createArrayOf(type, elements);
    }

    @Override
    public Blob createBlob() throws SQLException {
        used();
        return super.createBlob();
    }

    @Override
    public Clob createClob() throws SQLException {
        used();
        return super.createClob();
    }

    @Override
    public NClob createNClob() throws SQLException {
        used();
        return super.createNClob();
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        used();
        return super.createSQLXML();
    }

    @Override
    public Struct createStruct(String type, Object[] attributes) throws SQLException {
        used();
        return super.createStruct(type, attributes);
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        used();
        return super.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        used();
        return super.setSavepoint(name);
    }

    @Override
    public void commit() throws SQLException {
        used();
        super.commit();
    }

    @Override
    public void rollback() throws SQLException {
        used();
        super.rollback();
    }

    @Override
    public void beginRequest() throws SQLException {
        used();
        super.beginRequest();
    }
}
