package dev.penstock.chaos.report.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.report.model.Track;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.pool.PenstockDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PoolRecorderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AtomicLong clock = new AtomicLong();

    private static String claimOfThisThread(PenstockDataSource pool) {
        return pool.instrument().claimOf(Thread.currentThread()).orElseThrow();
    }

    @Test
    void statesOfSlotsAndTasksAreRecorded() throws Exception {
        try (PenstockDataSource pool = new PenstockDataSource()) {
            pool.setJdbcUrl(StubDatabase.named("recorder").jdbcUrl());
            pool.setMaximumPoolSize(2);
            pool.start();
            PoolRecorder recorder = PoolRecorder.start(pool, clock::get).orElseThrow();
            String claim;
            try (Connection connection = pool.getConnection()) {
                connection.nativeSQL("select 1");
                claim = claimOfThisThread(pool);
                clock.set(1_000);
                Await.until("a second ended", LIMIT, () -> recorder.seconds() > 0);
                recorder.awaitReading();
            }
            recorder.awaitReading();

            PoolRecording recording = recorder.stop();

            assertThat(recording.tracks()).extracting(Track::name).contains("health", Track.STATUS_TASK);
            assertThat(recording.tracks())
                    .anySatisfy(track -> assertThat(track.changes())
                            .extracting(change -> change.claim().orElse(change.state()))
                            .endsWith(claim, "UNCLAIMED"));
            assertThat(recording.load(0)).containsKey("claim_idle");
            assertThat(pool.waits().unaccountedNanos()).isZero();
        }
    }

    @Test
    void closedPoolEndsRecordingQuietly() throws Exception {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(StubDatabase.named("recorder-closed").jdbcUrl());
        pool.start();
        PoolRecorder recorder = PoolRecorder.start(pool, clock::get).orElseThrow();
        recorder.awaitReading();
        pool.close();

        assertThat(recorder.stop().tracks()).isNotEmpty();
    }

    @Test
    void otherPoolIsNotRecorded() {
        DataSource other = new PGSimpleDataSource();

        assertThat(PoolRecorder.start(other, clock::get)).isEmpty();
    }
}
