package dev.penstock.pool.jdbc;

import dev.penstock.waits.NanoClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Bounds all round trips of one reset together, by the network timeout. A driver need not have one: it may refuse in
 * any way, and then nothing is bounded here. Used by one thread.
 */
final class RoundTripLimit {
    /** The part of the limit that may pass before the network timeout is set again. */
    private static final int PARTS = 8;

    /** Sets a network timeout before the call that asks for it returns. */
    static final Executor IN_CALLER = Runnable::run;

    private final Connection driver;
    private final NanoClock clock;
    private final long limit;
    private final long began;
    /** Whether the claim has changed the network timeout. Then a refusal is a failure. */
    private final boolean strict;

    /** Whether the driver has not refused to tell or to set its network timeout. */
    private boolean supported;
    /** Whether the network timeout was changed. */
    private boolean set;

    private int before;
    private long leftAtSetting;

    /** Reads the network timeout of the session, and begins with the whole limit. */
    RoundTripLimit(Connection driver, NanoClock clock, Duration limit, boolean strict) throws SQLException {
        this.driver = driver;
        this.clock = clock;
        this.limit = limit.toNanos();
        this.strict = strict;
        this.began = clock.nanoTime();
        try {
            before = driver.getNetworkTimeout();
            set(this.limit);
            supported = true;
        } catch (SQLException | RuntimeException | LinkageError refusal) {
            if (strict) {
                throw refusal;
            }
        }
    }

    private void set(long left) throws SQLException {
        int millis = (int) Math.max(1, Duration.ofNanos(left).toMillis());
        leftAtSetting = left;
        if (before <= 0 || before > millis) {
            driver.setNetworkTimeout(IN_CALLER, millis);
            set = true;
        }
    }

    /**
     * Limits the next round trip to the time that is left.
     *
     * @throws SQLTimeoutException if no time is left
     */
    void next() throws SQLException {
        long left = limit - (clock.nanoTime() - began);
        if (left <= 0) {
            throw new SQLTimeoutException(
                    "the reset took longer than " + Duration.ofNanos(limit).toMillis() + " ms", "08006");
        }
        if (supported && leftAtSetting - left > limit / PARTS) {
            tighten(left);
        }
    }

    /** A session whose own timeout was short enough until now may get its first refusal here. */
    private void tighten(long left) throws SQLException {
        try {
            set(left);
        } catch (SQLException | RuntimeException | LinkageError refusal) {
            supported = false;
            if (set || strict) {
                throw refusal;
            }
        }
    }

    /** Sets the network timeout with which the next claim gets the session, in milliseconds. */
    void end(int former) throws SQLException {
        if (set || strict) {
            driver.setNetworkTimeout(IN_CALLER, Math.max(0, former));
        }
    }

    /** The network timeout before the reset, in milliseconds. */
    int before() {
        return before;
    }
}
