package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.waits.WaitEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that only a socket factory of the application reaches, as with a tunnel or the connector of a cloud. */
class OwnSocketFactoryIT {
    private static PostgresCluster cluster;
    private static InetSocketAddress server = new InetSocketAddress(0);

    @RegisterExtension
    final Pools pools = new Pools();

    /** Leads to the server, whatever the driver asks for. */
    public static final class Tunnel extends SocketFactory {
        static final AtomicInteger MADE = new AtomicInteger();

        /** Called by the driver. */
        public Tunnel() {}

        @Override
        public Socket createSocket() {
            MADE.incrementAndGet();
            return new Socket() {
                @Override
                public void connect(SocketAddress ignored, int timeout) throws IOException {
                    super.connect(server, timeout);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
            return createSocket();
        }
    }

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(1);
        server = new InetSocketAddress(cluster.server(0).address(), cluster.port());
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private PenstockDataSource pool(String url) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(2);
        pool.setConnectionTimeout(20_000);
        return pool;
    }

    private static String withFactory(String authority) {
        return "jdbc:postgresql://" + authority + "/" + cluster.database() + "?socketFactory=" + Tunnel.class.getName();
    }

    private static int processId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "nosuch", "127.0.0.9:1"})
    void factoryInUrlReachesServerWhateverTheHost(String authority) throws SQLException {
        int before = Tunnel.MADE.get();
        PenstockDataSource pool = pools.open(pool(withFactory(authority)));
        try (Connection connection = pool.getConnection()) {
            assertThat(processId(connection)).isPositive();
        }
        assertThat(Tunnel.MADE.get()).isGreaterThan(before);
        assertThat(pool.backends()).hasSize(1);
    }

    @Test
    void factoryInPropertyReachesServerAndRolesAreKnown() throws SQLException {
        PenstockDataSource pool = pool("jdbc:postgresql://127.0.0.9:1/" + cluster.database());
        pool.addDataSourceProperty("socketFactory", Tunnel.class.getName());
        pool.setTargetServerType("primary");
        pools.open(pool);
        try (Connection connection = pool.getConnection()) {
            assertThat(processId(connection)).isPositive();
        }
    }

    @Test
    void slowQueryAndProbesLeaveBackendOnline() throws SQLException {
        PenstockDataSource pool = pool(withFactory(""));
        pool.setBackendProbeInterval(100);
        pools.open(pool);
        Pools.awaitUnclaimed(pool::backends, 2);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            int before = processId(connection);
            statement.execute("SELECT pg_sleep(3)");
            Await.until(
                    "the server was probed",
                    Invariants.LIMIT,
                    () -> pool.waits().event(WaitEvent.BACKEND_PROBE).total() > 3);
            assertThat(pool.backends())
                    .singleElement()
                    .satisfies(view -> assertThat(view.health()).isEqualTo(BackendHealth.ONLINE));
            assertThat(processId(connection)).isEqualTo(before);
        }
        assertThat(pool.backends().get(0).lastError()).isEmpty();
    }
}
