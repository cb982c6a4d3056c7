package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubSession;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyTable;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Setters and JMX change a running pool. */
class LiveChangesTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @RegisterExtension
    final Pools pools = new Pools();

    private static ObjectName name(String type, String pool) throws MalformedObjectNameException {
        return new ObjectName("dev.penstock:type=" + type + ",name=" + pool);
    }

    private PenstockDataSource registered(String name, int slots) {
        return pools.full(slots, config -> {
            config.setPoolName(name);
            config.setRegisterMbeans(true);
            config.setAllowPoolSuspension(true);
            config.setPassword("s3cr3t");
        });
    }

    /** The status tasks do not learn the password, because their executor is starved. */
    @Test
    void passwordChangeDoesNotDelayOtherSetters() {
        LinkedBlockingQueue<Runnable> starved = new LinkedBlockingQueue<>();
        AtomicBoolean starving = new AtomicBoolean();
        PenstockDataSource pool = pools.full(1, config -> {
            config.setStatusExecutor(task -> {
                if (starving.get()) {
                    starved.add(task);
                } else {
                    task.run();
                }
            });
            config.setStatusInterval(10_000);
            config.setStatusTimeout(20_000);
            config.setPassword("former");
        });
        starving.set(true);
        Claimant<Void> slow = Claimant.start(() -> {
            pool.setPassword("later");
            return null;
        });
        Await.until("the new password waits for a status task", Invariants.LIMIT, () -> !starved.isEmpty());
        Claimant<Void> quick = Claimant.start(() -> {
            pool.setConnectionTimeout(5_000);
            return null;
        });
        quick.result();
        assertThat(slow.isDone()).isFalse();
        assertThat(pool.getConnectionTimeout()).isEqualTo(5_000);
        starving.set(false);
        starved.forEach(Runnable::run);
        slow.result();
    }

    @Test
    void poolSizeFollowsSetterUpAndDown() {
        PenstockDataSource pool = pools.full(2, config -> {});
        pool.setMaximumPoolSize(6);
        Pools.awaitUnclaimed(pool::backends, 6);
        pool.setMaximumPoolSize(1);
        Pools.awaitUnclaimed(pool::backends, 1);
        Await.until(
                "the other connections are closed",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpen() == 1);
        pool.setMaximumPoolSize(3);
        Pools.awaitUnclaimed(pool::backends, 3);
        pool.setMinimumIdle(0);
        assertThat(pool.getMinimumIdle()).isZero();
    }

    @Test
    void connectionTimeoutAppliesToNextClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Connection held = pool.getConnection()) {
            pool.setConnectionTimeout(250);
            assertThatThrownBy(pool::getConnection).isInstanceOf(AllSlotsClaimedException.class);
            assertThat(held.isClosed()).isFalse();
        }
        assertThat(pool.getLoginTimeout()).as("in seconds, rounded up").isEqualTo(1);
    }

    @Test
    void wrongValueChangesNothing() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        assertThatThrownBy(() -> pool.setMaximumPoolSize(0)).hasMessageContaining("maximumPoolSize 0 must be");
        assertThatThrownBy(() -> pool.setMinimumIdle(3)).hasMessageContaining("minimumIdle 3 contradicts");
        assertThatThrownBy(() -> pool.setStatusInterval(5_000)).hasMessageContaining("statusTimeout 1000");
        assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
        assertThat(pool.getMinimumIdle()).isEqualTo(-1);
        assertThat(pool.getStatusInterval()).isEqualTo(500);
        pool.getConnection().close();
    }

    @Test
    void propertyThatIsNotLiveIsRefusedByName() {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (Property<?> property : PropertyTable.all()) {
            if (!property.live()) {
                assertThatThrownBy(() -> pool.set(property, null))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(property.name() + " cannot be changed any more");
            }
        }
    }

    @Test
    void newCatalogReachesEveryClaim() throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> config.setCatalog("first"));
        try (Connection held = pool.getConnection()) {
            pool.setCatalog("second");
            assertThat(held.getCatalog()).as("a claim keeps its session").isEqualTo("first");
        }
        Await.until(
                "every session has the new catalog",
                Invariants.LIMIT,
                () -> pools.database().sessions().stream()
                        .map(StubSession::catalog)
                        .toList()
                        .equals(java.util.List.of("second", "second", "second")));
    }

    @Test
    void softEvictionReplacesConnectionsWithoutFailedClaim() throws SQLException {
        PenstockDataSource pool = pools.full(4, config -> {});
        try (Connection held = pool.getConnection()) {
            pool.getPoolMXBean().softEvictConnections();
            for (int i = 0; i < 50; i++) {
                pool.getConnection().close();
            }
            assertThat(held.isValid(1)).isTrue();
        }
        Await.until(
                "all four connections are replaced",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpened() >= 8);
        Pools.awaitUnclaimed(pool::backends, 4);
    }

    @Test
    void claimsOfSuspendedPoolWaitUntilResumeOrDeadline() throws Exception {
        PenstockDataSource pool = registered("suspended", 2);
        PenstockPoolMXBean control = pool.getPoolMXBean();
        control.suspendPool();
        CompletableFuture<Connection> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return pool.getConnection();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        Pools.awaitWaiting(pool, 1);
        assertThat(control.getThreadsAwaitingConnection()).isEqualTo(1);
        assertThat(waiting).isNotDone();
        pool.setConnectionTimeout(250);
        assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
        pool.setConnectionTimeout(20_000);
        control.resumePool();
        waiting.get().close();

        PenstockDataSource other = pools.full(1, config -> {});
        assertThatThrownBy(() -> other.getPoolMXBean().suspendPool())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set allowPoolSuspension");
    }

    @Test
    void jmxShowsFiguresAndBackends() throws Exception {
        PenstockDataSource pool = registered("figures", 3);
        ObjectName name = name("Pool", "figures");
        try (Connection held = pool.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            assertThat(SERVER.getAttribute(name, "ActiveConnections")).isEqualTo(1);
            assertThat(SERVER.getAttribute(name, "IdleConnections")).isEqualTo(2);
            assertThat(SERVER.getAttribute(name, "TotalConnections")).isEqualTo(3);
            assertThat(SERVER.getAttribute(name, "ThreadsAwaitingConnection")).isEqualTo(0);
            TabularData backends = (TabularData) SERVER.getAttribute(name, "Backends");
            assertThat(backends.values().toString()).contains("ONLINE");
        }
        SERVER.invoke(name, "softEvictConnections", null, null);
        Await.until(
                "all connections are replaced",
                Invariants.LIMIT,
                () -> pools.database().connectionsOpened() == 6);
    }

    @Test
    void jmxChangesLivePropertiesAndShowsNoPassword() throws Exception {
        PenstockDataSource pool = registered("live", 1);
        ObjectName name = name("PoolConfig", "live");
        SERVER.setAttribute(name, new Attribute("MaximumPoolSize", 3));
        Pools.awaitUnclaimed(pool::backends, 3);
        SERVER.setAttribute(name, new Attribute("StatusTimeout", 5_000L));
        assertThat(pool.getStatusTimeout()).isEqualTo(5_000);
        assertThatThrownBy(() -> SERVER.setAttribute(name, new Attribute("MaximumPoolSize", -1)))
                .isInstanceOf(RuntimeMBeanException.class)
                .hasRootCauseMessage("configuration: maximumPoolSize -1 must be at least 1");
        SERVER.setAttribute(name, new Attribute("Password", "other"));
        SERVER.invoke(name, "changeCredentials", new Object[] {"clerk", "third"}, new String[] {
            "java.lang.String", "java.lang.String"
        });
        assertThat(SERVER.getAttribute(name, "Username")).isEqualTo("clerk");
        Set<String> readable = Stream.of(SERVER.getMBeanInfo(name).getAttributes())
                .filter(MBeanAttributeInfo::isReadable)
                .map(MBeanAttributeInfo::getName)
                .collect(Collectors.toSet());
        assertThat(readable).contains("MaximumPoolSize", "MaxWaiters").doesNotContain("Password", "Credentials");
    }

    @Test
    void mxBeansEndWithPoolAndTakenNameIsRefused() throws Exception {
        PenstockDataSource pool = registered("taken", 1);
        PenstockDataSource second = pools.config(1, config -> {
            config.setPoolName("taken");
            config.setRegisterMbeans(true);
        });
        assertThatThrownBy(second::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("poolName 'taken' is taken by another pool");
        pool.close();
        assertThatThrownBy(() -> SERVER.getAttribute(name("Pool", "taken"), "IdleConnections"))
                .isInstanceOf(InstanceNotFoundException.class);
        assertThat(pool.isClosed()).isTrue();
        assertThat(pool.isRunning()).isFalse();

        PenstockDataSource odd = pools.config(1, config -> {
            config.setPoolName("a=b, \"c\"");
            config.setRegisterMbeans(true);
        });
        pools.open(odd);
        assertThat(SERVER.isRegistered(name("Pool", ObjectName.quote("a=b, \"c\""))))
                .isTrue();
    }

    /** Spring registers each bean whose class is an MXBean, in addition to what the bean registers itself. */
    @Test
    void dataSourceIsNoMBeanItself() throws Exception {
        PenstockDataSource pool = registered("exported", 1);
        ObjectName second = new ObjectName("com.example:name=dataSource");
        assertThatThrownBy(() -> SERVER.registerMBean(pool, second)).isInstanceOf(NotCompliantMBeanException.class);
        assertThat(SERVER.getAttribute(name("PoolConfig", "exported"), "CloseTimeout"))
                .isEqualTo(2_000L);
        pool.getConfigMXBean().setCloseTimeout(500);
        assertThat(pool.getCloseTimeout()).isEqualTo(500);
    }
}
