package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bugs by which other pools burned processors or kept memory; docs/peer-bugs.md says which. */
class SpinAndMemoryTest {
    private static final int WAITERS = 8;
    private static final int SAMPLES = 200;

    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    @DisplayName("HikariCP #835, #1305, #2398: waiters spin")
    void claimsThatWaitUseNoProcessor() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        List<Claimant<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            waiters.add(Claimant.start(() -> {
                pool.getConnection().close();
                return null;
            }));
        }
        Pools.awaitWaiting(pool, WAITERS);
        int runs = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            LockSupport.parkNanos(2_000_000);
            for (Claimant<Void> waiter : waiters) {
                runs += waiter.thread().getState() == Thread.State.RUNNABLE ? 1 : 0;
            }
        }
        assertThat(runs).as("times that a waiter was found running").isLessThan(SAMPLES * WAITERS / 10);
        held.close();
        waiters.forEach(Claimant::result);
    }

    @Test
    @DisplayName("HikariCP #148, #1186: threads keep what they once borrowed from")
    void aThreadThatUsedAPoolDoesNotKeepItAlive() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Callable<List<WeakReference<Object>>> use = this::useAndClose;
            List<WeakReference<Object>> parts = thread.submit(use).get();
            Await.until("the pool is garbage, with its parts", Invariants.LIMIT, () -> {
                System.gc();
                return parts.stream().allMatch(part -> part.get() == null);
            });
        } finally {
            thread.shutdown();
        }
    }

    /** An executor that everything in a pool leads to. */
    private static final class OwnThreads implements Executor {
        @Override
        public void execute(Runnable task) {
            new Thread(task, "own").start();
        }
    }

    private List<WeakReference<Object>> useAndClose() throws SQLException {
        OwnThreads executor = new OwnThreads();
        PenstockDataSource pool = pools.config(2, config -> config.setStatusExecutor(executor));
        for (int i = 0; i < 10; i++) {
            try (Connection connection = pool.getConnection()) {
                connection.createStatement().executeUpdate("update");
            }
        }
        pool.close();
        return List.of(new WeakReference<>(pool), new WeakReference<>(executor));
    }

    @Test
    @DisplayName("A connection that was closed keeps the claim's statements and its slot's connection")
    void aClosedConnectionKeepsNothingOfItsSession() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection closed = pool.getConnection();
        WeakReference<Object> driver = new WeakReference<>(closed.unwrap(java.lang.reflect.Proxy.class));
        closed.createStatement();
        pools.lose(closed);
        closed.close();
        Await.until("the driver's connection is garbage", Invariants.LIMIT, () -> {
            System.gc();
            return driver.get() == null;
        });
        assertThat(closed.isClosed()).isTrue();
    }
}
