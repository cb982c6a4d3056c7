package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bugs by which other pools locked themselves out; docs/peer-bugs.md says which. */
class LocksTest {
    @RegisterExtension
    final Pools pools = new Pools();

    /** What anybody may do with a pool at any time, from another thread: it waits for whatever lock is held. */
    private static void useFromElsewhere(PenstockDataSource pool) {
        Claimant.start("elsewhere", () -> {
                    pool.backends();
                    pool.holders();
                    pool.waits();
                    pool.getConnection().close();
                    return null;
                })
                .result();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Driver.connect",
                "Connection.isReadOnly",
                "Connection.isValid",
                "Connection.setReadOnly",
                "Connection.rollback",
                "Statement.close",
                "Connection.clearWarnings",
                "Connection.close",
                "Connection.abort"
            })
    @DisplayName("DBCP-65, DBCP-270: the pool holds a lock while it calls the driver, and the driver holds one, too")
    void thePoolIsUsableWhileTheDriverIsInAnyCall(String call) throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> config.setAliveBypassWindow(0));
        AtomicBoolean done = new AtomicBoolean();
        pools.on(call)
                .after(() -> {
                    useFromElsewhere(pool);
                    done.set(true);
                })
                .once();
        Connection connection = pool.getConnection();
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        connection.createStatement().executeUpdate("update");
        connection.close();
        Connection lost = pool.getConnection();
        pools.lose(lost);
        lost.close();
        Connection aborted = pool.getConnection();
        aborted.abort(Runnable::run);
        Await.until("the driver has used the pool in " + call, Invariants.LIMIT, done::get);
        Pools.awaitUnclaimed(pool::backends, 3);
    }

    @Test
    @DisplayName("The log writes to a table, through the pool whose events it is told")
    void aLogMayUseThePool() throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> {});
        ThreadLocal<Boolean> logging = ThreadLocal.withInitial(() -> false);
        AtomicInteger written = new AtomicInteger();
        AtomicInteger writing = new AtomicInteger();
        try (ScriptedLog log = new ScriptedLog(() -> {
            if (!logging.get() && written.get() < 20) {
                writing.incrementAndGet();
                logging.set(true);
                useFromElsewhere(pool);
                written.incrementAndGet();
                logging.set(false);
                writing.decrementAndGet();
            }
        })) {
            for (int i = 0; i < 3; i++) {
                Connection connection = pool.getConnection();
                pools.lose(connection);
                connection.close();
                Pools.awaitUnclaimed(pool::backends, 3);
            }
            Await.until("something was logged", Invariants.LIMIT, () -> written.get() > 0);
            assertThat(log.lines()).isPositive();
        }
        Await.until("nobody writes to it any more", Invariants.LIMIT, () -> writing.get() == 0);
    }

    /** Runs what it is given on a thread of its own, or for a while not at all. */
    private static final class Moody implements Executor {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Queue<Runnable> kept = new ConcurrentLinkedQueue<>();
        private volatile boolean starved;

        @Override
        public void execute(Runnable task) {
            if (starved) {
                kept.add(task);
            } else {
                thread.execute(task);
            }
        }
    }

    @Test
    @DisplayName("c3p0 #42, #53, #84: claims starve with the pool's own helpers")
    void claimsOnFreeSlotsGoOnThoughEveryThreadOfThePoolHangs() throws SQLException {
        Moody executor = new Moody();
        PenstockDataSource pool = pools.full(2, config -> {
            config.setStatusExecutor(executor);
            config.setStatusInterval(60_000);
            config.setStatusTimeout(60_000);
        });
        var close = pools.on("Connection.close").hangIgnoringInterrupt();
        for (int i = 0; i < 20; i++) {
            Connection connection = pool.getConnection();
            pools.lose(connection);
            connection.close();
            Pools.awaitUnclaimed(pool::backends, 2);
        }
        executor.starved = true;
        List<Claimant<Integer>> claimants = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claimants.add(Claimant.start("claimant-" + i, () -> {
                int served = 0;
                for (int claim = 0; claim < 1_000; claim++) {
                    try (Connection connection = pool.getConnection()) {
                        served += connection.isClosed() ? 0 : 1;
                    }
                }
                return served;
            }));
        }
        claimants.forEach(claimant -> assertThat(claimant.result()).isEqualTo(1_000));
        assertThat(close.hanging()).isPositive();
        executor.starved = false;
        executor.kept.forEach(executor::execute);
        close.usual();
        close.release();
        pool.close();
        executor.thread.shutdown();
    }
}
