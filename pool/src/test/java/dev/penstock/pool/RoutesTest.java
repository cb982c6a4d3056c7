package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Role;
import dev.penstock.backends.TargetServerType;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims with a target, and waits for a server of its role. */
@Timeout(120)
class RoutesTest {
    private static final ClaimOptions PRIMARY = ClaimOptions.none().withTarget(TargetServerType.PRIMARY);
    private static final ClaimOptions SECONDARY = ClaimOptions.none().withTarget(TargetServerType.SECONDARY);

    @RegisterExtension
    final Pools pools = new Pools();

    private RoledConnector connector;

    @BeforeEach
    void connect() {
        connector = new RoledConnector(pools.database());
    }

    private Pools.Bare open(int backends, int slots) {
        List<Backend> all = IntStream.rangeClosed(1, backends)
                .mapToObj(RoledConnector::backend)
                .toList();
        return pools.over(all, connector, slots, config -> {
            config.setStatusInterval(20);
            config.setStatusTimeout(5_000);
        });
    }

    @Test
    void changedRoleServesClaimsWhileSupervisorIsStuck() throws Exception {
        connector.primary(1, 5);
        Pools.Bare pool = pools.over(List.of(RoledConnector.backend(1)), connector, 1, config -> {
            config.setStatusInterval(20);
            config.setStatusTimeout(60_000);
        });
        ClaimOptions primary = ClaimOptions.none().withTarget(TargetServerType.PRIMARY);
        pool.claims().claim(primary).close();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        pool.claims().backends().inspection().schedule(() -> awaitRelease(stuck, released), Duration.ZERO);
        stuck.await();

        connector.primary(1, 6);
        try (Connection lost = pool.claims().claim()) {
            pools.lose(lost);
        }
        pool.claims().claim(primary.withTimeout(Duration.ofSeconds(5))).close();
        released.countDown();
    }

