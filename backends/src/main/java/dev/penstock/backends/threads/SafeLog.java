package dev.penstock.backends.threads;

import org.slf4j.Logger;

/** Logs for threads that must outlive a logger that throws: what it throws has nowhere to go and is dropped. */
public final class SafeLog {
    private SafeLog() {}

    public static void error(Logger logger, String form, Object... facts) {
        try {
            logger.error(form, facts);
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    public static void warn(Logger logger, String form, Object... facts) {
        try {
            logger.warn(form, facts);
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    public static void info(Logger logger, String form, Object... facts) {
        try {
            logger.info(form, facts);
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

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
