package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the driver does in whichever call of the pool: afterwards the pool has its slots, and no claim is stranded.
 */
class DriverFaultTest {
    private static final List<String> CALLS = List.of(
            "Driver.connect",
            "Connection.isReadOnly",
            "Connection.getAutoCommit",
            "Connection.setAutoCommit",
            "Connection.setReadOnly",
            "Connection.setSchema",
            "Connection.createStatement",
            "Statement.execute",
            "Statement.close",
            "Connection.isValid",
            "Connection.isClosed",
            "Connection.getNetworkTimeout",
            "Connection.setNetworkTimeout",
            "Connection.rollback",
            "Connection.clearWarnings",
            "Connection.close");

    @RegisterExtension
    final Pools pools = new Pools();

    private enum Fault {
        EXCEPTION {
            @Override
            void script(StubScript script) {
                script.throwing(new SQLException("scripted", "08006")).once();
            }
        },
        UNCHECKED {
            @Override
            void script(StubScript script) {
                script.throwing(new IllegalStateException("scripted")).once();
            }
        },
        ERROR {
            @Override
            void script(StubScript script) {
                script.throwing(new StackOverflowError("scripted")).once();
            }
        },
        NOTHING {
            @Override
            void script(StubScript script) {
                script.returningNull().once();
            }
        },
        HANG {
            @Override
            void script(StubScript script) {
                script.hang().once();
            }
        },
        HANG_FOR_GOOD {
            @Override
            void script(StubScript script) {
                script.hangIgnoringInterrupt().once();
            }
        };

        abstract void script(StubScript script);
    }

    static Stream<Arguments> faults() {
        return CALLS.stream().flatMap(call -> Stream.of(Fault.values()).map(fault -> Arguments.of(call, fault)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void afterwardsThePoolHasItsSlots(String call, Fault fault) {
        StubScript script = pools.on(call);
        boolean atConnect = CALLS.indexOf(call) < CALLS.indexOf("Statement.close");
        if (atConnect) {
            fault.script(script);
        }
        Pools.Bare pool = atConnect ? opened(script) : pools.distrustful(2, DriverFaultTest::settings);
        if (!atConnect) {
            fault.script(script);
        }
        List<Claimant<Boolean>> claimants = Stream.generate(() -> Claimant.start(() -> claimAndRelease(pool)))
                .limit(4)
                .toList();
        Await.until("claims end, or hang with the driver", Invariants.LIMIT, () -> {
            if (script.hanging() > 0) {
                script.release();
            }
            return claimants.stream().allMatch(Claimant::isDone);
        });
        script.usual();
        script.release();
        Pools.awaitUnclaimed(pool::backends, 2);
        assertThat(Claimant.start(() -> claimAndRelease(pool)).result())
                .as("a claim afterwards")
                .isTrue();
    }

    /** A connect that hangs is let go, so that its slot can be waited for. */
    private Pools.Bare opened(StubScript script) {
        Claimant<Void> releaser = Claimant.start(() -> {
            Await.until("it hangs or has been passed", Invariants.LIMIT, () -> {
                script.release();
                return pools.database().connectionsOpen() >= 2;
            });
            return null;
        });
        Pools.Bare pool = pools.distrustful(2, DriverFaultTest::settings);
        releaser.result();
        return pool;
    }

    private static void settings(PenstockConfig config) {
        config.setConnectionInitSql("set x");
        config.setReadOnly(true);
        config.setSchema("mine");
        config.setAutoCommit(false);
    }

    /** Whether it was served; each of these ends the use of its connection with a statement open and work undone. */
    private static boolean claimAndRelease(Pools.Bare pool) throws SQLException {
        try (Connection connection = pool.claims().claim()) {
            connection.createStatement().executeUpdate("update t set a = 1");
            return true;
        } catch (SQLException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }
}
