package dev.penstock.backends.threads;

import dev.penstock.waits.text.ForeignText;
import dev.penstock.waits.text.PrintableException;
import org.slf4j.Logger;

/**
 * Log methods that never throw. The error of a failed log line has no other place to go and is dropped. Each fact is
 * printed as one line, because it may contain foreign text.
 */
public final class SafeLog {
    /** The greatest length of a fact, in characters. */
    private static final int MAX_FACT = 2_000;

    private SafeLog() {}

    /** Logs an error. */
    public static void error(Logger logger, String form, Object... facts) {
        try {
            if (logger.isErrorEnabled()) {
                Object[] printable = printable(facts);
                try (LogTags tags = LogTags.put(form, printable)) {
                    logger.error(form, printable);
                }
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs a warning. */
    public static void warn(Logger logger, String form, Object... facts) {
        try {
            if (logger.isWarnEnabled()) {
                Object[] printable = printable(facts);
                try (LogTags tags = LogTags.put(form, printable)) {
                    logger.warn(form, printable);
                }
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs information. */
    public static void info(Logger logger, String form, Object... facts) {
        try {
            if (logger.isInfoEnabled()) {
                Object[] printable = printable(facts);
                try (LogTags tags = LogTags.put(form, printable)) {
                    logger.info(form, printable);
                }
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs debug information. */
    public static void debug(Logger logger, String form, Object... facts) {
        try {
            if (logger.isDebugEnabled()) {
                Object[] printable = printable(facts);
                try (LogTags tags = LogTags.put(form, printable)) {
                    logger.debug(form, printable);
                }
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    private static Object[] printable(Object... facts) {
        Object[] printable = new Object[facts.length];
        for (int i = 0; i < facts.length; i++) {
            printable[i] = facts[i] instanceof Throwable thrown
                    ? PrintableException.of(thrown)
                    : ForeignText.line(String.valueOf(facts[i]), MAX_FACT);
        }
        return printable;
    }

    private static void drop(Throwable thrown) {
        assert thrown != null : "caught";
    }
}
