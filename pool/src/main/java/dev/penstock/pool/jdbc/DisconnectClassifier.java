package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import java.util.Set;

/** Decides whether what a driver threw means that its connection is lost. Thread-safe. */
public final class DisconnectClassifier {
    /** HikariCP's list, beside class 08: feature not supported, server shutting down, disconnected, Sybase's own. */
    private static final Set<String> FATAL_STATES =
            Set.of("0A000", "57P01", "57P02", "57P03", "01002", "JZ0C0", "JZ0C1");

    private static final Set<Integer> FATAL_CODES = Set.of(500_150, 2_399, 1_105);
    private static final String READ_ONLY = "25006";
    private static final String CLOSED_ALREADY = "08003";
    private static final int MAX_CHAIN = 16;

    private final Judge first;

    /** Asks {@code first} of each exception, then its own lists. */
    public DisconnectClassifier(Judge first) {
        this.first = first;
    }

    /** Says what becomes of a connection after an exception. What it throws counts as undecided. */
    @FunctionalInterface
    public interface Judge {
        /** What becomes of the connection. */
        Verdict verdict(SQLException exception);
    }

    /** What becomes of a connection. */
    public enum Verdict {
        /** As the lists have it. */
        UNDECIDED,
        /** It is as good as before. */
        HARMLESS,
        /** It is lost. */
        FATAL
    }

    /** Why the connection is lost, and through whom; empty where it is not. */
    Optional<DisconnectCause> of(Throwable thrown) {
        return of(thrown, false);
    }

    /** The same where a refusal to write may be a reason, too. */
    Optional<DisconnectCause> of(Throwable thrown, boolean writes) {
        if (thrown instanceof Error) {
            return Optional.of(DisconnectCause.client("the driver threw " + thrown));
        }
        Throwable next = thrown;
        for (int i = 0; next instanceof SQLException failure && i < MAX_CHAIN; i++) {
            Verdict verdict = verdict(failure);
            if (verdict == Verdict.HARMLESS) {
                return Optional.empty();
            }
            if (verdict == Verdict.FATAL || isFatal(failure) || (writes && isRefusalToWrite(failure))) {
                return Optional.of(new DisconnectCause(
                        text(failure) + " (SQLState " + failure.getSQLState() + ")", blame(failure, verdict)));
            }
            next = failure.getNextException();
        }
        return Optional.empty();
    }

    /**
     * What is said in logs and reports, which statements and their values have no place in: drivers quote them for a
     * batch, and in the lines after the first.
     */
    private static String text(SQLException failure) {
        SQLException told = failure;
        for (int i = 0; told instanceof BatchUpdateException && i < MAX_CHAIN; i++) {
            told = told.getNextException();
        }
        if (told == null || told instanceof BatchUpdateException) {
            return "a batch was aborted";
        }
        return String.valueOf(told.getMessage()).lines().findFirst().orElse("");
    }

    /** Whether a server says that it is read-only. */
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
     * A read that took longer than the application allows may be the statement's fault, and a connection that is
     * closed already anybody's; a plan that is stale, or what an override says, is this connection's alone.
     */
    private static DisconnectCause.Blame blame(SQLException failure, Verdict verdict) {
        String state = failure.getSQLState();
        boolean gone = failure instanceof SQLRecoverableException
                || (state != null && (state.startsWith("08") || state.startsWith("57P")));
        if (verdict == Verdict.FATAL || !gone) {
            return DisconnectCause.Blame.CLIENT;
        }
        if (CLOSED_ALREADY.equals(state)) {
            return DisconnectCause.Blame.UNKNOWN;
        }
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CHAIN; i++) {
            if (cause instanceof SocketTimeoutException || cause instanceof SQLTimeoutException) {
                return DisconnectCause.Blame.UNKNOWN;
            }
            cause = cause.getCause();
        }
        return DisconnectCause.Blame.SERVER;
    }

    private Verdict verdict(SQLException failure) {
        try {
            Verdict verdict = first.verdict(failure);
            return verdict == null ? Verdict.UNDECIDED : verdict;
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            return Verdict.UNDECIDED;
        }
    }

    /** What the driver itself does not support never reached the server; a server that says 0A000 has a stale plan. */
    private static boolean isFatal(SQLException failure) {
        String state = failure.getSQLState();
        if (failure instanceof SQLFeatureNotSupportedException) {
            return false;
        }
        return failure instanceof SQLRecoverableException
                || (state != null && (state.startsWith("08") || FATAL_STATES.contains(state)))
                || FATAL_CODES.contains(failure.getErrorCode());
    }
}
