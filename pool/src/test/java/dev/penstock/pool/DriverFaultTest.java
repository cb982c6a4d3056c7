package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault of a driver in each call that the pool makes: afterwards the pool has all its slots, and no claim is
 * stranded.
 */
class DriverFaultTest {
    private static final int SLOTS = 2;
    private static final int CLAIMS = 4;

    @RegisterExtension
    final Pools pools = new Pools();

    /** The task of the pool in which it makes a call. */
    private enum Phase {
        /** On the backend's threads: no claim waits past its deadline, even if the call hangs. */
        CONNECTING,
        CHECKING,
        CLOSING,
        /** On the thread of the claim: only that claim waits for a call that hangs. */
        SAVING,
        USING,
        RESETTING,
        ABORTING;

        boolean isInTheClaimsThread() {
            return compareTo(SAVING) >= 0;
        }
    }

    private static final Map<Phase, List<String>> CALLS = Map.of(
            Phase.CONNECTING,
            List.of(
                    "Driver.connect",
                    "Connection.createStatement",
                    "Statement.execute",
                    "Statement.close",
                    "Connection.setCatalog",
                    "Connection.setSchema",
                    "Connection.setTransactionIsolation",
                    "Connection.isReadOnly",
                    "Connection.setReadOnly",
                    "Connection.getAutoCommit",
                    "Connection.setAutoCommit"),
            Phase.CHECKING,
            List.of(
                    "Connection.isValid",
                    "Connection.createStatement",
                    "Statement.setQueryTimeout",
                    "Statement.execute",
                    "Statement.close",
                    "Connection.getAutoCommit",
                    "Connection.rollback"),
            Phase.SAVING,
            List.of(
                    "Connection.getHoldability",
                    "Connection.getNetworkTimeout",
                    "Connection.getTypeMap",
                    "Connection.getClientInfo"),
            Phase.USING,
            List.of(
                    "Connection.prepareStatement",
                    "PreparedStatement.executeQuery",
                    "ResultSet.getFetchSize",
                    "Connection.getMetaData",
                    "Connection.isClosed"),
            Phase.RESETTING,
            List.of(
                    "Connection.setNetworkTimeout",
                    "PreparedStatement.close",
                    "Connection.rollback",
                    "Connection.setReadOnly",
                    "Connection.setTransactionIsolation",
                    "Connection.setCatalog",
                    "Connection.setSchema",
                    "Connection.setHoldability",
                    "Connection.setTypeMap",
                    "Connection.setClientInfo",
                    "Connection.setAutoCommit",
                    "Connection.commit",
                    "Connection.clearWarnings"),
            Phase.CLOSING,
            List.of("Connection.close"),
            Phase.ABORTING,
            List.of("Connection.abort"));

    private enum Fault {
        SQL_EXCEPTION(script -> script.throwing(new SQLException("scripted", "08006"))),
        SQL_EXCEPTION_WITHOUT_STATE(script -> script.throwing(new SQLException())),
        RUNTIME_EXCEPTION(script -> script.throwing(new IllegalStateException("scripted"))),
        ERROR(script -> script.throwing(new StackOverflowError("scripted"))),
        NULL(StubScript::returningNull),
        CLOSES_ITSELF(StubScript::closingConnection),
        HANGS(StubScript::hang),
        HANGS_IGNORING_INTERRUPT(StubScript::hangIgnoringInterrupt),
        SAYS_TRUE(script -> script.returning(true)),
        SAYS_FALSE(script -> script.returning(false));

        private static final List<String> QUESTIONS = List.of(
                "Connection.isValid",
                "Connection.isReadOnly",
                "Connection.getAutoCommit",
                "Connection.isClosed",
                "Statement.execute");

        private final Consumer<StubScript> script;

        Fault(Consumer<StubScript> script) {
            this.script = script;
        }

        boolean possibleIn(String call) {
            return compareTo(SAYS_TRUE) < 0 || QUESTIONS.contains(call);
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(Phase.values())
                .flatMap(phase -> CALLS.get(phase).stream()
                        .flatMap(call -> Stream.of(Fault.values())
                                .filter(fault -> fault.possibleIn(call))
                                .map(fault -> Arguments.of(phase, call, fault))));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("faults")
    void faultCostsThePoolNoSlot(Phase phase, String call, Fault fault) {
        boolean connecting = phase == Phase.CONNECTING;
        Pools.Bare pool = connecting
                ? pools.unconnected(SLOTS, DriverFaultTest::settings)
                : pools.distrustful(
                        SLOTS, config -> settings(config, phase == Phase.CHECKING && !call.endsWith("isValid")));
        StubScript script = pools.on(call);
        long before = pools.database().callCount(call);
        fault.script.accept(script);
        script.once();
        if (connecting) {
            pool.claims().backends().start();
        }
        List<Claimant<Boolean>> claimants = Stream.generate(() -> Claimant.start(work(pool, phase)))
                .limit(CLAIMS)
                .toList();
        Await.until("all claims end, or all but one in a call that hangs", Invariants.LIMIT, () -> {
            long done = claimants.stream().filter(Claimant::isDone).count();
            return done == CLAIMS || done == CLAIMS - 1 && script.hanging() > 0 && phase.isInTheClaimsThread();
        });
        Await.until(
                "the driver is called", Invariants.LIMIT, () -> pools.database().callCount(call) > before);
        script.usual();
        script.release();
        claimants.forEach(Claimant::result);
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        assertThat(Claimant.start(work(pool, Phase.USING)).result())
                .as("a claim afterwards")
                .isTrue();
        if (phase == Phase.CLOSING && fault == Fault.NULL) {
            pools.leftOpenByTheDriver(1);
        }
    }

    private static void settings(PenstockConfig config) {
        settings(config, false);
    }

    private static void settings(PenstockConfig config, boolean testQuery) {
        config.setConnectionTimeout(testQuery ? 2_000 : 400);
        config.setValidationTimeout(250);
        config.setConnectionInitSql("set x");
        config.setReadOnly(true);
        config.setCatalog("mine");
        config.setSchema("mine");
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        config.setAutoCommit(false);
        if (testQuery) {
            config.setConnectionTestQuery("select 1");
        }
    }

    private Callable<Boolean> work(Pools.Bare pool, Phase phase) {
        return () -> {
            try (Connection connection = pool.claims().claim()) {
                if (phase == Phase.CLOSING) {
                    pools.on("Connection.nativeSQL")
                            .throwing(new SQLException("gone", "08006"))
                            .once();
                    connection.nativeSQL("");
                } else if (phase == Phase.ABORTING) {
                    connection.abort(Runnable::run);
                } else {
                    changeManySettings(connection);
                }
                return true;
            } catch (SQLException | RuntimeException | StackOverflowError e) {
                return false;
            }
        };
    }

    private static void changeManySettings(Connection connection) throws SQLException {
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setCatalog("other");
        connection.setSchema("other");
        connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        connection.setTypeMap(Map.of("t", String.class));
        connection.setNetworkTimeout(Runnable::run, 1_000);
        connection.setClientInfo("ApplicationName", "other");
        connection.getMetaData().getTables(null, null, null, null);
        connection.prepareStatement("select 1").executeQuery().next();
        connection.setAutoCommit(true);
        connection.setAutoCommit(false);
        connection.isClosed();
    }
}
