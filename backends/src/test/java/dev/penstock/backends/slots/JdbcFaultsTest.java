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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver that does anything at any point: the backend recovers when the fault goes, and nothing leaks. */
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
        try (BackendsFixture bench = new BackendsFixture(6)) {
            bench.found(1);
            bench.awaitFree(6);
            long before = bench.database.callCount(method);
            StubScript script = bench.database.on(method);
            FAULTS.get(fault).accept(script);
            List<Slot> claimed = bench.claimAll();
            claimed.subList(3, 6).forEach(bench::discard);
            if (method.equals("Connection.isValid")) {
                bench.awaitFree(3);
            }
            claimed.subList(0, 3).forEach(bench::release);
            Await.until(
                    "the fault strikes",
                    BackendsFixture.LIMIT,
                    () -> bench.database.callCount(method) >= before + 3 || script.hanging() > 0);
            assertThat(bench.threads()).hasSizeLessThanOrEqualTo(MOST_THREADS);
            script.usual();
            script.release();
            bench.awaitFree(6);
            Await.until(
                    "nothing leaks",
                    BackendsFixture.LIMIT,
                    () -> bench.database.connectionsOpen() == 6
                            || method.equals("Connection.close") && fault.startsWith("throws"));
            if (method.equals("Connection.close")) {
                bench.leftOpenByTheDriver();
            }
        }
    }

    @Test
    void aDriverThatReturnsNothingIsAFailedAttempt() {
        try (BackendsFixture bench = new BackendsFixture(2)) {
            StubScript connect = bench.database.on("Driver.connect").returningNull();
            bench.found(1);
            Await.until(
                    "it is offline",
                    BackendsFixture.LIMIT,
                    () -> bench.backends.views().size() == 1
                            && bench.backends.views().get(0).health() == BackendHealth.OFFLINE);
            assertThat(bench.backends.views().get(0).lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("returned no connection"));
            connect.usual();
            bench.awaitFree(2);
        }
    }

    @Test
    void closesThatHangKeepNobodyFromConnectingAndAreAllDoneInTheEnd() {
        try (BackendsFixture bench = new BackendsFixture(30)) {
            bench.found(1);
            bench.awaitFree(30);
            StubScript close = bench.database.on("Connection.close").hangIgnoringInterrupt();
            bench.claimAll().forEach(bench::discard);
            bench.awaitFree(30);
            Await.until(
                    "more hang than the lane is wide",
                    BackendsFixture.LIMIT,
                    () -> close.hanging() == BackendThreads.CLOSE_THREADS + BoundedWorkers.SPARE_THREADS);
            assertThat(bench.database.connectionsOpen()).isEqualTo(60);
            close.usual();
            close.release();
            Await.until("all are closed", BackendsFixture.LIMIT, () -> bench.database.connectionsOpen() == 30);
        }
    }

    @Test
    void connectsThatHangForEverDoNotKeepTheBackendOfflineOnceOthersWouldSucceed() {
        try (BackendsFixture bench = new BackendsFixture(6)) {
            StubScript connect = bench.database.on("Driver.connect").hangIgnoringInterrupt();
            bench.found(1);
            Await.until(
                    "all connect threads hang",
                    BackendsFixture.LIMIT,
                    () -> connect.hanging() >= BackendThreads.CONNECT_THREADS);
            connect.usual();
            bench.awaitFree(6);
            assertThat(connect.hanging()).isGreaterThanOrEqualTo(BackendThreads.CONNECT_THREADS);
            connect.release();
            Await.until("what came late is closed", BackendsFixture.LIMIT, () -> bench.database.connectionsOpen() == 6);
        }
    }

    @Test
    void aValidationEndsAtItsLimitWhateverTheDriverDoesAndOthersGoOn() throws InterruptedException {
        try (BackendsFixture bench = new BackendsFixture(20)) {
            bench.found(1);
            bench.awaitFree(20);
            StubScript valid = bench.database.on("Connection.isValid").hangIgnoringInterrupt();
            List<Slot> claimed = bench.claimAll();
            for (Slot slot : claimed.subList(0, 10)) {
                assertThat(bench.backends.validate(slot, Duration.ofMillis(20))).isFalse();
            }
            valid.usual();
            assertThat(bench.backends.validate(claimed.get(10), Duration.ofSeconds(10)))
                    .isTrue();
            valid.release();
            claimed.subList(0, 10).forEach(bench::discard);
            claimed.subList(10, 20).forEach(bench::release);
            bench.awaitFree(20);
        }
    }
}
