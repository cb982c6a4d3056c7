package dev.penstock.benchmarks.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a claimant does with a connection while it holds it. Called by many threads. */
@FunctionalInterface
interface Work {
    /** Gives it back at once. */
    Work NONE = new Work() {
        @Override
        public void run(Connection connection) {}

        @Override
        public boolean takesTime() {
            return false;
        }
    };

    void run(Connection connection) throws SQLException;

    /** Whether it holds the connection at all. */
    default boolean takesTime() {
        return true;
    }

    /** Holds it, and keeps its processor busy. */
    static Work spin(Duration hold) {
        long nanos = hold.toNanos();
        return connection -> {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        };
    }

    /** Holds it, and leaves the processor to others. */
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
