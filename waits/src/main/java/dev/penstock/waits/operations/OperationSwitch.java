package dev.penstock.waits.operations;

import org.jspecify.annotations.Nullable;

/**
 * Makes an operation current on this thread for some time, for libraries that carry context from thread to thread.
 * Calls nest. Each thread has its own state.
 */
public final class OperationSwitch {
    private static final ThreadLocal<OperationSwitch> NEWEST = new ThreadLocal<>();

    private final @Nullable OperationSwitch older;
    private final @Nullable Operation before;
    private final @Nullable Operation carried;

    private OperationSwitch(@Nullable OperationSwitch older, @Nullable Operation before, @Nullable Operation carried) {
        this.older = older;
        this.before = before;
        this.carried = carried;
    }

    /**
     * Makes {@code operation} current until {@link #back()}, as a {@linkplain Operation.Handle handle} does.
     *
     * @param operation null for no operation
     */
    public static void to(@Nullable Operation operation) {
        Operation before = Operation.currentOrNull();
        Operation carried = null;
        if (operation != null) {
            carried = operation.handle().enter();
        } else {
            Operation.setCurrent(null);
        }
        NEWEST.set(new OperationSwitch(NEWEST.get(), before, carried));
    }

    /**
     * Ends the effect of the last call of {@link #to} on this thread. Operations that were left open since are closed.
     * Does nothing without such a call.
     */
    public static void back() {
        OperationSwitch last = NEWEST.get();
        if (last == null) {
            return;
        }
        if (last.older == null) {
            NEWEST.remove();
        } else {
            NEWEST.set(last.older);
        }
        if (last.carried != null) {
            last.carried.close();
        }
        Operation.setCurrent(last.before);
    }
}
