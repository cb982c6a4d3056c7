package dev.penstock.backends.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.service.BackendsFixture;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver that does anything at any point: the backend recovers when the fault goes, and nothing leaks. */
@Timeout(300)
class JdbcFaultsTest {
    private static final int MOST_THREADS = BackendThreads.CONNECT_THREADS
            + BackendThreads.CHECK_THREADS
            + BackendThreads.PROBE_THREADS
            + BackendThreads.CLOSE_THREADS
            + 4 * BoundedWorkers.SPARE_THREADS
            + 1;

    private static final Map<String, Consumer<StubScript>> FAULTS = Map.of(
            "throws SQLException", script -> script.throwing(new SQLException("scripted", "08006")),
            "throws RuntimeException", script -> script.throwing(new IllegalStateException("scripted")),
            "throws StackOverflowError", script -> script.throwing(new StackOverflowError("scripted")),
            "throws OutOfMemoryError", script -> script.throwing(new OutOfMemoryError("scripted")),
            "throws ThreadDeath-like", script -> script.throwing(new Error("scripted")),
            "hangs", StubScript::hang,
            "hangs ignoring interrupts", StubScript::hangIgnoringInterrupt);

    static Stream<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        for (String method : List.of(
                "Driver.connect",
                "Connection.isValid",
                "Connection.close",
                "Connection.setAutoCommit",
                "Statement.execute")) {
            FAULTS.keySet().stream().sorted().forEach(fault -> all.add(Arguments.of(method, fault)));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void theBackendRecoversWhenTheFaultGoes(String method, String fault) {
        try (BackendsFixture fixture = new BackendsFixture(6)) {
            fixture.found(1);
            fixture.awaitFree(6);
            long before = fixture.database.callCount(method);
            StubScript script = fixture.database.on(method);
            FAULTS.get(fault).accept(script);
            List<Slot> claimed = fixture.claimAll();
            claimed.subList(3, 6).forEach(fixture::discard);
            if (method.equals("Connection.isValid")) {
                fixture.awaitFree(3);
            }
            claimed.subList(0, 3).forEach(fixture::release);
            Await.until(
                    "the fault strikes",
                    BackendsFixture.LIMIT,
                    () -> fixture.database.callCount(method) >= before + 3 || script.hanging() > 0);
            assertThat(fixture.threads()).hasSizeLessThanOrEqualTo(MOST_THREADS);
            script.usual();
            script.release();
            fixture.awaitFree(6);
            Await.until(
                    "nothing leaks",
                    BackendsFixture.LIMIT,
                    () -> fixture.database.connectionsOpen() == 6
                            || method.equals("Connection.close") && fault.startsWith("throws"));
            if (method.equals("Connection.close")) {
                fixture.leftOpenByTheDriver();
            }
        }
    }

    @Test
    void aDriverThatReturnsNothingIsAFailedAttempt() {
        try (BackendsFixture fixture = new BackendsFixture(2)) {
            StubScript connect = fixture.database.on("Driver.connect").returningNull();
            fixture.found(1);
            Await.until(
                    "it is offline",
                    BackendsFixture.LIMIT,
                    () -> fixture.backends.views().size() == 1
                            && fixture.backends.views().get(0).health() == BackendHealth.OFFLINE);
            assertThat(fixture.backends.views().get(0).lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("returned no connection"));
            connect.usual();
            fixture.awaitFree(2);
        }
    }

    @Test
    void closesThatHangKeepNobodyFromConnectingAndAreAllDoneInTheEnd() {
        try (BackendsFixture fixture = new BackendsFixture(30)) {
            fixture.found(1);
            fixture.awaitFree(30);
            StubScript close = fixture.database.on("Connection.close").hangIgnoringInterrupt();
            fixture.claimAll().forEach(fixture::discard);
            fixture.awaitFree(30);
            Await.until(
                    "more hang than there are workers",
                    BackendsFixture.LIMIT,
                    () -> close.hanging() == BackendThreads.CLOSE_THREADS + BoundedWorkers.SPARE_THREADS);
            assertThat(fixture.database.connectionsOpen()).isEqualTo(60);
            close.usual();
            close.release();
            Await.until("all are closed", BackendsFixture.LIMIT, () -> fixture.database.connectionsOpen() == 30);
        }
    }

    @Test
    void connectsThatHangForEverDoNotKeepTheBackendOfflineOnceOthersWouldSucceed() {
        try (BackendsFixture fixture = new BackendsFixture(6)) {
            StubScript connect = fixture.database.on("Driver.connect").hangIgnoringInterrupt();
            fixture.found(1);
            Await.until(
                    "all connect threads hang",
                    BackendsFixture.LIMIT,
                    () -> connect.hanging() >= BackendThreads.CONNECT_THREADS);
            connect.usual();
            fixture.awaitFree(6);
            assertThat(connect.hanging()).isGreaterThanOrEqualTo(BackendThreads.CONNECT_THREADS);
            connect.release();
            Await.until(
                    "what came late is closed", BackendsFixture.LIMIT, () -> fixture.database.connectionsOpen() == 6);
        }
    }

    @Test
    void aValidationEndsAtItsLimitWhateverTheDriverDoesAndOthersGoOn() throws InterruptedException {
        try (BackendsFixture fixture = new BackendsFixture(20)) {
            fixture.found(1);
            fixture.awaitFree(20);
            StubScript valid = fixture.database.on("Connection.isValid").hangIgnoringInterrupt();
            List<Slot> claimed = fixture.claimAll();
            for (Slot slot : claimed.subList(0, 10)) {
                assertThat(fixture.backends.validate(slot, Duration.ofMillis(20)))
                        .isFalse();
            }
            valid.usual();
            assertThat(fixture.backends.validate(claimed.get(10), Duration.ofSeconds(10)))
                    .isTrue();
            valid.release();
            claimed.subList(0, 10).forEach(fixture::discard);
            claimed.subList(10, 20).forEach(fixture::release);
            fixture.awaitFree(20);
        }
    }
}
