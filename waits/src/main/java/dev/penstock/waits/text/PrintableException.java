package dev.penstock.waits.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an exception for a log. It prints the same classes and stacks, and each message as a
 * {@linkplain ForeignText#line line}. Long chains of causes and deep stacks are cut.
 */
public final class PrintableException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int MAX_CAUSES = 8;
    private static final int MAX_FRAMES = 64;

    private final String text;

    private PrintableException(Throwable original, @Nullable PrintableException cause) {
        super(ForeignText.message(original), cause, false, true);
        this.text = ForeignText.describe(original);
        StackTraceElement[] stack = original.getStackTrace();
        setStackTrace(stack.length <= MAX_FRAMES ? stack : Arrays.copyOf(stack, MAX_FRAMES));
    }

    /** The copy of an exception and of its causes. */
    public static PrintableException of(Throwable original) {
        return of(original, MAX_CAUSES);
    }

    private static PrintableException of(Throwable original, int causes) {
        Throwable cause = original.getCause();
        return new PrintableException(original, cause == null || causes == 0 ? null : of(cause, causes - 1));
    }

    /** The class of the original exception, and its message. */
    @SuppressWarnings("OverrideThrowableToString") // the text of the original exception, whose class it names
    @Override
    public String toString() {
        return text;
    }
}
