package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.slots.Slot;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A command has taken effect when it returns: no later claim gets a connection that it took away. */
class EvictionTest {
    private static final int ROUNDS = 100;
    private static final int HOLDERS = 4;

    @RegisterExtension
    final Pools pools = new Pools();

    /** A data source that numbers its connections in the order in which attempts to open them begin. */
    private static final class NumberingSource implements InvocationHandler {
        private final JdbcDataSource source = new JdbcDataSource();
        private final Map<Object, Long> numbers = Collections.synchronizedMap(new IdentityHashMap<>());
        private final AtomicLong last = new AtomicLong();

        NumberingSource() {
            source.setURL("jdbc:h2:mem:");
        }

        DataSource asDataSource() {
            return (DataSource)
                    Proxy.newProxyInstance(DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, this);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            long number = method.getName().equals("getConnection") ? last.incrementAndGet() : 0;
            try {
                Object result = method.invoke(source, arguments);
                if (number > 0) {
                    numbers.put(result, number);
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        long number(Connection claimed) throws SQLException {
            return Objects.requireNonNull(numbers.get(claimed.unwrap(JdbcConnection.class)));
        }
    }

    private PenstockDataSource poolOver(NumberingSource source) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSource(source.asDataSource());
        pool.setMaximumPoolSize(3);
        pool.setConnectRate(0);
        pool.setConnectionTimeout(20_000);
        return pools.open(pool);
    }

    private static PenstockPoolMXBean control(PenstockDataSource pool) {
        return Objects.requireNonNull(pool.getPoolMXBean());
    }

    private static Object session(Connection claimed) throws SQLException {
        return claimed.unwrap(Proxy.class);
    }

    @Test
    void claimAfterSoftEvictionGetsNewConnection() throws SQLException {
        NumberingSource source = new NumberingSource();
        PenstockDataSource pool = poolOver(source);
        for (int i = 0; i < ROUNDS; i++) {
            pool.getConnection().close();
            long before = source.last.get();
            control(pool).softEvictConnections();
            try (Connection claimed = pool.getConnection()) {
                assertThat(source.number(claimed)).as("round %s", i).isGreaterThan(before);
            }
        }
    }

    @Test
    void softEvictionReachesConnectionsThatAreReturnedMeanwhile() throws Exception {
        NumberingSource source = new NumberingSource();
        PenstockDataSource pool = poolOver(source);
        AtomicLong evicted = new AtomicLong();
        AtomicBoolean stopped = new AtomicBoolean();
        List<CompletableFuture<Void>> holders = new ArrayList<>();
        for (int i = 0; i < HOLDERS; i++) {
            holders.add(CompletableFuture.runAsync(() -> {
                while (!stopped.get()) {
                    long floor = evicted.get();
                    try (Connection claimed = pool.getConnection()) {
                        assertThat(source.number(claimed)).isGreaterThan(floor);
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        for (int i = 0; i < ROUNDS; i++) {
            long before = source.last.get();
            control(pool).softEvictConnections();
            evicted.set(before);
            pool.getConnection().close();
        }
        stopped.set(true);
        for (CompletableFuture<Void> holder : holders) {
            assertThatCode(holder::get).doesNotThrowAnyException();
        }
    }

    @Test
    void claimRetiresSlotThatWasCondemnedAsItBecameFree() throws SQLException {
        Pools.Bare pool = pools.bare(1, config -> {}, dev.penstock.waits.NanoClock.system(), Duration.ofSeconds(20));
        Object before;
        try (Connection claimed = pool.claims().claim()) {
            before = session(claimed);
        }
        pool.claims().backends().forEachSlot(Slot::condemn);
        try (Connection claimed = pool.claims().claim()) {
            assertThat(session(claimed)).isNotSameAs(before);
        }
    }

    @Test
    void interruptDoesNotEndSoftEviction() throws SQLException {
        NumberingSource source = new NumberingSource();
        PenstockDataSource pool = poolOver(source);
        pool.getConnection().close();
        long before = source.last.get();
        Thread.currentThread().interrupt();
        control(pool).softEvictConnections();
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        try (Connection claimed = pool.getConnection()) {
            assertThat(source.number(claimed)).isGreaterThan(before);
        }
    }

    @Test
    void softEvictionOfClosedPoolDoesNothing() {
        PenstockDataSource pool = pools.full(2, config -> {});
        PenstockPoolMXBean control = control(pool);
        pool.close();
        long opened = pools.database().connectionsOpened();
        control.softEvictConnections();
        assertThat(pools.database().connectionsOpened()).isEqualTo(opened);
    }

    @Test
    void claimAfterNewCatalogHasIt() throws SQLException {
        PenstockDataSource pool = pools.full(3, config -> {
            config.setCatalog("first");
            config.setConnectRate(0);
        });
        for (int i = 0; i < ROUNDS; i++) {
            String catalog = "catalog" + i;
            pool.setCatalog(catalog);
            try (Connection claimed = pool.getConnection()) {
                assertThat(claimed.getCatalog()).isEqualTo(catalog);
            }
        }
    }

    @Test
    void drainAndRestoreTakeEffectWithoutTimeToWait() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        String backend = pool.backends().get(0).backend().label();
        try (Connection held = pool.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            for (int i = 0; i < ROUNDS; i++) {
                pool.operations().drain(backend, Duration.ZERO);
                assertThat(pool.backends().get(0).health()).isEqualTo(BackendHealth.DRAINED);
                assertThat(control(pool).getIdleConnections()).isZero();
                control(pool).restoreBackend(backend);
                assertThat(pool.backends().get(0).health()).isNotEqualTo(BackendHealth.DRAINED);
            }
        }
        Pools.awaitUnclaimed(pool::backends, 2);
    }

    @Test
    void evictedConnectionEndsWithItsClaim() throws SQLException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Connection held = pool.getConnection();
        Object before = session(held);
        pool.evictConnection(held);
        assertThat(held.isClosed()).isTrue();
        try (Connection next = pool.getConnection()) {
            assertThat(session(next)).as("nobody called close()").isNotSameAs(before);
            held.close();
            pool.evictConnection(held);
            assertThat(next.isValid(1))
                    .as("an ended claim reaches no later one")
                    .isTrue();
        }
    }
}
