package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.waits.history.StoreView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The trace of a claim whose connection nobody can close any more. */
@Timeout(120)
class LeakedTraceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    Path folder;

    private PenstockDataSource pool() {
        return pools.full(1, config -> {
            config.setLeakDetectionThreshold(2_000);
            config.setStatusInterval(20);
        });
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static void forget(PenstockDataSource pool) throws SQLException {
        Connection leaked = pool.claim(ClaimOptions.none().withOperation("export"));
        assertThat(leaked.isClosed()).isFalse();
    }

    private static void awaitTakenBack(PenstockDataSource pool) {
        Await.until("the slot is back", Invariants.LIMIT, () -> {
            System.gc();
            return Invariants.unclaimed(pool.backends()) == 1;
        });
    }

    @Test
    void traceEndsWhenTheSlotIsTakenBack() throws SQLException {
        PenstockDataSource pool = pool();
        pool.traces().arm("export", 1, MINUTE);
        forget(pool);

        awaitTakenBack(pool);

        assertThat(pool.traces().kept())
                .singleElement()
                .satisfies(trace -> assertThat(trace.claims().get(0).outcome()).contains("session closed: leaked"));
        assertThat(pool.traces().store()).extracting(StoreView::entries).isEqualTo(1L);
    }

    @Test
    void flightRecorderHasTheHoldThatWasTakenBack() throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("penstock.ClaimHold").withThreshold(Duration.ZERO);
            recording.start();
            PenstockDataSource pool = pool();
            forget(pool);

            awaitTakenBack(pool);

            assertThat(holds(recording))
                    .singleElement()
                    .satisfies(event -> assertThat(event.toString()).contains("export", "leaked"));
        }
    }

    private List<RecordedEvent> holds(Recording recording) throws IOException {
        Path file = folder.resolve("recording.jfr");
        Files.deleteIfExists(file);
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("penstock.ClaimHold"))
                .toList();
    }
}
