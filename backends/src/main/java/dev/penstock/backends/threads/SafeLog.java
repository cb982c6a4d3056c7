package dev.penstock.backends.threads;

import org.slf4j.Logger;

/** Log methods that never throw. The error of a failed log line has no other place to go and is dropped. */
public final class SafeLog {
    private SafeLog() {}

    /** Logs an error. */
    public static void error(Logger logger, String form, Object... facts) {
        try {
            logger.error(form, facts);
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs a warning. */
    public static void warn(Logger logger, String form, Object... facts) {
        try {
            logger.warn(form, facts);
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs information. */
    public static void info(Logger logger, String form, Object... facts) {
        try {
            logger.info(form, facts);
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs debug information. */
    public static void debug(Logger logger, String form, Object... facts) {
        try {
            logger.debug(form, facts);
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    private static void drop(Throwable thrown) {
        assert thrown != null : "caught";
    }
}
