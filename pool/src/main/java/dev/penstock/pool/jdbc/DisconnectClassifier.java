package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.waits.text.ForeignText;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether an exception of a driver means that its connection is lost. Thread-safe.
 *
 * <p>A server may report the end of another server's session, as postgres_fdw does. If PostgreSQL sent such an error
 * with severity ERROR, it keeps the session: the connection is not lost, and is checked before its next use.
 */
public final class DisconnectClassifier {
    /** The cause if the examination of an exception fails: nothing is known of the session. */
    static final DisconnectCause UNEXAMINED =
            DisconnectCause.client("an exception of its driver could not be examined");

    private static final Optional<DisconnectCause> OF_UNEXAMINED = Optional.of(UNEXAMINED);

    /** HikariCP's list besides classes 08 and 57P: feature not supported, disconnect, Sybase's own. */
    private static final Set<String> DISCONNECT_STATES = Set.of("0A000", "01002", "JZ0C0", "JZ0C1");

    private static final Set<Integer> DISCONNECT_CODES = Set.of(500_150, 2_399, 1_105);

    /** PostgreSQL ended this session because its own transaction was idle, or lasted, for too long. */
    private static final Set<String> OWN_TIMEOUTS = Set.of("25P03", "25P04");

    /** The message of the JDK if an interrupt of a virtual thread closed the socket that the thread used. */
    private static final String CLOSED_BY_INTERRUPT = "Closed by interrupt";

    private static final String READ_ONLY = "25006";
    private static final String ALREADY_CLOSED = "08003";
    private static final int MAX_CHAIN = 16;
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.claims");

    private final String pool;
    private final Rule rule;
    private final UnaryOperator<String> withoutSecrets;
    private final LogLimit ruleFailures = new LogLimit();

    /**
     * Creates a classifier that asks a rule first, and then looks at its own lists.
     *
     * @param pool the name of the pool
     * @param withoutSecrets removes secrets from the text of a server or driver
     */
    public DisconnectClassifier(String pool, Rule rule, UnaryOperator<String> withoutSecrets) {
        this.pool = pool;
        this.rule = rule;
        this.withoutSecrets = withoutSecrets;
    }

    /** A rule of the application. Whatever it throws is logged, and counts as {@link Classification#UNDECIDED}. */
    @FunctionalInterface
    public interface Rule {
        /** Classifies one exception of a chain. */
        Classification classify(SQLException exception);
    }

    /** The meaning of an exception for its connection. */
    public enum Classification {
        /** The classifier's own lists decide. */
        UNDECIDED,
        /** The connection works. */
        CONNECTED,
        /** The connection is lost. */
        DISCONNECTED
    }

    /** The reason why the connection is lost; empty if the exception does not mean that. */
    Optional<DisconnectCause> causeOf(Throwable thrown) {
        return causeOf(thrown, false, null);
    }

    /**
     * The reason why the connection is lost; empty if the exception does not mean that. If the server kept the session
     * although it reported a lost one, has the connection checked before its next use. If the exception cannot be
     * examined, the connection counts as lost, and the exception gets the failure as a suppressed one.
     *
     * @param writes whether a server's refusal to write is such a reason
     * @param slot the slot that has the connection; null if the connection is given up in any case
     */
    Optional<DisconnectCause> causeOf(Throwable thrown, boolean writes, @Nullable Slot slot) {
        try {
            return classify(thrown, writes, slot);
        } catch (RuntimeException | Error e) {
            suppress(thrown, e);
            return OF_UNEXAMINED;
        }
    }

    /** Adds what an examination threw to the exception that it examined. Never throws. */
    static void suppress(Throwable thrown, Throwable failure) {
        try {
            thrown.addSuppressed(failure);
        } catch (RuntimeException | Error e) {
            // without memory or stack, the application sees the exception alone
        }
    }

