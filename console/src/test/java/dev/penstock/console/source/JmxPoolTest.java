package dev.penstock.console.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.sql.Limits;
import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.instrument.BundleSource;
import dev.penstock.pool.instrument.TimeRange;
import dev.penstock.pool.operations.ClaimView;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** Pools over JMX. */
class JmxPoolTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private static ObjectName name(String pool) throws Exception {
        return new ObjectName("dev.penstock:type=Instrument,name=" + pool);
    }

    private static JmxPool pool(String name) throws Exception {
        return JmxPool.of(SERVER, name(name), IOException::new);
    }

    private static void awaitBean(String pool) {
        Await.until(pool + " is registered", PoolFixture.LIMIT, () -> SERVER.isRegistered(name(pool)));
    }

    @Test
    void queryOverConnectorSeesClaim() throws Exception {
        PenstockDataSource pool = fixture.pool("remote", 2);
        awaitBean("remote");
        JMXConnectorServer server =
                JMXConnectorServerFactory.newJMXConnectorServer(new JMXServiceURL("service:jmx:rmi://"), null, SERVER);
        server.start();
        try (JvmProcess process = JvmProcess.connect(server.getAddress().toString());
                Connection held = pool.getConnection()) {
            assertThat(held).isNotNull();
            List<StatsSource> pools = process.pools().stream()
                    .filter(source -> source.pool().equals("remote"))
                    .toList();
            StatsDataSource stats = fixture.closing(StatsDataSource.of(pools, Limits.DEFAULT));

            assertThat(PoolFixture.rows(
                            stats, "SELECT a.pool, h.thread FROM activity a JOIN holders h USING (claim_id)"))
                    .containsExactly(List.of("remote", Thread.currentThread().getName()));
        } finally {
            server.stop();
        }
    }

    @Test
    void eventsOfRecordingAreJson() throws Exception {
        PenstockDataSource pool = fixture.pool("recorded", 1);
        awaitBean("recorded");
        try (Recording recording = new Recording()) {
            recording.enable("penstock.ClaimHold").withThreshold(Duration.ZERO);
            recording.start();
            Thread holder = new Thread(
                    () -> {
                        try {
                            pool.getConnection().close();
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    "a \"quoted\" \\ name\n\u20ac");
            holder.start();
            holder.join();

            BundleSource.Part events = pool("recorded").flight();
            assertThat(events.missing()).isEmpty();
            JsonMapper mapper = JsonMapper.builder().build();
            assertThat(events.text().lines().map(mapper::readTree)).anySatisfy(event -> {
                assertThat(event.path("event").asString("")).isEqualTo("penstock.ClaimHold");
                assertThat(event.path("pool").asString("")).isEqualTo("recorded");
                assertThat(event.path("thread").asString("")).isEqualTo(holder.getName());
                assertThat(Instant.parse(event.path("time").asString(""))).isBefore(Instant.now());
                assertThat(event.path("duration_seconds").asDouble(0)).isPositive();
            });
        }
        assertThat(pool("recorded").process())
                .hasValueSatisfying(process ->
                        assertThat(process).startsWith(ProcessHandle.current().pid() + ", Java "));
    }

    @Test
    void poolOfAnOlderReleaseHasNoEvents() throws Exception {
        fixture.pool("older", 1);
        awaitBean("older");
        MBeanServerConnection older = (MBeanServerConnection) Proxy.newProxyInstance(
                JmxPoolTest.class.getClassLoader(),
                new Class<?>[] {MBeanServerConnection.class},
                (self, method, arguments) -> method.getName().equals("getMBeanInfo")
                        ? new MBeanInfo("older", "", null, null, null, null)
                        : method.invoke(SERVER, arguments));

        assertThat(JmxPool.of(older, name("older"), IOException::new).flight())
                .isEqualTo(BundleSource.Part.none("the pool is of an older release, which does not show it"));
    }

    @Test
    void lastMinuteIsAskedForAlone() throws Exception {
        fixture.pool("minute", 1);
        awaitBean("minute");
        List<Object[]> calls = new ArrayList<>();
        MBeanServerConnection counting = (MBeanServerConnection) Proxy.newProxyInstance(
                JmxPoolTest.class.getClassLoader(),
                new Class<?>[] {MBeanServerConnection.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("invoke")) {
                        calls.add((Object[]) arguments[2]);
                    }
                    return method.invoke(SERVER, arguments);
                });
        StatsDataSource stats = fixture.closing(
                StatsDataSource.of(List.of(JmxPool.of(counting, name("minute"), IOException::new)), Limits.DEFAULT));
        long begin = System.currentTimeMillis() - Duration.ofMinutes(1).toMillis();

        PoolFixture.rows(stats, "SELECT * FROM samples WHERE sample_time > CURRENT_TIMESTAMP - INTERVAL '1' MINUTE");

        assertThat(calls).hasSize(1);
        assertThat((long) calls.get(0)[1]).isGreaterThanOrEqualTo(begin);
        assertThatThrownBy(() -> PoolFixture.rows(stats, "SELECT current_claim()"))
                .hasMessageContaining("current_claim() has no answer for pool minute in another process");
    }

    @Test
    void secondPoolOfOneNameGetsSuffix() throws Exception {
        PenstockDataSource first = fixture.pool("twin", 1);
        awaitBean("twin");
        fixture.pool("twin", 1);
        awaitBean("twin-2");

        assertThat(pool("twin").note()).isEmpty();
        assertThat(pool("twin-2").pool()).isEqualTo("twin-2");
        assertThat(pool("twin-2").note())
                .contains(
                        "several pools of the process have the name 'twin': this one is shown as 'twin-2'. Give each a"
                                + " poolName of its own");
        first.close();
        assertThat(SERVER.isRegistered(name("twin"))).isFalse();
        assertThat(SERVER.isRegistered(name("twin-2"))).isTrue();
    }

    @Test
    void claimIsExplainedOverJmx() throws Exception {
        PenstockDataSource pool = fixture.pool("explained", 1);
        awaitBean("explained");
        try (Connection held = pool.getConnection()) {
            String claim = held.unwrap(ClaimView.class).claim();
            JmxPool source = pool("explained");

            assertThat(source.explain("claim " + claim))
                    .startsWith("claim " + claim)
                    .contains("in flight", "claim_hold");
            assertThat(source.explain("nonsense")).startsWith("Claim 'nonsense' is not of this pool");
        }
    }

    @Test
    void closedPoolIsNamed() throws Exception {
        PenstockDataSource pool = fixture.pool("gone", 1);
        awaitBean("gone");
        JmxPool source = pool("gone");
        pool.close();

        assertThatThrownBy(() -> source.read(Set.of("pools"), TimeRange.ALL))
                .isInstanceOf(IOException.class)
                .hasMessage("pool gone has been closed");
    }

    @Test
    void processThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> JvmProcess.attach(Integer.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no process 2147483647 that this user can see");
    }
}
