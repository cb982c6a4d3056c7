package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.dns.DnsFault;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.waits.WaitEvent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Makes each event of the catalogue happen in one pool, over a real server and a name server. */
class CatalogueIT {
    private static final String HOST = "db.orders.test";
    private static final Duration TTL = Duration.ofSeconds(1);
    private static final int SLOTS = 3;

    @RegisterExtension
    final Pools pools = new Pools();

    private PostgresCluster cluster;
    private DnsServer dns;
    private PenstockDataSource pool;
    private final Set<WaitEvent> awaited = EnumSet.noneOf(WaitEvent.class);

    @BeforeEach
    void start() {
        cluster = PostgresCluster.start(1);
        dns = DnsServer.start();
        dns.a(HOST, TTL, cluster.server(0).address());
        dns.fault(DnsFault.drop());
        pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + HOST + ":" + cluster.port() + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setNameServers("127.0.0.1:" + dns.address().getPort());
        pool.setMaximumPoolSize(SLOTS);
        pool.setConnectionTimeout(60_000);
        pool.setConnectRate(1);
        pool.setAllowPoolSuspension(true);
        pool.setAutoCommit(false);
        pools.open(pool);
    }

    /** The pool of a test that failed may still ask: after the pools. */
    @AfterEach
    void close() {
        dns.close();
        cluster.close();
    }

    private Void select() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
        return null;
    }

    private void awaitUnderWay(WaitEvent event) {
        Await.until(
                event + " is under way",
                Invariants.LIMIT,
                () -> pool.waits().event(event).active() > 0);
    }

    private void awaitEnded(WaitEvent... events) {
        for (WaitEvent event : events) {
            Await.until(
                    event + " happened",
                    Invariants.LIMIT,
                    () -> pool.waits().event(event).total() > 0);
            awaited.add(event);
        }
    }

    @Test
    void eachEventOfTheCatalogueHappens() throws Exception {
        discoverAndConnect();
        waitForSlot();
        waitForAdministrator();
        waitForConnect();
        endSession();
        loseServer();
        pauseProcess();

        assertThat(awaited).containsExactlyInAnyOrder(WaitEvent.values());
        for (WaitEvent event : awaited) {
            event.background()
                    .ifPresent(work -> assertThat(
                                    pool.waits().operation(work, event).total())
                            .as("%s of %s", event, work)
                            .isPositive());
        }
        assertThat(pool.waits().unaccountedNanos()).isZero();
    }

    private void discoverAndConnect() {
        Claimant<Void> first = Claimant.start(this::select);
        awaitUnderWay(WaitEvent.CLAIM_WAIT_DISCOVERY);
        dns.clearFaults();
        first.result();
        awaitEnded(WaitEvent.CLAIM_WAIT_DISCOVERY, WaitEvent.DNS_QUERY, WaitEvent.DISCOVERY_REFRESH);
        awaitEnded(WaitEvent.SLOT_CONNECT, WaitEvent.SLOT_CONNECT_PERMIT);
        awaitEnded(WaitEvent.CLAIM_ACQUIRE, WaitEvent.CLAIM_HOLD, WaitEvent.CLAIM_RELEASE);
        awaitEnded(WaitEvent.CLAIM_EXECUTE, WaitEvent.CLAIM_IDLE, WaitEvent.CLAIM_RESET);
        awaitEnded(WaitEvent.SLOT_STATUS, WaitEvent.STATUS_DISPATCH, WaitEvent.STATUS_RUN);
    }

    private void waitForSlot() throws SQLException {
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        Claimant<Void> waiter;
        try (Connection first = pool.getConnection();
                Connection second = pool.getConnection();
                Connection third = pool.getConnection()) {
            assertThat(Set.of(first, second, third)).hasSize(SLOTS);
            waiter = Claimant.start(this::select);
            awaitUnderWay(WaitEvent.CLAIM_WAIT_SLOT);
        }
        waiter.result();
        awaitEnded(WaitEvent.CLAIM_WAIT_SLOT, WaitEvent.CLAIM_DISPATCH);
    }

    private void waitForAdministrator() {
        pool.operations().suspend(Duration.ofSeconds(5));
        Claimant<Void> waiter = Claimant.start(this::select);
        awaitUnderWay(WaitEvent.CLAIM_WAIT_ADMIN);
        pool.operations().resume();
        waiter.result();
        awaitEnded(WaitEvent.CLAIM_WAIT_ADMIN);
    }

    /** A frozen server lets a connect begin, and not end. */
    private void waitForConnect() {
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        cluster.server(0).freeze();
        Claimant<Void> waiter;
        try {
            pool.operations().evict(Duration.ofSeconds(5));
            waiter = Claimant.start(this::select);
            awaitUnderWay(WaitEvent.CLAIM_WAIT_CONNECT);
        } finally {
            cluster.server(0).thaw();
        }
        waiter.result();
        awaitEnded(WaitEvent.CLAIM_WAIT_CONNECT);
    }

    /** The other sessions of the server are doubted, and checked. */
    private void endSession() throws SQLException {
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select pg_terminate_backend(pg_backend_pid())"))
                    .isInstanceOf(SQLException.class);
        }
        awaitEnded(WaitEvent.SLOT_CLOSE, WaitEvent.SLOT_CHECK);
        pool.setAliveBypassWindow(0);
        Await.until("a claim validates its connection", Invariants.LIMIT, () -> {
            select();
            return pool.waits().event(WaitEvent.CLAIM_VALIDATE).total() > 0;
        });
        awaitEnded(WaitEvent.CLAIM_VALIDATE);
    }

    private void loseServer() {
        cluster.server(0).kill();
        Claimant<Void> waiter = Claimant.start(this::select);
        awaitUnderWay(WaitEvent.CLAIM_WAIT_BACKEND);
        awaitEnded(WaitEvent.SLOT_CONNECT_BACKOFF);
        cluster.server(0).restart();
        waiter.result();
        awaitEnded(WaitEvent.CLAIM_WAIT_BACKEND, WaitEvent.BACKEND_PROBE);
    }

    /** A child process stops this one for longer than half of statusTimeout, and lets it go on. */
    private void pauseProcess() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        String script = "kill -STOP " + pid + "; sleep 1.5; kill -CONT " + pid;
        assertThat(new ProcessBuilder("sh", "-c", script).start().waitFor()).isZero();
        awaitEnded(WaitEvent.RUNTIME_PAUSE);
    }
}
