package dev.penstock.pool.source;

import dev.penstock.backends.SessionSetupException;
import dev.penstock.waits.text.ForeignText;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets in exceptions, with all causes, suppressed and next exceptions, and makes copies without them. The same
 * holds for texts of servers that are endless, forge a line of a log, or control a terminal. Methods of the exceptions
 * may throw anything.
 */
final class SecretFilter {
    private static final int MAX_CHAIN = 16;

    private final Secrets secrets;

    SecretFilter(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Whether a print of the exception may contain a secret: it does, it is too long, or it cannot be printed. */
    boolean finds(Throwable thrown) {
        Deque<Throwable> open = new ArrayDeque<>(List.of(thrown));
        for (int i = 0; !open.isEmpty(); i++) {
            if (i == MAX_CHAIN || !isHarmless(open.remove(), open)) {
                return true;
            }
        }
        return false;
    }

    private boolean isHarmless(Throwable thrown, Deque<Throwable> open) {
        try {
            open.addAll(List.of(thrown.getSuppressed()));
            addTo(open, thrown.getCause());
            if (thrown instanceof SQLException failure) {
                addTo(open, failure.getNextException());
                if (!isHarmless(failure.getSQLState())) {
                    return false;
                }
            }
            return isHarmless(thrown.getMessage()) && isHarmless(thrown.toString());
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private static void addTo(Deque<Throwable> open, @Nullable Throwable thrown) {
        if (thrown != null) {
            open.add(thrown);
        }
    }

    private boolean isHarmless(@Nullable String text) {
        return text == null
                || (ForeignText.isPrintable(text) && secrets.redact(text).equals(text));
    }

    /** A copy with those causes alone that have no secret in them: causes usually repeat the message. */
    SQLException redacted(Throwable thrown) {
        SQLException redacted = copy(thrown, ForeignText.line(secrets.redact(ForeignText.wholeMessage(thrown))));
        try {
            redacted.setStackTrace(thrown.getStackTrace());
            Throwable cause = firstHarmless(thrown.getCause());
            if (cause != null && redacted.getCause() == null) {
                redacted.initCause(cause);
            }
        } catch (RuntimeException | Error e) {
            assert e != null : "an exception that cannot be read has no more to copy";
        }
        return redacted;
    }

    /** The pool treats some types of exceptions in a way of their own, so the copy has the same type. */
    private SQLException copy(Throwable thrown, String message) {
        if (!(thrown instanceof SQLException failure)) {
            return new SQLException(thrown.getClass().getName() + ": " + message);
        }
        String state = stateOf(failure);
        if (failure instanceof SQLTimeoutException) {
            return new SQLTimeoutException(message, state, codeOf(failure));
        }
        return failure instanceof SessionSetupException
                ? SessionSetupException.copy(message, state, codeOf(failure))
                : new SQLException(message, state, codeOf(failure));
    }

    private static @Nullable String stateOf(SQLException failure) {
        try {
            String state = ForeignText.sqlState(failure.getSQLState());
            return state.isEmpty() ? null : state;
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    private static int codeOf(SQLException failure) {
        try {
            return failure.getErrorCode();
        } catch (RuntimeException | Error e) {
            return 0;
        }
    }

    private @Nullable Throwable firstHarmless(@Nullable Throwable first) {
        Throwable cause = first;
        for (int i = 0; cause != null && i < MAX_CHAIN; i++) {
            if (!finds(cause)) {
                return cause;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
