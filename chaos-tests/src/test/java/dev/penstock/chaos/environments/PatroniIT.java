package dev.penstock.chaos.environments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Role;
import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.Workload;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockDataSource;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims for the primary of a cluster of Patroni, whose leader dies, hands over, or is not fenced for some seconds. */
@Timeout(300)
class PatroniIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration TTL = Duration.ofSeconds(8);
    private static final String LOGIN = "app";
    private static final int SLOTS = 6;
    private static final int CLAIMS = 20;

    private static PatroniCluster cluster;

    private PenstockDataSource pool;
    private Workload workload;

    @BeforeAll
    static void startCluster() throws SQLException {
        cluster = PatroniCluster.start(TTL);
        PatroniNode leader = cluster.leader().orElseThrow();
        try (Connection connection = leader.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + LOGIN + " login");
            statement.execute("create database " + LOGIN);
        }
        try (Connection connection = leader.connect(LOGIN)) {
            Bank.open(connection);
        }
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void start() {
        cluster.awaitWhole();
        pool = new PenstockDataSource();
        pool.setPoolName("orders");
        pool.setJdbcUrl("jdbc:postgresql://"
                + cluster.nodes().stream()
                        .map(node -> node.server().getAddress().getHostAddress() + ":"
                                + node.server().getPort())
                        .collect(Collectors.joining(","))
                + "/" + LOGIN);
        pool.setUsername(LOGIN);
        pool.setPassword(LOGIN);
        pool.setMaximumPoolSize(SLOTS);
        pool.setConnectionTimeout(5_000);
        pool.setTargetServerType("primary");
        pool.setAbortOnBackendLoss(true);
        pool.start();
        workload = new Workload(pool, SLOTS / 2);
        workload.start();
        awaitTransfers();
        awaitRolesOfWholeCluster();
    }

    @AfterEach
    void close() throws InterruptedException {
        if (pool != null) {
            pool.close();
        }
        if (workload != null) {
            workload.stop(LIMIT);
        }
    }

    private void awaitTransfers() {
        long before = workload.transfers();
        Await.until("transfers go on", LIMIT, () -> workload.transfers() > before + SLOTS);
    }

    private Map<InetSocketAddress, Role> roles() {
        Map<InetSocketAddress, Role> roles = new HashMap<>();
        pool.backends().forEach(view -> roles.put(view.backend().socketAddress(), view.role()));
        return roles;
    }

    private void awaitRole(PatroniNode node, Role role) {
        Await.until(node.name() + " is " + role, LIMIT, () -> roles().get(node.server()) == role);
    }

    private void awaitRolesOfWholeCluster() {
        Await.until("the pool knows the roles", LIMIT, () -> {
            InetSocketAddress leader = cluster.leader().map(PatroniNode::server).orElse(null);
            Map<InetSocketAddress, Role> roles = roles();
            return cluster.nodes().stream()
                    .allMatch(node ->
                            roles.get(node.server()) == (node.server().equals(leader) ? Role.PRIMARY : Role.SECONDARY));
        });
    }

    /** The servers of claims for a primary. */
    private Set<String> claimedServers() throws SQLException {
        Set<String> found = new HashSet<>();
        for (int i = 0; i < CLAIMS; i++) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select host(inet_server_addr())")) {
                row.next();
                found.add(row.getString(1));
            }
        }
        return found;
    }

    private static String host(PatroniNode node) {
        return node.server().getAddress().getHostAddress();
    }

    private void assertRecovered() throws SQLException, InterruptedException {
        cluster.awaitWhole();
        awaitRolesOfWholeCluster();
        awaitTransfers();
        PatroniNode leader = cluster.leader().orElseThrow();
        assertThat(claimedServers()).isEqualTo(Set.of(host(leader)));
        assertThat(workload.stop(LIMIT)).isTrue();
        Invariants.check(pool);
        try (Connection connection = leader.connect(LOGIN)) {
            assertThat(Bank.sum(connection)).isEqualTo(Bank.expected());
        }
    }

    @Test
    void killedLeaderIsReplacedAndComesBackAsStandby() throws Exception {
        PatroniNode killed = cluster.leader().orElseThrow();
        killed.kill();
        PatroniNode leader = cluster.awaitLeaderOtherThan(killed);
        awaitRole(leader, Role.PRIMARY);
        awaitTransfers();
        killed.restart();

        assertRecovered();
    }

    @Test
    void claimsFollowSwitchover() throws Exception {
        PatroniNode former = cluster.leader().orElseThrow();
        former.switchOver();
        PatroniNode leader = cluster.awaitLeaderOtherThan(former);
        awaitRole(leader, Role.PRIMARY);

        assertRecovered();
    }

    /** Nothing fences the former primary: both take writes. */
    @Test
    void claimsLeavePrimaryWhosePatroniIsFrozen() throws Exception {
        PatroniNode former = cluster.leader().orElseThrow();
        former.freezePatroni();
        Set<String> servers;
        boolean twoPrimaries;
        PatroniNode leader;
        try {
            leader = cluster.awaitLeaderOtherThan(former);
            awaitRole(leader, Role.PRIMARY);
            twoPrimaries = takesWrites(former) && takesWrites(leader);
            servers = claimedServers();
            assertThat(roles().get(former.server())).isEqualTo(Role.SUPERSEDED);
        } finally {
            former.thawPatroni();
        }

        assertThat(twoPrimaries).isTrue();
        assertThat(servers).isEqualTo(Set.of(host(leader)));
        assertRecovered();
    }

    private static boolean takesWrites(PatroniNode node) throws SQLException {
        try (Connection connection = node.connect(LOGIN);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select not pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
