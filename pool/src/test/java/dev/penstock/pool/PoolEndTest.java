package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The start and the end of a pool: closeTimeout, threads and log lines. */
@SuppressWarnings("try") // what matters of some connections is that they are held
class PoolEndTest {
    private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

    @RegisterExtension
    final Pools pools = new Pools();

    private static List<Thread> threadsOf(String pool) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("penstock-"))
                .filter(thread -> thread.getName().contains("-" + pool + "-"))
                .toList();
    }

    @Test
    void heldConnectionNoLongerWorksAfterClose() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> config.setCloseTimeout(100));
        Connection held = pool.getConnection();
        pool.close();

        assertThat(held.isClosed()).isTrue();
        assertThatThrownBy(held::createStatement).isInstanceOf(SQLException.class);
        assertThat(pools.database().connectionsOpen()).isZero();
        held.close();
    }

    @Test
    void heldConnectionOfPoolThatRecordsNothingIsClosed() throws SQLException {
        PenstockDataSource pool = pools.config(1, config -> {
            config.setCloseTimeout(0);
            config.setRecording("off");
        });
        Connection held = pool.getConnection();
        pool.close();

        assertThat(held.isClosed()).isTrue();
        assertThat(pools.database().connectionsOpen()).isZero();
        held.close();
        Await.until("the slot is gone", Invariants.LIMIT, () -> Invariants.total(pool.backends()) == 0);
    }

    @Test
    void closeEndsCallOfHolder() throws SQLException {
        StubScript hang = pools.on("Statement.execute").hang();
        PenstockDataSource pool = pools.full(1, config -> config.setCloseTimeout(0));
        Claimant<Boolean> holder = Claimant.start(() -> {
            try (Connection connection = pool.getConnection()) {
                return connection.createStatement().execute("select 1");
            }
        });
        Await.until("it hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        pool.close();
        hang.usual();
        hang.release();

        Await.until("the holder ends", Invariants.LIMIT, holder::isDone);
        assertThat(pools.database().connectionsOpen()).isZero();
    }

    @Test
    void closeWaitsForHolderThatReturnsInTime() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setCloseTimeout(20_000));
        Connection held = pool.getConnection();
        Claimant<Void> closer = Claimant.start(() -> {
            pool.close();
            return null;
        });
        Await.until("the close has begun", Invariants.LIMIT, pool::isClosed);
        assertThat(held.isValid(1)).isTrue();
        held.close();

        closer.result();
    }

    @Test
    void interruptEndsWaitForHolders() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> config.setCloseTimeout(3_600_000));
        Connection held = pool.getConnection();
        Claimant<Boolean> closer = Claimant.start(() -> {
            Thread.currentThread().interrupt();
            pool.close();
            return Thread.interrupted();
        });

        assertThat(closer.result()).as("the interrupt is kept").isTrue();
        assertThat(held.isClosed()).isTrue();
        held.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noThreadIsLeftWhenCloseReturns(boolean used) throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> config.setPoolName("ended"));
        if (used) {
            pool.getConnection().close();
            pool.getPoolMXBean().softEvictConnections();
        }
        assertThat(threadsOf("ended")).isNotEmpty();
        pool.close();

        assertThat(threadsOf("ended")).isEmpty();
    }

    @Test
    void threadThatHangsInDriverIsNamed() {
        StubScript hang = pools.on("Driver.connect").hangIgnoringInterrupt();
        PenstockDataSource pool = pools.open(1, config -> {
            config.setPoolName("stuck");
            config.setCloseTimeout(0);
        });
        Await.until("a connect hangs", Invariants.LIMIT, () -> hang.hanging() == 1);
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            pool.close();
            assertThat(log.texts())
                    .anyMatch(line -> line.contains("pool stuck: 1 threads still run: penstock-connect-stuck-"));
        }
    }

    @Test
    void providerThatClosesPoolDoesNotWaitForItself() {
        AtomicReference<PenstockDataSource> self = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        PenstockDataSource pool = pools.config(
                1,
                config -> config.setCredentialsProvider(() -> {
                    self.get().close();
                    closed.countDown();
                    return new Credentials("clerk", null);
                }));
        self.set(pool);
        assertThatThrownBy(pool::getConnection).isInstanceOf(PoolClosedException.class);

        Await.until("close() returns", Invariants.LIMIT, () -> closed.getCount() == 0);
    }

    @Test
    void startAndEndAreOneLineEachAndEndIsLast() {
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            PenstockDataSource pool = pools.full(3, config -> config.setPoolName("lines"));
            pool.close();
            assertThat(log.texts())
                    .filteredOn(line -> line.contains("pool lines starts, with up to 3 connections to lab"))
                    .hasSize(1);
            assertThat(log.texts())
                    .last()
                    .asString()
                    .contains("pool lines is closed; it had up to 3 connections to lab");
            assertThat(log.texts()).allMatch(line -> line.contains("pool lines"));
        }
    }

    @Test
    void threadsKeepNothingOfFirstClaimant() {
        PenstockDataSource pool = pools.config(2, config -> config.setPoolName("kept"));
        URLClassLoader application =
                new URLClassLoader("application", new URL[0], getClass().getClassLoader());
        AtomicReference<String> seen = new AtomicReference<>();
        StubScript script = pools.on("Driver.connect");
        script.after(() -> seen.set(String.valueOf(USER.get())));
        Claimant<Void> first = Claimant.start(() -> {
            USER.set("alice");
            Thread.currentThread().setContextClassLoader(application);
            pool.getConnection().close();
            return null;
        });
        first.result();
        pools.open(pool);

        assertThat(seen).hasValue("null");
        assertThat(threadsOf("kept")).isNotEmpty().allMatch(thread -> thread.getContextClassLoader() != application);
    }
}