    /** The SQLState of an exception; null if it has none, or if its own method throws. */
    static @Nullable String stateOf(SQLException failure) {
        try {
            return failure.getSQLState();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private Optional<DisconnectCause> classify(Throwable thrown, boolean writes, @Nullable Slot slot) {
        if (thrown instanceof Error) {
            return Optional.of(DisconnectCause.client(
                    "the driver threw " + thrown.getClass().getName()));
        }
        Throwable next = thrown;
        for (int i = 0; next instanceof SQLException failure && i < MAX_CHAIN; i++) {
            Classification classification = askRule(failure);
            if (classification == Classification.CONNECTED) {
                return Optional.empty();
            }
            if (classification == Classification.DISCONNECTED
                    || isDisconnect(failure)
                    || (writes && isRefusalToWrite(failure))) {
                return Optional.of(new DisconnectCause(
                        text(failure) + " (SQLState " + ForeignText.sqlState(failure.getSQLState()) + ")",
                        blame(failure, classification)));
            }
            if (slot != null && meansEndOfSession(failure.getSQLState())) {
                slot.markDoubted();
            }
            next = failure.getNextException();
        }
        return Optional.empty();
    }

    /**
     * The text for logs and reports, which must not contain statements or their values. Drivers quote these in the
     * exception of a batch, and after the first line of a message.
     */
    private String text(SQLException failure) {
        SQLException reason = failure;
        for (int i = 0; reason instanceof BatchUpdateException && i < MAX_CHAIN; i++) {
            reason = reason.getNextException();
        }
        if (reason == null || reason instanceof BatchUpdateException) {
            return "a batch was aborted";
        }
        String message = withoutSecrets.apply(ForeignText.wholeMessage(reason)).stripLeading();
        return ForeignText.line(message.lines().findFirst().orElse(""));
    }

    /** The message of an exception of the driver, as a line without secrets. */
    String describe(Throwable failure) {
        return ForeignText.line(withoutSecrets.apply(ForeignText.wholeMessage(failure)));
    }

    /** Whether a server refuses to write, because it is read-only. */
    static boolean isRefusalToWrite(Throwable thrown) {
        Throwable next = thrown;
        for (int i = 0; next instanceof SQLException failure && i < MAX_CHAIN; i++) {
            if (READ_ONLY.equals(failure.getSQLState())) {
                return true;
            }
            next = failure.getNextException();
        }
        return false;
    }

    /**
     * The party to blame. It is unknown for a timeout, because the statement may be slow, and for a connection that was
     * closed before. A stale plan, a timeout of the own transaction, an interrupt and the decision of a rule concern
     * this connection alone.
     */
    private static DisconnectCause.Blame blame(SQLException failure, Classification classification) {
        String state = failure.getSQLState();
        boolean gone = failure instanceof SQLRecoverableException
                || meansEndOfSession(state)
                || ServerSeverity.isFatal(failure);
        if (classification == Classification.DISCONNECTED || !gone || OWN_TIMEOUTS.contains(String.valueOf(state))) {
            return DisconnectCause.Blame.CLIENT;
        }
        if (ALREADY_CLOSED.equals(state)) {
            return DisconnectCause.Blame.UNKNOWN;
        }
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CHAIN; i++) {
            if (cause instanceof SocketTimeoutException || cause instanceof SQLTimeoutException) {
                return DisconnectCause.Blame.UNKNOWN;
            }
            if (isInterrupt(cause)) {
                return DisconnectCause.Blame.CLIENT;
            }
            cause = cause.getCause();
        }
        return DisconnectCause.Blame.SERVER;
    }

    /** Whether an interrupt of the caller ended the call, and the connection with it. */
    private static boolean isInterrupt(Throwable cause) {
        return cause instanceof InterruptedException
                || cause instanceof InterruptedIOException
                || cause instanceof ClosedByInterruptException
                || (cause instanceof SocketException && CLOSED_BY_INTERRUPT.equals(cause.getMessage()));
    }

    /** Whether the SQLState says that a session has ended: the state's own session, or one that its server used. */
    private static boolean meansEndOfSession(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    private Classification askRule(SQLException failure) {
        try {
            Classification classification = rule.classify(failure);
            return classification == null ? Classification.UNDECIDED : classification;
        } catch (Throwable e) {
            if (ruleFailures.permits(System.nanoTime())) {
                SafeLog.warn(LOGGER, "pool {}: the exceptionOverride failed; the default rules decide", pool, e);
            }
            return Classification.UNDECIDED;
        }
    }

    /**
     * Whether the lists mean a lost connection. A {@link SQLFeatureNotSupportedException} comes from the driver itself
     * and never reached the server. State 0A000 from a server means a stale plan.
     */
    private static boolean isDisconnect(SQLException failure) {
        String state = failure.getSQLState();
        if (failure instanceof SQLFeatureNotSupportedException) {
            return false;
        }
        return failure instanceof SQLRecoverableException
                || (meansEndOfSession(state) && !ServerSeverity.isErrorOfLiveSession(failure))
                || (state != null && DISCONNECT_STATES.contains(state))
                || DISCONNECT_CODES.contains(failure.getErrorCode())
                || ServerSeverity.isFatal(failure);
    }
}
