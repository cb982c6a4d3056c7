package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.waits.WaitEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The threads and the message lengths of a pool with one backend more than it uses, from DNS and from a file. */
class ManyBackendsTest {
    /** The default of {@code maximumBackends}. */
    private static final int CAP = 1_000;

    private static final int SLOTS = 10;

    /** The threads of a pool that no backend has to itself, with the 32 that probe, and those of the name server. */
    private static final int OTHER_THREADS = 60;

    private static final int MESSAGE_LENGTH = 4_096;
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Pattern LABEL = Pattern.compile("[a-z0-9.]+/127\\.[0-9.]+:[0-9]+");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @RegisterExtension
    final Pools pools = new Pools();

    private DnsServer dns;
    private ServerSocket silent;
    private int threadsBefore;

    /** A driver for PostgreSQL's URLs that follows the test's choice. */
    public static final class ScriptedDriver implements Driver {
        private static volatile StubDatabase database = StubDatabase.named("unused");
        private static volatile Server server = Server.SERVES;

        enum Server {
            SERVES,
            REFUSES,
            IS_SILENT
        }

        /** Creates the driver for the pool. */
        public ScriptedDriver() {}

        @Override
        public Connection connect(String url, Properties info) throws SQLException {
            switch (server) {
                case SERVES:
                    return new StubDriver().connect(database.jdbcUrl(), info);
                case REFUSES:
                    throw new SQLException("Connection refused. ".repeat(20), "08001");
                default:
                    return awaitInterrupt();
            }
        }

        private static Connection awaitInterrupt() throws SQLException {
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody counts down");
            } catch (InterruptedException e) {
                throw new SQLException("interrupted", "08001", e);
            }
        }

        @Override
        public boolean acceptsURL(String url) {
            return url.startsWith("jdbc:postgresql:");
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }

    @BeforeEach
    void serve() throws IOException {
        dns = DnsServer.start();
        dns.a("db.test", TTL, addresses(CAP + 1).toArray(InetAddress[]::new));
        silent = new ServerSocket();
        silent.bind(new InetSocketAddress("0.0.0.0", 0));
        ScriptedDriver.database = pools.database();
        ScriptedDriver.server = ScriptedDriver.Server.SERVES;
        threadsBefore = THREADS.getThreadCount();
        THREADS.resetPeakThreadCount();
    }

    @AfterEach
    void stop() throws IOException {
        dns.close();
        silent.close();
    }

    private static List<InetAddress> addresses(int count) throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(InetAddress.getByAddress(new byte[] {127, 9, (byte) (i / 250), (byte) (i % 250 + 1)}));
        }
        return addresses;
    }

    private PenstockDataSource open(int slots, Consumer<PenstockConfig> settings) {
        return pools.open(slots, config -> {
            config.setJdbcUrl("jdbc:postgresql://db.test:" + silent.getLocalPort() + "/orders");
            config.setDriverClassName(ScriptedDriver.class.getName());
            config.setNameServers("127.0.0.1:" + dns.address().getPort());
            settings.accept(config);
        });
    }

    private void awaitCap(PenstockDataSource pool) {
        Await.until(
                "all backends are known",
                Invariants.LIMIT,
                () -> pool.backends().size() == CAP);
    }

    private static SQLException failure(PenstockDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            throw new AssertionError("no server serves, but there is " + connection);
        } catch (SQLException e) {
            return e;
        }
    }

    private static void assertShort(String message) {
        assertThat(message).hasSizeLessThanOrEqualTo(MESSAGE_LENGTH);
        assertThat(LABEL.matcher(message).results().map(found -> found.group()).distinct())
                .as("backends named in: " + message)
                .hasSizeBetween(1, 10);
    }

    /** At each beat, the supervisor asks at least the status tasks of all backends with slots. */
    private static void awaitBeats(PenstockDataSource pool, int slots) {
        Await.until(
                "the supervisor has beaten",
                Invariants.LIMIT,
                () -> pool.waits().event(WaitEvent.SLOT_STATUS).total() > 3L * slots);
    }

    private void assertFewThreads(int slots) {
        assertThat(THREADS.getPeakThreadCount() - threadsBefore)
                .as("threads more than before the pool")
                .isLessThanOrEqualTo(2 * slots + OTHER_THREADS);
    }

    private static void assertServes(PenstockDataSource pool) throws SQLException {
        for (int i = 0; i < 100; i++) {
            pool.getConnection().close();
        }
    }

    private static void assertOneIsRefusedByName(ScriptedLog log) {
        assertThat(log.texts())
                .filteredOn(line -> line.contains("the service has 1001 backends, but maximumBackends is 1000"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(LABEL.matcher(line).results()).hasSize(1));
    }

    @Test
    void idleBackendsCostNoThread() throws SQLException {
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            PenstockDataSource pool = open(SLOTS, config -> config.setMinimumIdle(SLOTS));
            awaitCap(pool);
            Pools.awaitUnclaimed(pool::backends, SLOTS);
            awaitBeats(pool, SLOTS);
            assertServes(pool);
            assertFewThreads(SLOTS);
            assertOneIsRefusedByName(log);
        }
    }

    @Test
    void refusingBackendsCostNoThread() {
        ScriptedDriver.server = ScriptedDriver.Server.REFUSES;
        PenstockDataSource pool = open(SLOTS, config -> config.setConnectionTimeout(4_000));
        awaitCap(pool);
        SQLException failure = failure(pool);
        assertFewThreads(SLOTS);
        assertShort(failure.getMessage());
    }

    @Test
    void silentBackendsCostNoThread() {
        ScriptedDriver.server = ScriptedDriver.Server.IS_SILENT;
        PenstockDataSource pool = open(SLOTS, config -> {
            config.setConnectionTimeout(8_000);
            config.setConnectTimeout(250);
        });
        awaitCap(pool);
        SQLException failure = failure(pool);
        assertFewThreads(SLOTS);
        assertShort(failure.getMessage());
    }

    @Test
    void slotAtEachBackendCostsTwoThreadsAtMost() throws SQLException {
        PenstockDataSource pool = open(CAP, config -> config.setMinimumIdle(CAP));
        awaitCap(pool);
        Pools.awaitUnclaimed(pool::backends, CAP);
        awaitBeats(pool, CAP);
        assertServes(pool);
        assertFewThreads(CAP);
    }

    @Test
    void fileCostsNoThreadForIdleBackend(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("backends");
        Files.write(
                file,
                addresses(CAP + 1).stream().map(InetAddress::getHostAddress).toList());
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            PenstockDataSource pool = open(SLOTS, config -> {
                config.setBackendFile(file.toString());
                config.setMinimumIdle(SLOTS);
            });
            awaitCap(pool);
            Pools.awaitUnclaimed(pool::backends, SLOTS);
            awaitBeats(pool, SLOTS);
            assertServes(pool);
            assertFewThreads(SLOTS);
            assertOneIsRefusedByName(log);
        }
    }

    @Test
    void unknownBackendOfCommandNamesTenOthers() {
        PenstockDataSource pool = open(SLOTS, config -> {});
        awaitCap(pool);
        assertThatThrownBy(() -> pool.operations().drain("db-7", Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(thrown -> assertShort(thrown.getMessage()))
                .hasMessageContaining("there is no backend 'db-7'")
                .hasMessageEndingWith(" and 990 more");
    }
}
