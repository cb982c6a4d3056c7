package dev.penstock.backends.threads;

import dev.penstock.waits.text.ForeignText;
import dev.penstock.waits.text.PrintableException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;

/**
 * Log methods that never throw. The error of a failed log line has no other place to go and is dropped. Each fact is
 * printed as one line, because it may contain foreign text. An exception for which the form has a hole is text; an
 * exception after the last hole is printed with its stack.
 */
public final class SafeLog {
    /** The greatest length of a fact, in characters. */
    private static final int MAX_FACT = 2_000;

    private SafeLog() {}

    /** Logs an error. */
    public static void error(Logger logger, String form, Object... facts) {
        try {
            if (logger.isErrorEnabled()) {
                write(form, facts, logger::error);
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs a warning. */
    public static void warn(Logger logger, String form, Object... facts) {
        try {
            if (logger.isWarnEnabled()) {
                write(form, facts, logger::warn);
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs information. */
    public static void info(Logger logger, String form, Object... facts) {
        try {
            if (logger.isInfoEnabled()) {
                write(form, facts, logger::info);
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    /** Logs debug information. */
    public static void debug(Logger logger, String form, Object... facts) {
        try {
            if (logger.isDebugEnabled()) {
                write(form, facts, logger::debug);
            }
        } catch (RuntimeException | Error e) {
            drop(e);
        }
    }

    private static void write(String form, Object[] facts, BiConsumer<String, Object[]> line) {
        Object[] printable = printable(holes(form), facts);
        LogTags tags = LogTags.put(form, printable);
        try {
            line.accept(form, printable);
        } finally {
            tags.close();
        }
    }

    private static int holes(String form) {
        int holes = 0;
        for (int hole = form.indexOf("{}"); hole >= 0; hole = form.indexOf("{}", hole + 2)) {
            holes++;
        }
        return holes;
    }

    private static Object[] printable(int holes, Object... facts) {
        Object[] printable = new Object[facts.length];
        for (int i = 0; i < facts.length; i++) {
            printable[i] = i < holes ? text(facts[i]) : afterHoles(facts[i]);
        }
        return printable;
    }

    private static String text(Object fact) {
        return fact instanceof Throwable thrown
                ? ForeignText.describe(thrown)
                : ForeignText.line(String.valueOf(fact), MAX_FACT);
    }

    private static Object afterHoles(Object fact) {
        return fact instanceof Throwable thrown ? PrintableException.of(thrown) : text(fact);
    }

    private static void drop(Throwable thrown) {
        assert thrown != null : "caught";
    }
}
