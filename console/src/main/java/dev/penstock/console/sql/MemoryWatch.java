package dev.penstock.console.sql;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Ends queries that may exhaust the memory of the process: a query that has allocated more than 256 MiB is cancelled as
 * soon as less than a quarter of the heap is free. H2 keeps the rows that a query sorts or collects, and has no limit
 * for them. Thread-safe.
 *
 * <p>One value that is too large by itself, such as {@code REPEAT('x', 1000000000)}, is made in one step and cannot be
 * prevented so.
 */
final class MemoryWatch implements AutoCloseable {
    private static final long SUSPECT_BYTES = 256L << 20;
    private static final long SCARCE_PART = 4;
    private static final long PERIOD_MILLIS = 10;
    private static final long IDLE_SECONDS = 5;

    private final BooleanSupplier scarce;
    private final LongUnaryOperator allocated;
    private final long suspect;
    private final ScheduledThreadPoolExecutor clock;

    /** A watch of the memory of this process. */
    MemoryWatch() {
        this(MemoryWatch::isScarce, MemoryWatch::allocatedBy, SUSPECT_BYTES);
    }

    /**
     * A watch of other figures.
     *
     * @param scarce whether little memory is free
     * @param allocated the bytes that the thread of an ID has allocated since its start; negative if unknown
     * @param suspect the bytes from which on a query may be cancelled
     */
    MemoryWatch(BooleanSupplier scarce, LongUnaryOperator allocated, long suspect) {
        this.scarce = scarce;
        this.allocated = allocated;
        this.suspect = suspect;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "penstock-sql-memory", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(MemoryWatch.class.getClassLoader());
            return thread;
        });
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
    }

    private static boolean isScarce() {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        return free < runtime.maxMemory() / SCARCE_PART;
    }

    private static long allocatedBy(long thread) {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getThreadAllocatedBytes(thread)
                : -1;
    }

    /**
     * Watches the statement that the calling thread is about to run.
     *
     * @throws SQLException if this watch is closed, and the database with it
     */
    @SuppressWarnings("deprecation") // Thread.threadId() is of Java 19.
    Watched begin(Statement statement) throws SQLException {
        try {
            return new Watched(statement, Thread.currentThread().getId());
        } catch (RejectedExecutionException e) {
            throw new SQLException("the data source is closed", "08003", e);
        }
    }

    /** Watches no more. */
    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** A statement that is watched until it is closed here. */
    final class Watched implements AutoCloseable {
        private final Statement statement;
        private final long thread;
        private final long before;
        private final ScheduledFuture<?> look;
        private volatile boolean cancelled;

        private Watched(Statement statement, long thread) {
            this.statement = statement;
            this.thread = thread;
            this.before = allocated.applyAsLong(thread);
            this.look = clock.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void look() {
            long bytes = allocated.applyAsLong(thread);
            if (before >= 0 && bytes - before >= suspect && scarce.getAsBoolean()) {
                cancelled = true;
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    // The statement has ended: nothing is left to cancel.
                }
            }
        }

        /** The error of a statement that this watch has cancelled; otherwise {@code failure} itself. */
        SQLException explain(SQLException failure) {
            return cancelled
                    ? new SQLException(
                            "the query was ended because the memory of the process was nearly exhausted: collect or"
                                    + " sort fewer rows, by WHERE or a condition of the join",
                            "53200",
                            failure)
                    : failure;
        }

        @Override
        public void close() {
            look.cancel(false);
        }
    }
}
