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
 * Every call that the pool makes of a driver, and everything a driver may do in it: afterwards the pool has its slots,
 * and no claim is stranded.
 */
class DriverFaultTest {
    private static final int SLOTS = 2;
    private static final int CLAIMS = 4;

    @RegisterExtension
    final Pools pools = new Pools();

    /** What the pool is about when it makes a call. */
    private enum Occasion {
        /** On the backend's own threads: no claim waits longer than its deadline, though the call hangs on. */
        CONNECTING,
        CHECKING,
        CLOSING,
        /** In the thread of the claim, which the driver then has; the others go on. */
        NOTING,
        USING,
        RESETTING,
        ABORTING;

        boolean inTheClaimsThread() {
            return compareTo(NOTING) >= 0;
        }
    }

    private static final Map<Occasion, List<String>> CALLS = Map.of(
            Occasion.CONNECTING,
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
            Occasion.CHECKING,
            List.of(
                    "Connection.isValid",
                    "Connection.createStatement",
                    "Statement.setQueryTimeout",
                    "Statement.execute",
                    "Statement.close",
                    "Connection.getAutoCommit",
                    "Connection.rollback"),
            Occasion.NOTING,
            List.of(
                    "Connection.getHoldability",
                    "Connection.getNetworkTimeout",
                    "Connection.getTypeMap",
                    "Connection.getClientInfo"),
            Occasion.USING,
            List.of(
                    "Connection.prepareStatement",
                    "PreparedStatement.executeQuery",
                    "ResultSet.getFetchSize",
                    "Connection.getMetaData",
                    "Connection.isClosed"),
            Occasion.RESETTING,
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
            Occasion.CLOSING,
            List.of("Connection.close"),
            Occasion.ABORTING,
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
        return Stream.of(Occasion.values())
                .flatMap(occasion -> CALLS.get(occasion).stream()
                        .flatMap(call -> Stream.of(Fault.values())
                                .filter(fault -> fault.possibleIn(call))
                                .map(fault -> Arguments.of(occasion, call, fault))));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("faults")
    void afterwardsThePoolHasItsSlots(Occasion occasion, String call, Fault fault) {
        boolean connecting = occasion == Occasion.CONNECTING;
        Pools.Bare pool = connecting
                ? pools.unconnected(SLOTS, DriverFaultTest::settings)
                : pools.distrustful(
                        SLOTS, config -> settings(config, occasion == Occasion.CHECKING && !call.endsWith("isValid")));
        StubScript script = pools.on(call);
        long before = pools.database().callCount(call);
        fault.script.accept(script);
        script.once();
        if (connecting) {
            pool.claims().backends().start();
        }
        List<Claimant<Boolean>> claimants = Stream.generate(() -> Claimant.start(work(pool, occasion)))
                .limit(CLAIMS)
                .toList();
        Await.until("claims end, but for one that the driver has", Invariants.LIMIT, () -> {
            long done = claimants.stream().filter(Claimant::isDone).count();
            return done == CLAIMS || done == CLAIMS - 1 && script.hanging() > 0 && occasion.inTheClaimsThread();
        });
        Await.until(
                "the fault strikes", Invariants.LIMIT, () -> pools.database().callCount(call) > before);
        script.usual();
        script.release();
        claimants.forEach(Claimant::result);
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        assertThat(Claimant.start(work(pool, Occasion.USING)).result())
                .as("a claim afterwards")
                .isTrue();
        if (occasion == Occasion.CLOSING && fault == Fault.NULL) {
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

    private Callable<Boolean> work(Pools.Bare pool, Occasion occasion) {
        return () -> {
            try (Connection connection = pool.claims().claim()) {
                if (occasion == Occasion.CLOSING) {
                    pools.on("Connection.nativeSQL")
                            .throwing(new SQLException("gone", "08006"))
                            .once();
                    connection.nativeSQL("");
                } else if (occasion == Occasion.ABORTING) {
                    connection.abort(Runnable::run);
                } else {
                    leaveALotToReset(connection);
                }
                return true;
            } catch (SQLException | RuntimeException | StackOverflowError e) {
                return false;
            }
        };
    }

    private static void leaveALotToReset(Connection connection) throws SQLException {
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
