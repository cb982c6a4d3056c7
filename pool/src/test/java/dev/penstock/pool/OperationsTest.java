package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.BackendHealth;
import dev.penstock.lab.Await;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands of an operator, and the claims in their way. */
class OperationsTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    @RegisterExtension
    final Pools pools = new Pools();

    private PenstockDataSource pool(int slots) {
        return pools.full(slots, config -> config.setAllowPoolSuspension(true));
    }

    private static String only(PenstockDataSource pool) {
        return pool.backends().get(0).backend().label();
    }

    private static void assertNamesMe(OperationReport report) {
        assertThat(report.complete()).isFalse();
        assertThat(report.held()).isEqualTo(1);
        assertThat(report.holders()).singleElement().satisfies(holder -> {
            assertThat(holder.claim()).isNotBlank();
            assertThat(holder.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(holder.held()).isPositive();
        });
        assertThat(report.toString())
                .contains("1 still held", Thread.currentThread().getName());
    }

    @Test
    void suspensionNamesHoldersUntilNoneIsLeft() throws Exception {
        PenstockDataSource pool = pool(2);
        Connection held = pool.getConnection();
        assertNamesMe(pool.operations().suspend(SHORT));
        CompletableFuture<OperationReport> waiting =
                CompletableFuture.supplyAsync(() -> pool.operations().suspend(LONG));
        held.close();
        assertThat(waiting.get().complete()).isTrue();
        pool.setConnectionTimeout(250);
        assertThatThrownBy(pool::getConnection).hasMessageContaining("the pool is suspended");
        pool.operations().resume();
        pool.getConnection().close();
    }

    /** A claim may be about to take a slot that it found before the suspension. */
    @Test
    void noClaimSucceedsAfterCompleteSuspension() throws Exception {
        PenstockDataSource pool = pool(2);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger holding = new AtomicInteger();
        List<Claimant<Void>> claimants = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claimants.add(Claimant.start(() -> {
                while (!over.get()) {
                    try (Connection connection = pool.getConnection()) {
                        holding.incrementAndGet();
                        assertThat(connection.isReadOnly()).isFalse();
                        holding.decrementAndGet();
                    }
                }
                return null;
            }));
        }
        int seen = 0;
        for (int round = 0; round < 200; round++) {
            assertThat(pool.operations().suspend(LONG).complete()).isTrue();
            for (int look = 0; look < 200; look++) {
                seen += holding.get();
            }
            pool.operations().resume();
        }
        over.set(true);
        claimants.forEach(Claimant::result);
        assertThat(seen).isZero();
    }

    @Test
    void suspensionNeedsAllowPoolSuspension() {
        PenstockDataSource pool = pools.full(1, config -> {});
        assertThatThrownBy(() -> pool.operations().suspend(SHORT)).hasMessageContaining("allowPoolSuspension");
        assertThatThrownBy(() -> pool.operations().evict(Duration.ofMillis(-1)))
                .hasMessageContaining("must be from 0 to");
    }

    @Test
    void refusedSuspensionSuspendsNothing() throws Exception {
        PenstockDataSource pool = pool(1);
        for (long millis : new long[] {-1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> pool.operations().suspend(Duration.ofMillis(millis)))
                    .hasMessageContaining("must be from 0 to");
        }
        pool.getConnection().close();
    }

    @Test
    void evictionWaitsForEarlierClaimsOnly() throws Exception {
        PenstockDataSource pool = pool(3);
        Connection held = pool.getConnection();
        assertNamesMe(pool.operations().evict(SHORT));
        Await.until(
                "free ones are new", Invariants.LIMIT, () -> pools.database().connectionsOpened() >= 5);
        CompletableFuture<OperationReport> waiting =
                CompletableFuture.supplyAsync(() -> pool.operations().evict(only(pool), LONG));
        held.close();
        assertThat(waiting.get().complete()).isTrue();
        try (Connection later = pool.getConnection()) {
            assertThat(later.isClosed()).isFalse();
        }
    }

    @Test
    void noClaimGetsOldConnectionAfterCompleteEviction() throws SQLException {
        PenstockDataSource pool = pool(3);
        assertThat(pool.operations().evict(Duration.ofDays(365)).complete()).isTrue();
        try (Connection fresh = pool.getConnection()) {
            assertThat(fresh.isClosed()).isFalse();
            assertThat(pools.database().connectionsOpened()).isGreaterThan(3);
        }
    }

    @Test
    void evictedConnectionServesItsHolderOnly() throws SQLException {
        PenstockDataSource pool = pool(1);
        try (Connection held = pool.getConnection()) {
            pool.operations().evict(held);
            assertThat(held.isValid(1)).isTrue();
            assertThat(pools.database().connectionsOpened()).isEqualTo(1);
        }
        Await.until("it is replaced", Invariants.LIMIT, () -> pools.database().connectionsOpened() == 2);
        Pools.awaitUnclaimed(pool::backends, 1);
        assertThat(pools.database().connectionsOpened()).isEqualTo(2);
        assertThat(pool.backends().get(0).lastError())
                .as("no fault of the server")
                .isEmpty();
    }

    @Test
    void connectionOfAnotherPoolIsNotEvicted() throws SQLException {
        PenstockDataSource pool = pool(1);
        PenstockDataSource other = pool(1);
        try (Connection theirs = other.getConnection()) {
            assertThatThrownBy(() -> pool.evictConnection(theirs))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no claim of pool " + pool.getPoolName());
            assertThatThrownBy(() -> pool.operations().evict(theirs)).isInstanceOf(IllegalArgumentException.class);
            assertThat(theirs.isValid(1)).isTrue();
        }
    }

    @Test
    void drainNamesHoldersAndRestoreEndsIt() throws Exception {
        PenstockDataSource pool = pool(2);
        Connection held = pool.getConnection();
        assertNamesMe(pool.operations().drain(only(pool), SHORT));
        assertThat(pool.backends().get(0).health()).isEqualTo(BackendHealth.DRAINED);
        assertThat(pool.backends().get(0).slots().total()).isEqualTo(1);
        pool.setConnectionTimeout(250);
        assertThatThrownBy(pool::getConnection).isInstanceOf(NoBackendOnlineException.class);
        pool.setConnectionTimeout(20_000);
        held.close();
        assertThat(pool.operations().drain(only(pool), LONG).complete()).isTrue();
        Await.until("they are closed", Invariants.LIMIT, () -> pools.database().connectionsOpen() == 0);
        pool.operations().restore(only(pool));
        Pools.awaitUnclaimed(pool::backends, 2);
    }

    @Test
    void unknownBackendIsNamedWithKnownOnes() {
        PenstockDataSource pool = pool(1);
        assertThatThrownBy(() -> pool.operations().drain("db-9", SHORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no backend 'db-9'; the backends are " + only(pool));
        assertThatThrownBy(() -> pool.operations().drain(" ", SHORT)).hasMessageContaining("blank");
    }

    @Test
    void interruptEndsWaitForOperation() throws Exception {
        PenstockDataSource pool = pool(1);
        Connection held = pool.getConnection();
        Thread.currentThread().interrupt();
        OperationReport report = pool.operations().evict(LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.complete()).isFalse();
        held.close();
        Await.until(
                "it is replaced all the same",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpened() == 2);
    }

    @Test
    void jmxOffersOperations() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        PenstockDataSource pool = pools.full(1, config -> {
            config.setPoolName("operated");
            config.setRegisterMbeans(true);
            config.setAllowPoolSuspension(true);
        });
        ObjectName name = new ObjectName("dev.penstock:type=Pool,name=operated");
        Object[] drain = {only(pool), 50L};
        String[] types = {"java.lang.String", "long"};
        try (Connection held = pool.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            String me = Thread.currentThread().getName();
            assertThat((String[]) server.invoke(name, "evict", new Object[] {50L}, new String[] {"long"}))
                    .singleElement()
                    .asString()
                    .contains(me);
            assertThat((String[]) server.invoke(name, "suspend", new Object[] {50L}, new String[] {"long"}))
                    .singleElement()
                    .asString()
                    .contains(me);
            server.invoke(name, "resumePool", null, null);
            assertThat((String[]) server.invoke(name, "drainBackend", drain, types))
                    .hasSize(1);
        }
        drain[1] = 20_000L;
        assertThat((String[]) server.invoke(name, "drainBackend", drain, types)).isEmpty();
        server.invoke(name, "restoreBackend", new Object[] {only(pool)}, new String[] {"java.lang.String"});
        Pools.awaitUnclaimed(pool::backends, 1);
        assertThat((String[]) server.invoke(name, "evictBackend", drain, types)).isEmpty();
        Pools.awaitUnclaimed(pool::backends, 1);
        drain[0] = "nowhere";
        assertThatThrownBy(() -> server.invoke(name, "drainBackend", drain, types))
                .isInstanceOf(RuntimeMBeanException.class);
        assertThat(List.of(
                        pool.getConfigMXBean().getConnectRate(),
                        pool.getConfigMXBean().getMaximumPerBackend()))
                .containsExactly(50, 0);
    }
}
