package dev.penstock.backends.slots;

import dev.penstock.waits.text.ForeignText;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Classifies and describes the errors of connects, checks and probes. */
final class ServerErrors {
    private static final String WRONG_PASSWORD = "28P01";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final int MYSQL_TOO_MANY_CONNECTIONS = 1_040;
    private static final int MAX_CAUSES = 10;

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

    /** The message of an error, with its SQLState, in one line. */
    static String describe(Throwable error) {
        String state = ForeignText.sqlState(sqlState(error));
        String text = ForeignText.message(error);
        return state.isEmpty() ? text : text + " (SQLState " + state + ")";
    }
}
