package dev.penstock.chaos.report.recording;

import dev.penstock.chaos.report.model.Track;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.StatsColumn;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.TimeRange;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Records the states of a Penstock pool while a scenario runs: the states of slots, status tasks and backends every 50
 * ms, and the load and the reports of slow claims every second. Of any other pool it records nothing.
 *
 * <p>It reads less often the more it has recorded, so that its memory stays bounded. It sees no state that is shorter
 * than the time between two readings. Its thread ends with {@link #stop}, which must come before the pool is closed.
 */
public final class PoolRecorder {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);
    /** The interval doubles each time that so many more changes were recorded. */
    private static final int CHANGES_A_STEP = 15_000;

    private static final long SECOND_MILLIS = 1_000;
    private static final long SLOW_NANOS = 200_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String SLOTS = "slots";
    private static final String STATUS_TASKS = "status_tasks";
    private static final String BACKENDS = "backends";
    private static final String HEALTH = "health";
    private static final String STALLED = "STALLED";
    private static final Set<String> TABLES = Set.of(SLOTS, STATUS_TASKS, BACKENDS);

    private final PenstockDataSource pool;
    private final LongSupplier millis;
    private final TrackLog tracks = new TrackLog();
    private final LoadLog load;
    private final ReportLog reports = new ReportLog();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final Phaser readings = new Phaser(1);
    private volatile long second;

    private PoolRecorder(PenstockDataSource pool, LongSupplier millis) {
        this.pool = pool;
        this.millis = millis;
        load = new LoadLog(pool.waits());
        thread = new Thread(this::run, "chaos-recorder");
        thread.setDaemon(true);
    }

    /**
     * Starts to record a pool.
     *
     * @param pool the pool; it is started if it has not started
     * @param millis the time since the begin of the run, in milliseconds
     * @return the recorder; empty if {@code pool} is none of Penstock
     */
    public static Optional<PoolRecorder> start(DataSource pool, LongSupplier millis) {
        try {
            if (!pool.isWrapperFor(PenstockDataSource.class)) {
                return Optional.empty();
            }
            PoolRecorder recorder = new PoolRecorder(pool.unwrap(PenstockDataSource.class), millis);
            recorder.thread.start();
            return Optional.of(recorder);
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private void run() {
        second = millis.getAsLong() / SECOND_MILLIS;
        do {
            try {
                read();
            } catch (IllegalStateException e) {
                // The pool is closed: the scenario closes it under load.
            }
            readings.arrive();
        } while (!pauseUntilStop());
    }

    private boolean pauseUntilStop() {
        long shift = Math.min(tracks.changes() / CHANGES_A_STEP, Long.SIZE / 4);
        long pause = Math.min(INTERVAL.toMillis() << shift, LONGEST_INTERVAL.toMillis());
        try {
            return stopped.await(pause, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void read() {
        tracks.observe(millis.getAsLong(), parts(pool.instrument().read(TABLES, TimeRange.ALL)));
        long now = millis.getAsLong() / SECOND_MILLIS;
        if (now > second) {
            load.add(now - 1, pool.waits());
            second = now;
            reports.add(pool.reports().inFlight(), SLOW_NANOS);
        }
    }

    private static List<TrackLog.Part> parts(StatsRecords records) {
        List<TrackLog.Part> parts = new ArrayList<>();
        Table backends = new Table(records.tables().get(BACKENDS));
        for (int row = 0; row < backends.size(); row++) {
            parts.add(part(backends.text(row, "backend"), HEALTH, backends.text(row, "state")));
        }
        Table tasks = new Table(records.tables().get(STATUS_TASKS));
        for (int row = 0; row < tasks.size(); row++) {
            boolean stalled = Boolean.TRUE.equals(tasks.value(row, "stalled"));
            parts.add(part(
                    tasks.text(row, "backend"), Track.STATUS_TASK, stalled ? STALLED : tasks.text(row, "microstate")));
        }
        Table slots = new Table(records.tables().get(SLOTS));
        for (int row = 0; row < slots.size(); row++) {
            boolean executing = "claim_execute".equals(slots.value(row, "wait_event"));
            String state = slots.text(row, "state");
            parts.add(new TrackLog.Part(
                    slots.text(row, "backend"),
                    "slot " + slots.text(row, "slot"),
                    executing && state.equals("CLAIMED") ? "EXECUTING" : state,
                    Optional.ofNullable(slots.value(row, "claim_id")).map(Object::toString)));
        }
        return parts;
    }

    private static TrackLog.Part part(String backend, String name, String state) {
        return new TrackLog.Part(backend, name, state, Optional.empty());
    }

    /** The seconds that have ended. For tests. */
    long seconds() {
        return second;
    }

    /** Waits until a reading that begins after this call has ended. For tests. */
    void awaitReading() {
        readings.awaitAdvance(readings.awaitAdvance(readings.getPhase()));
    }

    /** Ends the recording and returns it. */
    public PoolRecording stop() {
        stopped.countDown();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            return PoolRecording.NONE;
        }
        try {
            reports.add(pool.reports().kept(), SLOW_NANOS);
        } catch (IllegalStateException e) {
            // The pool is closed; the reports of the claims in flight stay.
        }
        return new PoolRecording(tracks.tracks(), load.seconds(), reports.texts());
    }

    /** The rows of a table by the names of its columns. */
    private record Table(StatsRows rows, List<String> columns) {
        Table(@Nullable StatsRows rows) {
            this(
                    Objects.requireNonNull(rows),
                    rows.columns().stream().map(StatsColumn::name).toList());
        }

        int size() {
            return rows.size();
        }

        @Nullable
        Object value(int row, String column) {
            return rows.value(row, columns.indexOf(column));
        }

        String text(int row, String column) {
            return String.valueOf(value(row, column));
        }
    }
}