    private static void awaitRelease(CountDownLatch stuck, CountDownLatch released) {
        stuck.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Role role(Pools.Bare pool, int number) {
        return pool.backends().stream()
                .filter(view -> view.backend()
                        .id()
                        .equals(RoledConnector.backend(number).id()))
                .map(BackendView::role)
                .findFirst()
                .orElse(Role.UNKNOWN);
    }

    private static void awaitRole(Pools.Bare pool, int number, Role role) {
        Await.until(number + " is " + role, Invariants.LIMIT, () -> role(pool, number) == role);
    }

    private static long active(Pools.Bare pool, WaitEvent event) {
        return pool.accounts().snapshot().event(event).active();
    }

    private static void awaitWaiting(Pools.Bare pool, int claims) {
        Await.until(claims + " wait", Invariants.LIMIT, () -> pool.claims().waiting() == claims);
    }

    private static String server(Connection connection) {
        return connection.toString().replaceAll(".* of (db-\\d+).*", "$1");
    }

    private List<Connection> claimAll(Pools.Bare pool, ClaimOptions options, int count) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pool.claims().claim(options));
        }
        return all;
    }

    @Test
    void claimForPrimaryDoesNotHoldUpLaterReaders() throws SQLException {
        connector.secondary(1);
        connector.secondary(2);
        Pools.Bare pool = open(2, 2);
        Pools.awaitUnclaimed(pool::backends, 2);
        List<Connection> held = claimAll(pool, SECONDARY, 2);
        Claimant<Connection> writer =
                Claimant.start("writer", () -> pool.claims().claim(PRIMARY));
        awaitWaiting(pool, 1);
        Claimant<Connection> reader =
                Claimant.start("reader", () -> pool.claims().claim(SECONDARY));
        awaitWaiting(pool, 2);
        Await.until(
                "reasons",
                Invariants.LIMIT,
                () -> active(pool, WaitEvent.CLAIM_WAIT_BACKEND) == 1 && active(pool, WaitEvent.CLAIM_WAIT_SLOT) == 1);

        held.get(0).close();
        Connection read = reader.result();
        assertThat(writer.isDone()).isFalse();
        read.close();
        held.get(1).close();

        connector.primary(2, 2);
        Connection written = writer.result();
        assertThat(server(written)).isEqualTo("db-2");
        assertThat(role(pool, 2)).isEqualTo(Role.PRIMARY);
        written.close();
        assertThat(pool.accounts()
                        .snapshot()
                        .event(WaitEvent.CLAIM_WAIT_BACKEND)
                        .total())
                .isPositive();
    }

    @Test
    void newPrimaryIsFoundThoughItsSlotsAreHeld() throws SQLException {
        connector.secondary(1);
        Pools.Bare pool = open(1, 2);
        Pools.awaitUnclaimed(pool::backends, 2);
        List<Connection> held = claimAll(pool, SECONDARY, 2);
        Claimant<String> writer = Claimant.start("writer", () -> {
            try (Connection connection = pool.claims().claim(PRIMARY)) {
                return server(connection);
            }
        });
        awaitWaiting(pool, 1);
        connector.primary(1, 2);
        Await.until("one is to be replaced", Invariants.LIMIT, () -> {
            held.remove(0).close();
            held.add(pool.claims().claim(ClaimOptions.none()));
            return writer.isDone();
        });
        assertThat(writer.result()).isEqualTo("db-1");
        for (Connection connection : held) {
            connection.close();
        }
    }

    @Test
    void slotGoesToOldestWaiterThatMayHaveIt() throws SQLException {
        connector.primary(1, 1);
        connector.secondary(2);
        Pools.Bare pool = open(2, 2);
        Pools.awaitUnclaimed(pool::backends, 2);
        Connection primary = pool.claims().claim(PRIMARY);
        Connection secondary = pool.claims().claim(SECONDARY);
        List<Claimant<Connection>> waiters = new ArrayList<>();
        for (ClaimOptions options : List.of(SECONDARY, PRIMARY, ClaimOptions.none(), PRIMARY)) {
            waiters.add(Claimant.start(
                    "waiter " + waiters.size(), () -> pool.claims().claim(options)));
            awaitWaiting(pool, waiters.size());
        }
        primary.close();
        Connection first = waiters.get(1).result();
        assertThat(server(first)).isEqualTo("db-1");
        assertThat(pool.claims().waiting()).isEqualTo(3);
        first.close();
        Connection any = waiters.get(2).result();
        any.close();
        Connection last = waiters.get(3).result();
        last.close();
        assertThat(waiters.get(0).isDone()).isFalse();
        secondary.close();
        waiters.get(0).result().close();
    }

    @Test
    void timeoutWithoutPrimaryNamesTarget() throws SQLException {
        connector.secondary(1);
        Pools.Bare pool = open(1, 1);
        Pools.awaitUnclaimed(pool::backends, 1);
        assertThatThrownBy(() -> pool.claims().claim(PRIMARY.withTimeout(Duration.ofMillis(50))))
                .isInstanceOf(NoBackendOnlineException.class)
                .hasMessageContaining("no backend that may serve 'primary' is online")
                .hasMessageContaining("claim_wait_backend")
                .hasMessageContaining("SECONDARY");
    }

    @Test
    void serverThatRefusesToWriteIsAskedAtOnce() throws SQLException {
        connector.primary(1, 1);
        Pools.Bare pool = open(1, 2);
        Pools.awaitUnclaimed(pool::backends, 2);
        try (Connection connection = pool.claims().claim(PRIMARY)) {
            connector.secondary(1);
            refuseToWrite(connection);
            awaitRole(pool, 1, Role.SECONDARY);
        }
        Pools.awaitUnclaimed(pool::backends, 2);
        assertThat(pools.database().connectionsOpened())
                .as("the slot connects anew")
                .isEqualTo(3);
    }

    private void refuseToWrite(Connection connection) {
        SQLException refusal = new SQLException("cannot execute UPDATE in a read-only transaction", "25006");
        pools.on("Connection.nativeSQL").throwing(refusal).once();
        assertThatThrownBy(() -> connection.nativeSQL("")).isSameAs(refusal);
    }

    @Test
    void refusalToWriteMattersForPrimaryClaimsOnly() throws SQLException {
        connector.primary(1, 1);
        Pools.Bare pool = open(1, 1);
        Pools.awaitUnclaimed(pool::backends, 1);
        try (Connection connection = pool.claims().claim()) {
            refuseToWrite(connection);
        }
        try (Connection connection = pool.claims().claim(PRIMARY)) {
            connection.setReadOnly(true);
            refuseToWrite(connection);
        }
        Pools.awaitUnclaimed(pool::backends, 1);
        assertThat(pools.database().connectionsOpened()).isEqualTo(1);
        assertThat(role(pool, 1)).isEqualTo(Role.PRIMARY);
    }

    @Test
    void rolesAreAskedAtEachBeatOnceATargetIsUsed() throws SQLException {
        connector.primary(1, 1);
        connector.secondary(2);
        Pools.Bare pool = open(2, 4);
        Pools.awaitUnclaimed(pool::backends, 4);
        assertThat(connector.asked(2)).as("once for each connection").isEqualTo(2);
        pool.claims().claim(PRIMARY).close();
        int before = connector.asked(2);
        Await.until("it is asked again and again", Invariants.LIMIT, () -> connector.asked(2) > before + 3);
        connector.primary(2, 2);
        awaitRole(pool, 2, Role.PRIMARY);
        awaitRole(pool, 1, Role.SUPERSEDED);
        for (Connection connection : claimAll(pool, PRIMARY, 2)) {
            assertThat(server(connection)).isEqualTo("db-2");
            connection.close();
        }
    }

    @Test
    void poolForPrimariesKeepsOneConnectionPerSecondary() throws SQLException {
        connector.primary(1, 1);
        connector.secondary(2);
        connector.secondary(3);
        List<Backend> all =
                IntStream.rangeClosed(1, 3).mapToObj(RoledConnector::backend).toList();
        Pools.Bare pool = pools.over(all, connector, 8, config -> {
            config.setStatusInterval(20);
            config.setStatusTimeout(5_000);
            config.setTargetServerType("primary");
        });
        Await.until(
                "the primary has the others' share",
                Invariants.LIMIT,
                () -> slots(pool).equals(List.of(6, 1, 1)));
        for (Connection connection : claimAll(pool, ClaimOptions.none(), 6)) {
            assertThat(server(connection)).isEqualTo("db-1");
            connection.close();
        }
        connector.primary(3, 2);
        Await.until("the new one has", Invariants.LIMIT, () -> slots(pool).equals(List.of(1, 1, 6)));
    }

    private static List<Integer> slots(Pools.Bare pool) {
        return pool.backends().stream().map(view -> view.slots().unclaimed()).toList();
    }

    @Test
    void routedDataSourceSharesThePool() throws SQLException {
        PenstockDataSource pool = pools.full(2, config -> {});
        RoutedDataSource view = pool.route(TargetServerType.ANY);
        assertThat(view.unwrap(PenstockDataSource.class)).isSameAs(pool);
        assertThat(view.isWrapperFor(RoutedDataSource.class)).isTrue();
        assertThat(view.target()).isEqualTo(TargetServerType.ANY);
        assertThat(view).hasToString(pool + " for any");
        try (Connection connection = view.getConnection();
                Connection other = view.claim(ClaimOptions.none().withOperation("export"))) {
            assertThat(connection.isValid(1)).isTrue();
            assertThat(other.isValid(1)).isTrue();
            assertThat(pool.holders()).hasSize(2);
        }
    }

    @Test
    void targetIsRefusedIfRolesAreUnknown() {
        PenstockDataSource pool = pools.full(1, config -> {});
        for (TargetServerType target : List.of(TargetServerType.PRIMARY, TargetServerType.PREFER_SECONDARY)) {
            assertThatThrownBy(() -> pool.route(target).getConnection())
                    .isInstanceOf(SQLNonTransientConnectionException.class)
                    .hasMessageContaining("a claim asks for the target '" + target + "', which must be any here")
                    .hasMessageContaining("jdbc:postgresql");
        }
        assertThat(pool.waits().event(WaitEvent.CLAIM_ACQUIRE).total()).isZero();
    }

    @Test
    void contradictoryPropertiesAreRefusedByName() {
        assertThatThrownBy(() -> pools.config(1, config -> {
                            config.setTargetServerType("master");
                            config.setBalance("fair");
                            config.setBackendSubset(-1);
                            config.setClientId(" ");
                        })
                        .validate())
                .hasMessageContaining("targetServerType 'master' must be one of any, primary, secondary,")
                .hasMessageContaining("balance 'fair' must be one of uniform, weighted, latency, priority")
                .hasMessageContaining("backendSubset -1 must be at least 0")
                .hasMessageContaining("clientId is blank");
        assertThatThrownBy(() -> pools.config(1, config -> config.setTargetServerType("primary"))
                        .validate())
                .hasMessageContaining("targetServerType 'primary' must be any here");
        PenstockConfig subset = new PenstockConfig();
        subset.setJdbcUrl("jdbc:postgresql://db.test/orders");
        subset.setTargetServerType("primary");
        subset.setBackendSubset(2);
        assertThatThrownBy(subset::validate).hasMessageContaining("backendSubset 2 contradicts targetServerType");
    }
}
