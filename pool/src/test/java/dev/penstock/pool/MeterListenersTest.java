package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Listeners of Micrometer registries that throw or hang while a pool starts, runs or ends. */
class MeterListenersTest {
    /** The promise of close() without held connections, and time for a busy machine. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(8);

    @RegisterExtension
    final Pools pools = new Pools();

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();

    private PenstockDataSource pool(Object registered) {
        return pools.full(2, config -> {
            config.setPoolName("orders");
            config.setMetricRegistry(registered);
        });
    }

    private void hang(Meter meter) {
        hanging.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts " + meter.getId(), e);
        }
    }

    /** Before the pools look for threads. */
    @AfterEach
    void listenersReturn() {
        release.countDown();
    }

    private static void assertClosed(PenstockDataSource pool) {
        assertThatThrownBy(pool::getConnection).isInstanceOf(PoolClosedException.class);
    }

    private void failOnAdded(Predicate<Meter> which) {
        registry.config().onMeterAdded(added -> {
            if (which.test(added)) {
                throw new LinkageError("scripted");
            }
        });
    }

    @Test
    void errorAtTheFirstMeterKeepsTheOthers() {
        failOnAdded(meter -> meter.getId().getName().equals("penstock.claims.waiting"));
        try (PenstockDataSource pool = pool(registry)) {
            assertThat(pool.isRunning()).isTrue();
            assertThat(registry.getMeters()).hasSizeGreaterThan(20);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void errorAtTheSecondMeterOfDistributionLeavesNone() {
        failOnAdded(meter -> meter.getId().getName().endsWith(".max"));
        pool(registry).close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void errorAtTheMarkerOfPrometheusLeavesNone() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        prometheus.config().onMeterAdded(added -> {
            throw new LinkageError("scripted");
        });
        pool(prometheus).close();
        assertThat(prometheus.getMeters()).isEmpty();
    }

    @Test
    void closeEndsPoolBeforeHangingListenerReturns() {
        PenstockDataSource pool = pool(registry);
        registry.config().onMeterRemoved(this::hang);
        Claimant<Void> closer = Claimant.start(() -> {
            pool.close();
            return null;
        });
        Await.until("the listener hangs", Invariants.LIMIT, () -> hanging.get() > 0);
        assertClosed(pool);
        Await.until("close() returns", CLOSE_LIMIT, closer::isDone);
        assertThat(pools.database().connectionsOpen()).isZero();

        release.countDown();
        Await.until(
                "the meters are removed",
                Invariants.LIMIT,
                () -> registry.getMeters().isEmpty());
    }

    @Test
    void hangingRegistryKeepsNoMeterInAnotherOne() {
        MeterRegistry other = new SimpleMeterRegistry();
        PenstockDataSource pool =
                pool(new CompositeMeterRegistry().add(registry).add(other));
        registry.config().onMeterRemoved(this::hang);
        other.config().onMeterRemoved(removed -> {});
        pool.close();
        assertThat(hanging).hasValue(1);
        assertThat(other.getMeters()).isEmpty();
    }

    /** A listener that hangs while a meter of a new backend is added keeps the meters of the pool for that time. */
    @Test
    void startEndsAndSettersReturnWhileListenerHangs() {
        registry.config().onMeterAdded(this::hang);
        Claimant<PenstockDataSource> starter = Claimant.start(() -> pool(registry));
        PenstockDataSource pool = starter.result();
        assertThat(hanging).hasValue(1);
        pool.setConnectionTimeout(5_000);
        assertThat(pool.getConnectionTimeout()).isEqualTo(5_000);
        pool.close();
        assertClosed(pool);

        release.countDown();
        Await.until(
                "what was added late is removed",
                Invariants.LIMIT,
                () -> registry.getMeters().isEmpty());
    }
}
