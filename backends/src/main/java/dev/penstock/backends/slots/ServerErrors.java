package dev.penstock.backends.slots;

import dev.penstock.backends.SessionSetupException;
import dev.penstock.waits.text.ForeignText;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Classifies and describes the errors of connects, checks and probes. */
final class ServerErrors {
    private static final String WRONG_PASSWORD = "28P01";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final int MYSQL_TOO_MANY_CONNECTIONS = 1_040;
    private static final int MAX_CAUSES = 10;

    /**
     * States with which a server or a driver refuses every session until its configuration or the database changes:
     * PostgreSQL's unknown database, closed database, missing right to connect, and wrong parameter; pgjdbc's missing
     * support of TLS or of a login method; H2's unknown database.
     */
    private static final Set<String> PERMANENT_STATES =
            Set.of("3D000", "55000", "42501", "42704", "22023", "08004", "90013", "90146");

    /**
     * The same by vendor codes, each with its state: MySQL's missing right to use the database and unknown database;
     * SQL Server's unknown database.
     */
    private static final Map<Integer, String> PERMANENT_CODES = Map.of(1_044, "42000", 1_049, "42000", 4_060, "S0001");

    /** The classes of states that may pass: connection, rollback, resources, operator, system, internal error. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "40", "53", "57", "58", "XX");

    private ServerErrors() {}

    /** The error of a call that did not end within its limit; {@code frames} say where the call hangs, if known. */
    static SQLException timeout(String call, Duration limit, Optional<String> frames) {
        String place = frames.map(found -> ": it is in " + found).orElse("");
        return new SQLTimeoutException(call + " has not ended within " + limit.toMillis() + " ms" + place, "08000");
    }

    /**
     * The error of a connection that its driver called invalid after {@code lasted}. Drivers do not say why: an answer
     * that took half the limit or longer counts as silence of the server.
     */
    static SQLException invalid(Duration lasted, Duration limit) {
        if (lasted.compareTo(limit.dividedBy(2)) < 0) {
            return new SQLException("the connection is not valid any more", "08006");
        }
        return new SQLTimeoutException(
                "the connection is not valid any more: no answer within " + lasted.toMillis() + " ms", "08006");
    }

    static boolean refusesCredentials(Throwable error) {
        return sqlState(error).startsWith("28");
    }

    /** What the server refuses, and when the credentials are tried again. */
    static String describeRefusal(Throwable error) {
        String refusal = sqlState(error).equals(WRONG_PASSWORD)
                ? "the server refuses the password"
                : "the server does not let this user in (its access rules or the role's rights)";
        return refusal + "; no further attempt until the credentials change, or a claim waits half a minute later: "
                + describe(error);
    }

    /** Whether the server says that it has too many connections: by PostgreSQL's SQLState or MySQL's error code. */
    static boolean isServerFull(Throwable error) {
        return sqlState(error).equals(TOO_MANY_CONNECTIONS)
                || (error instanceof SQLException failure && failure.getErrorCode() == MYSQL_TOO_MANY_CONNECTIONS);
    }

    /** Whether the server says that it starts, recovers or stops. */
    static boolean isNotAccepting(Throwable error) {
        return sqlState(error).startsWith("57P");
    }

    /** Whether a failed attempt shows that the server answers: by an error, or by a refused connection. */
    static boolean isAnswer(Throwable error) {
        String state = sqlState(error);
        boolean sent = !state.isEmpty() && !state.startsWith("08");
        return sent || hasCause(error, ConnectException.class::isInstance);
    }

    /** Whether a failed attempt waited in vain for the server. */
    static boolean isTimeout(Throwable error) {
        return hasCause(
                error, cause -> cause instanceof SocketTimeoutException || cause instanceof SQLTimeoutException);
    }

    /**
     * Whether the server, the driver or the configuration refuses every session until one of them is changed: a state
     * of {@link #PERMANENT_STATES}, a certificate that is not accepted, or a missing class of the driver. An error
     * that may pass is not permanent: a server that starts, is full or is not reached.
     */
    static boolean isPermanentRefusal(Throwable error) {
        String state = sqlState(error);
        if (isServerFull(error) || isNotAccepting(error)) {
            return false;
        }
        if (error instanceof SessionSetupException) {
            return !state.isEmpty() && TRANSIENT_CLASSES.stream().noneMatch(state::startsWith) && !isTimeout(error);
        }
        return PERMANENT_STATES.contains(state)
                || (error instanceof SQLException failure
                        && PERMANENT_CODES
                                .getOrDefault(failure.getErrorCode(), "none")
                                .equals(state))
                || hasCause(error, ServerErrors::isCertificate)
                || (!state.startsWith("08") && hasCause(error, LinkageError.class::isInstance));
    }

    private static boolean isCertificate(Throwable cause) {
        return cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException;
    }

    private static boolean hasCause(Throwable error, Predicate<Throwable> sought) {
        Throwable cause = error;
        for (int depth = 0; depth < MAX_CAUSES && cause != null; depth++) {
            if (sought.test(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String sqlState(Throwable error) {
        return error instanceof SQLException failure && failure.getSQLState() != null ? failure.getSQLState() : "";
    }

    /**
     * The message of an error with its SQLState, and the messages of its causes that say more, in one line. The causes
     * matter: drivers wrap the reason of a failed connect.
     */
    static String describe(Throwable error) {
        String state = ForeignText.sqlState(sqlState(error));
        StringBuilder text = new StringBuilder(ForeignText.message(error));
        if (!state.isEmpty()) {
            text.append(" (SQLState ").append(state).append(')');
        }
        Throwable cause = error.getCause();
        for (int depth = 0; depth < MAX_CAUSES && cause != null; depth++) {
            String message = ForeignText.message(cause);
            String type = cause.getClass().getName();
            if (message.equals(type) || text.indexOf(message) < 0) {
                text.append("; caused by ").append(cause.getClass().getSimpleName());
                text.append(message.equals(type) ? "" : ": " + message);
            }
            cause = cause.getCause();
        }
        return ForeignText.line(text);
    }
}
