package dev.penstock.waits.operations;

import org.jspecify.annotations.Nullable;

/**
 * Sets the operation of the present thread, for a library that carries context between threads. An application uses an
 * {@link Operation.Handle}.
 *
 * <p>Thread-safe. No method blocks, or throws unless an argument is null that may not be.
 */
public final class OperationContext {
    private OperationContext() {}

    /** Makes {@code operation} current on this thread until {@link #restore}. It may have ended. */
    public static void enter(Operation operation) {
        operation.handle().enter();
    }

    /** Leaves this thread without a current operation until {@link #restore}. Closes none. */
    public static void clear() {
        Operation.setCurrent(null);
    }

    /**
     * Makes {@code previous} current again on this thread, and closes what was entered or begun above it.
     *
     * @param previous the operation that was current before {@link #enter} or {@link #clear}; null if there was none
     */
    public static void restore(@Nullable Operation previous) {
        Operation lowest = null;
        for (Operation open = Operation.currentOrNull(); open != null && open != previous; open = open.below) {
            lowest = open;
        }
        if (lowest != null && lowest.carried) {
            lowest.close();
        }
        Operation.setCurrent(previous);
    }
}
