package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import dev.penstock.lab.postgres.HostileAttack;
import dev.penstock.lab.postgres.HostileServer.Stage;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * A hostile server costs one attempt, or one session: no claim is late, no thread or socket is left, and neither a log
 * line nor an exception shows the password or is long.
 */
class HostileServerTest {
    private static final String VALIDATION = "";

    private ScriptedLog log = new ScriptedLog(() -> {});
    private Set<Thread> before = Set.of();

    @BeforeEach
    void begin() {
        before = threads();
    }

    @AfterEach
    void end() {
        log.close();
        log.texts().forEach(HostileFixture::assertHarmless);
        try {
            Await.until("no thread is left", Invariants.LIMIT, () -> left().isEmpty());
        } catch (LabException e) {
            throw new AssertionError("left: " + left(), e);
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** The threads of pools, drivers and claimants that were not there before. */
    private List<String> left() {
        return threads().stream()
                .filter(thread -> !before.contains(thread) && isOurs(thread.getName()))
                .map(thread -> thread.getName() + " in " + List.of(thread.getStackTrace()))
                .toList();
    }

    private static boolean isOurs(String name) {
        return name.startsWith("penstock-") || name.startsWith("hostile-") || name.contains("JDBC driver connection");
    }

    /** Runs the trial against each attack, all at the same time, because they wait most of the time. */
    private static void each(Iterable<HostileAttack> attacks, Consumer<HostileAttack> trial) {
        Map<HostileAttack, Claimant<Optional<Throwable>>> trials = new EnumMap<>(HostileAttack.class);
        for (HostileAttack attack : attacks) {
            trials.put(attack, Claimant.start("hostile-" + attack, () -> failure(trial, attack)));
        }
        Map<HostileAttack, Throwable> failures = new EnumMap<>(HostileAttack.class);
        trials.forEach((attack, end) -> end.result().ifPresent(failure -> failures.put(attack, failure)));
        failures.values().removeIf(TestAbortedException.class::isInstance);
        assertThat(failures).isEmpty();
    }

    private static Optional<Throwable> failure(Consumer<HostileAttack> trial, HostileAttack attack) {
        try {
            trial.accept(attack);
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    private static Stream<Stage> loginStages() {
        return Stream.of(
                Stage.TLS_ANSWER, Stage.STARTUP, Stage.AUTHENTICATION, Stage.SESSION_START, Stage.QUERY_ANSWER);
    }

    @ParameterizedTest
    @MethodSource("loginStages")
    void attackDuringLoginCostsOneAttempt(Stage stage) {
        each(EnumSet.allOf(HostileAttack.class), attack -> {
            String tls = stage == Stage.TLS_ANSWER ? "?sslmode=require" : "";
            try (HostileFixture hostile = new HostileFixture(config -> config.setJdbcUrl(config.getJdbcUrl() + tls))) {
                hostile.server.attackAt(stage, attack);
                hostile.pool.start();
                hostile.awaitAttacks(1);
                hostile.refusedClaim();
            }
        });
    }

    @Test
    void attackDuringValidationCostsOneSession() {
        each(EnumSet.allOf(HostileAttack.class), attack -> {
            try (HostileFixture hostile = new HostileFixture(config -> config.setAliveBypassWindow(0))) {
                hostile.pool.start();
                hostile.awaitRecovery();
                hostile.server.attackStatements(Map.of(VALIDATION, attack));
                hostile.refusedClaim();
                hostile.awaitAttacks(1);
                hostile.awaitRecovery();
            }
        });
    }

    /** The loss of one session casts doubt on the other, which is checked in the background. */
    @Test
    void attackDuringCheckCostsOneSession() {
        each(EnumSet.allOf(HostileAttack.class), attack -> {
            try (HostileFixture hostile = new HostileFixture(HostileServerTest::twoTrusted)) {
                hostile.pool.start();
                Pools.awaitUnclaimed(hostile.pool::backends, 2);
                hostile.server.attackStatements(Map.of("SELECT 1", HostileAttack.HALF_MESSAGE, VALIDATION, attack));
                try (Connection connection = hostile.pool.getConnection()) {
                    assertThat(fails(connection, "SELECT 1")).isTrue();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
                hostile.awaitAttacks(2);
                hostile.awaitRecovery();
                Pools.awaitUnclaimed(hostile.pool::backends, 2);
            }
        });
    }

    private static void twoTrusted(PenstockConfig config) {
        config.setMaximumPoolSize(2);
        config.setAliveBypassWindow(60_000);
    }

    @Test
    void attackDuringResetHoldsTheCallerNoLongerThanItsLimit() {
        each(EnumSet.allOf(HostileAttack.class), attack -> {
            try (HostileFixture hostile = new HostileFixture(config -> config.setAutoCommit(false))) {
                hostile.pool.start();
                hostile.awaitRecovery();
                Connection connection = hostile.pool.getConnection();
                assertThat(fails(connection, "SELECT 1")).isFalse();
                hostile.server.attackStatements(Map.of("ROLLBACK", attack));
                close(connection);
                assertThat(hostile.server.attacks()).isEqualTo(1);
                long limit = HostileFixture.VALIDATION_MILLIS + 2 * HostileFixture.BEAT_MILLIS;
                hostile.assertInTime(WaitEvent.CLAIM_RELEASE, limit + HostileFixture.TOLERANCE_MILLIS);
                hostile.awaitRecovery();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** An error that the driver's reset throws, such as a failed assertion, reaches the caller. */
    private static void close(Connection connection) throws SQLException {
        try {
            connection.close();
        } catch (AssertionError e) {
            assertThat(e.getStackTrace()[0].getClassName()).startsWith("org.postgresql.");
        } catch (OutOfMemoryError e) {
            assertThat(e).isExactlyInstanceOf(OutOfMemoryError.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"QUERY_ANSWER", "COPY"})
    void closeOfThePoolEndsAttackOnAHeldConnection(Stage stage) {
        String sql = stage == Stage.COPY ? "COPY t TO STDOUT" : "SELECT 2";
        each(EnumSet.allOf(HostileAttack.class), attack -> {
            try (HostileFixture hostile = new HostileFixture(config -> {})) {
                hostile.pool.start();
                hostile.awaitRecovery();
                if (stage == Stage.COPY) {
                    hostile.server.attackAt(stage, attack);
                } else {
                    hostile.server.attackStatements(Map.of(sql, attack));
                }
                Claimant<Boolean> holder = Claimant.start("hostile-holder", () -> {
                    try (Connection connection = hostile.pool.getConnection()) {
                        return fails(connection, sql);
                    }
                });
                hostile.awaitAttacks(1);
                hostile.pool.close();
                assertThat(holder.result()).isTrue();
            }
        });
    }

    /** The driver's abort and close would wait for the call that writes. */
    @Test
    void closeOfThePoolEndsACallThatWritesToADeafServer() {
        try (HostileFixture hostile = new HostileFixture(config -> {})) {
            hostile.pool.start();
            hostile.awaitRecovery();
            hostile.server.attackAt(Stage.COPY, HostileAttack.DEAF);
            Claimant<Boolean> holder = Claimant.start("hostile-holder", () -> {
                try (Connection connection = hostile.pool.getConnection()) {
                    return copyFails(connection);
                }
            });
            hostile.awaitAttacks(1);
            hostile.pool.close();
            assertThat(holder.result()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HostileAttack.class,
            names = {"HANG", "DEAF", "DRIP_OF_BYTES"})
    void attackOnProbesLeavesNothing(HostileAttack attack) {
        try (HostileFixture hostile = new HostileFixture(config -> config.setBackendProbeInterval(100))) {
            hostile.pool.start();
            hostile.awaitRecovery();
            hostile.server.attackAt(Stage.TLS_ANSWER, attack);
            hostile.awaitAttacks(2);
        }
    }

    private static boolean fails(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                rows.getString(1);
            }
            return false;
        } catch (SQLException | RuntimeException | Error e) {
            return true;
        }
    }

    private static boolean copyFails(Connection connection) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY t FROM STDIN");
        byte[] chunk = new byte[100_000];
        try {
            while (true) {
                copy.writeToCopy(chunk, 0, chunk.length);
            }
        } catch (SQLException e) {
            return true;
        }
    }
}
