package dev.penstock.backends.slots;

import dev.penstock.backends.sockets.BackendSockets;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import java.sql.Connection;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes and aborts the sessions of one backend on the backend's own threads, so that no caller waits. Thread-safe.
 *
 * <p>A session counts among the connections of the backend until it is closed. If the server does not confirm that
 * within {@link ClosingSession#LIMIT}, the session counts as one of the {@link UnconfirmedSessions}. A session that
 * waits for a thread counts until all threads hang, at most {@link #MAX_QUEUED} plus the time in which a stuck status
 * task gets a successor: the successor hands the session over again.
 *
 * <p>A close that takes longer than {@link ClosingSession#LIMIT} ends, because its {@link BackendSockets} are closed.
 * An abort closes them first: with TLS, the driver's abort waits for a call that writes.
 */
final class Closer {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.sessions");

    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final Duration MAX_QUEUED = Duration.ofSeconds(10);

    private final String label;
    private final PoolRuntime runtime;
    private final ConnectorCalls connector;
    private final Deadlines deadlines;
    private final BoundedWorkers threads;
    private final BackendSockets sockets = new BackendSockets();
    private final Listener listener;

    /** Learns how closes end. Neither blocks nor throws. */
    interface Listener {
        /** A session counts no longer. */
        void closed();

        /** A session is closed or its close hangs, and the server has not confirmed its end: it counts on. */
        void unconfirmed(ClosingSession session);
    }

    /** Posts the outcome to the status task, and notifies the observer of room for another connection. */
    record Notifier(Consumer<StatusMessage> mailbox, SlotSetObserver observer) implements Listener {
        @Override
        public void closed() {
            mailbox.accept(new StatusMessage.SessionClosed());
            observer.slotGone();
        }

        @Override
        public void unconfirmed(ClosingSession session) {
            mailbox.accept(new StatusMessage.SessionUnconfirmed(session));
        }
    }

    /** Creates the closer of a backend. */
    Closer(
            String label,
            PoolRuntime runtime,
            ConnectorCalls connector,
            Deadlines deadlines,
            BoundedWorkers threads,
            Listener listener) {
        this.label = label;
        this.runtime = runtime;
        this.connector = connector;
        this.deadlines = deadlines;
        this.threads = threads;
        this.listener = listener;
    }

    /** The sockets of the backend's sessions and attempts. */
    BackendSockets sockets() {
        return sockets;
    }

    /**
     * Closes the session, however long it waits for a thread. The session is closed once, however often this is called.
     */
    void close(ClosingSession session) {
        Duration longest = deadlines.takeoverTime().plus(MAX_QUEUED);
        endIfNotBegun(session, now() + longest.toNanos());
        submit(session);
    }

    private void submit(ClosingSession session) {
        try {
            threads.submit(call -> {
                if (session.begin()) {
                    close(session, call);
                }
            });
        } catch (RuntimeException | Error e) {
            runtime.log()
                    .warn(LOGGER, "pool {}: no thread closes a connection to backend {} now", runtime.pool(), label, e);
            deadlines.trySchedule(RETRY, () -> submit(session));
        }
    }

    /** Lets a session whose close does not begin count no longer, once no thread can be expected for it. */
    private void endIfNotBegun(ClosingSession session, long until) {
        deadlines.trySchedule(ClosingSession.LIMIT, () -> {
            boolean inVain = threads.isExhausted() || now() - until >= 0;
            if (!session.begun() && inVain) {
                sockets.disconnect(session.connection());
                end(session);
            } else if (!session.begun()) {
                endIfNotBegun(session, until);
            }
        });
    }

    private void close(ClosingSession session, BoundedWorkers.Call call) {
        Connection connection = session.connection();
        AtomicReference<@Nullable Throwable> error = new AtomicReference<>();
        try {
            deadlines.runLimited(call, () -> endLate(session), () -> error.set(connector.close(connection)));
        } finally {
            sockets.forget(connection);
            if (error.get() instanceof SQLTimeoutException) {
                reportUnconfirmed(session);
            } else {
                end(session);
            }
        }
        Throwable thrown = error.get();
        if (thrown != null) {
            SafeLog.debug(
                    LOGGER, "pool {}: a connection to backend {} did not close cleanly", runtime.pool(), label, thrown);
        }
    }

    private void end(ClosingSession session) {
        if (session.end()) {
            listener.closed();
        }
    }

    private void endLate(ClosingSession session) {
        reportUnconfirmed(session);
        sockets.disconnect(session.connection());
    }

    private void reportUnconfirmed(ClosingSession session) {
        if (!session.ended()) {
            listener.unconfirmed(session);
        }
    }

    /**
     * Aborts the connection that a claim holds. If the server answers before a thread is free, the claim keeps its
     * connection. If no thread can be made, the next unanswered probe requests the abort again.
     */
    void abort(Slot slot, Connection connection) {
        String claim = slot.ledger()
                .heldClaim(now())
                .map(held -> held.ids().format(held.claimId()))
                .orElse("");
        String form = "pool {}: the server of backend {} is dead: slot {} loses its connection"
                + (claim.isEmpty() ? "" : " under claim {}");
        runtime.log().warn(LOGGER, form, runtime.pool(), label, slot.id(), claim);
        try {
            threads.submit(call -> {
                if (slot.tracking.abortRequested) {
                    deadlines.runLimited(call, () -> {}, () -> abort(connection));
                }
            });
        } catch (RuntimeException | Error e) {
            slot.tracking.abortRequested = false;
            throw e;
        }
    }

    /**
     * Aborts and closes the connection that a claim holds, because the pool closes. Some drivers cannot abort, and some
     * wait in {@code close} for the call that an abort ends.
     */
    void abortAndClose(Slot slot, Connection connection) {
        try {
            threads.submit(call -> deadlines.runLimited(call, () -> {}, () -> {
                abort(connection);
                closeAborted(connection);
                slot.tracking.aborted = true;
            }));
        } catch (RuntimeException | Error e) {
            SafeLog.warn(LOGGER, "pool {}: no thread aborts a connection to backend {}", runtime.pool(), label, e);
        }
    }

    private void closeAborted(Connection connection) {
        try {
            connection.close();
        } catch (Exception | Error e) {
            String form = "pool {}: an aborted connection to backend {} did not close cleanly: {}";
            SafeLog.debug(LOGGER, form, runtime.pool(), label, connector.describe(e));
        }
        sockets.forget(connection);
    }

    /**
     * Closes the socket of a connection whose driver hangs in a call, so that the call returns, and aborts the
     * connection on another thread. Does not throw.
     */
    void abortHanging(Connection connection) {
        sockets.disconnect(connection);
        try {
            threads.submit(call -> deadlines.runLimited(call, () -> {}, () -> abort(connection)));
        } catch (RuntimeException | Error e) {
            SafeLog.warn(LOGGER, "pool {}: no thread aborts a connection to backend {} now", runtime.pool(), label, e);
        }
    }

    private void abort(Connection connection) {
        sockets.disconnect(connection);
        try {
            connection.abort(Runnable::run);
        } catch (Exception | Error e) {
            String form = "pool {}: a connection to backend {} cannot be aborted: {}";
            SafeLog.warn(LOGGER, form, runtime.pool(), label, connector.describe(e));
        }
    }

    private long now() {
        return runtime.clock().nanoTime();
    }
}
