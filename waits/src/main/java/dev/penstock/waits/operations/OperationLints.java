package dev.penstock.waits.operations;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Wrong uses of operations in this virtual machine: closed out of order, and left open. Thread-safe; keeps the last
 * {@value #MOST_KEPT} that were left open.
 */
public final class OperationLints {
    private static final int MOST_KEPT = 32;
    private static final LongAdder OUT_OF_ORDER = new LongAdder();
    private static final LongAdder LEFT_OPEN = new LongAdder();
    private static final ConcurrentLinkedDeque<LeftOpen> LAST = new ConcurrentLinkedDeque<>();

    private OperationLints() {}

    /**
     * An operation that its thread left open.
     *
     * @param operation its name
     * @param site the frame that began it; "unknown" if it was nested
     * @param thread the name of its thread
     * @param openNanos the time for which it was open, in nanoseconds
     */
    public record LeftOpen(String operation, String site, String thread, long openNanos) {}

    /** The number of operations that were closed because one that contains them was closed. */
    public static long closedOutOfOrder() {
        return OUT_OF_ORDER.sum();
    }

    /** The number of operations that a thread left open. */
    public static long leftOpen() {
        return LEFT_OPEN.sum();
    }

    /** The last operations that a thread left open, the oldest first. */
    public static List<LeftOpen> lastLeftOpen() {
        return List.copyOf(LAST);
    }

    static void countOutOfOrder() {
        OUT_OF_ORDER.increment();
    }

    static void noteLeftOpen(String operation, StackWalker.@Nullable StackFrame site, long openNanos) {
        LEFT_OPEN.increment();
        String frame = site == null ? "unknown" : site.toStackTraceElement().toString();
        LAST.add(new LeftOpen(operation, frame, Thread.currentThread().getName(), openNanos));
        while (LAST.size() > MOST_KEPT) {
            LAST.poll();
        }
    }
}
