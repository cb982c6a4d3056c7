package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bugs by which other pools outlived themselves; docs/peer-bugs.md says which. {@link Pools} looks for threads. */
class ShutdownTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @Test
    @DisplayName("HikariCP #233: a pool that cannot start leaves its threads")
    void aPoolThatCannotStartHasNoThread() {
        PenstockDataSource pool = pools.config(2, config -> config.setConnectionTimeout(1));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(pool::start).hasMessageContaining("connectionTimeout 1");
            assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("penstock-"));
        pool.close();
    }

    @Test
    @DisplayName("HikariCP #741, #1858; c3p0 #165: something connects after the pool was closed")
    void whatConnectsWhileThePoolClosesIsClosedAndNothingConnectsAfterwards() {
        var hang = pools.on("Driver.connect").hangIgnoringInterrupt();
        PenstockDataSource pool = pools.open(4, config -> {});
        Claimant<Connection> waiter = Claimant.start(pool::getConnection);
        Await.until("a connect hangs", Invariants.LIMIT, () -> hang.hanging() > 0);
        pool.close();
        assertThat(waiter.failure()).isInstanceOf(PoolClosedException.class);
        long connects = pools.database().callCount("Driver.connect");
        hang.usual();
        hang.release();
        Await.until("it came late", Invariants.LIMIT, () -> pools.database().connectionsOpened() == connects);
        Await.until("and was closed", Invariants.LIMIT, () -> pools.database().connectionsOpen() == 0);
        assertThat(pools.database().callCount("Driver.connect")).isEqualTo(connects);
    }

    @Test
    void partOfTheCloseThatThrowsKeepsNoOtherPart() {
        PenstockDataSource config = pools.config(2, any -> {});
        RunningPool pool = PoolFactory.create(config.properties(), Optional.empty());
        pool.start(published -> {}, null);
        Await.until(
                "the slots are connected",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpen() == 2);
        CountDownLatch called = new CountDownLatch(1);
        pool.removals().add(() -> {
            throw new StackOverflowError("a defect of the pool");
        });
        pool.removals().add(() -> List.of(called::countDown));
        pool.close();

        assertThat(called.getCount()).isZero();
        assertThat(pools.database().connectionsOpen()).isZero();
    }

    @Test
    @DisplayName("The application's executor is not the pool's to shut down")
    void anExecutorOfTheApplicationsOutlivesThePool() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            PenstockDataSource pool = pools.full(1, config -> config.setStatusExecutor(executor));
            pool.close();
            assertThat(executor.isShutdown()).isFalse();
        } finally {
            executor.shutdownNow();
        }
    }
}
