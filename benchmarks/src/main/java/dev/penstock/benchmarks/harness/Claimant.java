package dev.penstock.benchmarks.harness;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A thread that claims, works and releases until the gate closes.
 *
 * <p>The counts are readable after the thread has ended, the present wait at any time. With work, a claim's latency is
 * that of {@code getConnection()}. Without work it covers claim and release, because a second clock reading would be
 * a large part of the measured time.
 */
final class Claimant implements Runnable {
    private final DataSource dataSource;
    private final Work work;
    private final StartStopGate gate;
    private final Latencies latencies;
    private volatile long waitingSince;
    private long claims;
    private long heldNanos;
    private @Nullable Throwable failure;

    Claimant(DataSource dataSource, Work work, StartStopGate gate, Latencies latencies) {
        this.dataSource = dataSource;
        this.work = work;
        this.gate = gate;
        this.latencies = latencies;
    }

    @Override
    public void run() {
        try {
            gate.awaitOpen();
            if (work.takesTime()) {
                claimAndWork();
            } else {
                claimAndRelease();
            }
        } catch (SQLException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    private void claimAndRelease() throws SQLException {
        long begun = System.nanoTime();
        while (!gate.isClosed()) {
            waitingSince = begun;
            dataSource.getConnection().close();
            long now = System.nanoTime();
            if (!gate.isClosed()) {
                latencies.claim().recordValue(now - begun);
                claims++;
            }
            begun = now;
        }
        waitingSince = 0;
    }

    private void claimAndWork() throws SQLException {
        long begun = System.nanoTime();
        while (!gate.isClosed()) {
            waitingSince = begun;
            try (Connection connection = dataSource.getConnection()) {
                long claimed = System.nanoTime();
                waitingSince = 0;
                if (gate.isClosed()) {
                    return;
                }
                latencies.claim().recordValue(claimed - begun);
                work.run(connection);
                heldNanos += System.nanoTime() - claimed;
                claims++;
            }
            long ended = System.nanoTime();
            latencies.turn().recordValue(ended - begun);
            begun = ended;
        }
    }

    /** The length of the present wait until {@code now}, in nanoseconds; 0 if the thread does not wait. */
    long waitedUntil(long now) {
        long since = waitingSince;
        return since == 0 ? 0 : Math.max(0, now - since);
    }

    long claims() {
        return claims;
    }

    long heldNanos() {
        return heldNanos;
    }

    @Nullable
    public Throwable failure() {
        return failure;
    }
}
