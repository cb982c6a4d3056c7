package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import dev.penstock.waits.operations.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A recording of Flight Recorder has what the pool and its claims did. */
@Timeout(120)
class FlightTest {
    private static final List<String> THRESHOLDS =
            List.of("penstock.ClaimAcquire", "penstock.ClaimHold", "penstock.JdbcCall");

    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    Path folder;

    private static Recording start() {
        Recording recording = new Recording();
        for (String event : THRESHOLDS) {
            recording.enable(event).withThreshold(Duration.ZERO);
        }
        recording.enable("penstock.PoolState").withPeriod(Duration.ofMillis(50));
        recording.start();
        return recording;
    }

    private List<RecordedEvent> events(Recording recording) throws IOException {
        Path file = folder.resolve("recording.jfr");
        Files.deleteIfExists(file);
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("penstock."))
                .toList();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("penstock." + name))
                .toList();
    }

    private static void use(Connection held) throws SQLException {
        try (held;
                Statement statement = held.createStatement()) {
            statement.execute("select 'secret'");
        }
    }

    @Test
    void claimIsRecordedFromItsBeginToItsEnd() throws Exception {
        try (Recording recording = start()) {
            PenstockDataSource pool = pools.full(1, config -> config.setPoolName("flight"));
            try (Operation checkout = Operation.begin("checkout")) {
                assertThat(checkout.name()).isEqualTo("checkout");
                use(pool.getConnection());
            }
            String claim = pool.recordedClaims().get(0).claim();
            List<RecordedEvent> events = events(recording);
            for (String name : List.of("ClaimAcquire", "ClaimHold", "JdbcCall")) {
                assertThat(named(events, name)).as(name).singleElement().satisfies(event -> {
                    assertThat(event.getString("pool")).isEqualTo("flight");
                    assertThat(event.getString("claim")).isEqualTo(claim);
                    assertThat(event.getString("operation")).isEqualTo("checkout");
                    assertThat(event.getString("backend")).isNotEmpty();
                    assertThat(event.getThread().getJavaName())
                            .isEqualTo(Thread.currentThread().getName());
                });
            }
            assertThat(named(events, "ClaimHold").get(0).getLong("calls")).isPositive();
            assertThat(events.toString()).doesNotContain("secret");
        }
    }

    @Test
    void handoverAndFailureOfWaitingClaimsAreRecorded() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> config.setConnectionTimeout(300));
        try (Recording recording = start()) {
            Connection held = pool.getConnection();
            Throwable timeout = catchThrowable(pool::getConnection);
            assertThat(timeout).isInstanceOf(SQLTransientConnectionException.class);
            Claimant<Boolean> waiting = Claimant.start(() -> {
                use(pool.getConnection());
                return true;
            });
            Pools.awaitWaiting(pool, 1);
            held.close();
            waiting.result();

            List<RecordedEvent> events = events(recording);
            assertThat(named(events, "ClaimFailed")).singleElement().satisfies(event -> {
                assertThat(event.getString("outcome")).isEqualTo("timeout");
                assertThat(event.getString("waits")).contains("claim_wait_slot");
                assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            });
            assertThat(named(events, "ClaimHandover"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getString("from"))
                            .isEqualTo(Thread.currentThread().getName()));
            assertThat(named(events, "ClaimAcquire"))
                    .filteredOn(event -> event.getString("waits") != null)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getString("waits")).contains("claim_wait_slot"));
        }
    }

    @Test
    void workOfThePoolIsRecorded() throws Exception {
        try (Recording recording = start()) {
            PenstockDataSource pool = pools.full(2, config -> config.setPoolName("flight-work"));
            use(pool.getConnection());
            Await.until(
                    "the state of the pool is recorded",
                    Duration.ofSeconds(30),
                    () -> named(events(recording), "PoolState").stream()
                            .anyMatch(event -> event.getInt("unclaimed") == 2));
            pool.operations().evict(Duration.ofSeconds(10));
            Await.until(
                    "closes are recorded",
                    Duration.ofSeconds(30),
                    () -> named(events(recording), "SlotClose").size() >= 2);
            Set<String> names = events(recording).stream()
                    .map(event -> event.getEventType().getName())
                    .collect(Collectors.toSet());
            assertThat(names)
                    .contains(
                            "penstock.SlotConnect",
                            "penstock.SlotClose",
                            "penstock.SlotState",
                            "penstock.StatusRoundTrip",
                            "penstock.BackendHealth",
                            "penstock.Discovery",
                            "penstock.Rebalance",
                            "penstock.PoolState");
        }
    }

    @Test
    void stateIsRecordedNoMoreWhenThePoolIsClosed() throws Exception {
        try (Recording recording = start()) {
            PenstockDataSource pool = pools.full(1, config -> config.setPoolName("flight-closed"));
            Await.until(
                    "the state of the pool is recorded",
                    Duration.ofSeconds(30),
                    () -> !named(events(recording), "PoolState").isEmpty());
            pool.close();
        }
        try (Recording later = start()) {
            PenstockDataSource other = pools.full(1, config -> config.setPoolName("flight-later"));
            assertThat(other.isRunning()).isTrue();
            Await.until(
                    "another pool's state is recorded",
                    Duration.ofSeconds(30),
                    () -> !named(events(later), "PoolState").isEmpty());
            assertThat(named(events(later), "PoolState"))
                    .allSatisfy(event -> assertThat(event.getString("pool")).isEqualTo("flight-later"));
        }
    }

    @Test
    void eachEventSaysWhatItIs() {
        List<EventType> types = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .filter(type -> type.getName().startsWith("penstock."))
                .toList();
        assertThat(types).isNotEmpty().allSatisfy(type -> {
            assertThat(type.getLabel()).isNotEmpty();
            assertThat(type.getDescription()).isNotEmpty();
            assertThat(type.getCategoryNames()).containsExactly("Penstock");
        });
    }
}
