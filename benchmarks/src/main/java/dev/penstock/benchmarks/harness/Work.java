package dev.penstock.benchmarks.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A claimant's use of its connection. Called by many threads. */
@FunctionalInterface
interface Work {
    /** Releases the connection at once. */
    Work NONE = new Work() {
        @Override
        public void run(Connection connection) {}

        @Override
        public boolean takesTime() {
            return false;
        }
    };

    void run(Connection connection) throws SQLException;

    /** Whether the connection is held for any time. */
    default boolean takesTime() {
        return true;
    }

    /** Holds the connection and keeps the processor busy. */
    static Work spin(Duration hold) {
        long nanos = hold.toNanos();
        return connection -> {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        };
    }

    /** Holds the connection and leaves the processor to other threads. */
    static Work park(Duration hold) {
        long nanos = hold.toNanos();
        return connection -> {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        };
    }
}
