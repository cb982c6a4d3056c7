package dev.penstock.chaos.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Network.Ipam;
import dev.penstock.backends.BackendView;
import dev.penstock.chaos.world.Bank;
import dev.penstock.chaos.world.Workload;
import dev.penstock.lab.Await;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.dns.DnsZone;
import dev.penstock.pool.PenstockDataSource;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/**
 * Three servers in containers, which the pool finds by DNS. It dials the addresses of the containers. If this machine
 * does not reach them, as on macOS, it dials the ports that the engine maps, and the test of the network is skipped.
 */
@Timeout(300)
class ContainersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TTL = Duration.ofSeconds(1);
    private static final String SERVICE = "_postgresql._tcp.orders.test";
    private static final int SLOTS = 9;

    private static final String SUBNET = "10." + ThreadLocalRandom.current().nextInt(200, 250) + '.'
            + ThreadLocalRandom.current().nextInt(0, 250) + '.';

    private static Network network;
    private static List<ContainerServer> servers = List.of();
    private static boolean isReachable;

    private final Map<ContainerServer, InetSocketAddress> announced = new LinkedHashMap<>();
    private DnsServer dns;
    private PenstockDataSource pool;
    private Workload workload;

    @BeforeAll
    static void startContainers() throws SQLException {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no container engine answers");
        network = Network.builder()
                .createNetworkCmdModifier(
                        create -> create.withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(SUBNET + "0/24"))))
                .build();
        servers = Stream.of("db-1", "db-2", "db-3")
                .map(alias -> new ContainerServer(network, alias))
                .toList();
        Startables.deepStart(servers.stream().map(ContainerServer::container)).join();
        isReachable = servers.get(0).isReachable();
        for (ContainerServer server : servers) {
            ContainerServer.openAccounts(address(server));
        }
    }

    @AfterAll
    static void stopContainers() {
        servers.forEach(server -> server.container().stop());
        if (network != null) {
            network.close();
        }
    }

    private static InetSocketAddress address(ContainerServer server) {
        return isReachable ? server.ownAddress().orElseThrow() : server.mappedAddress();
    }

    @BeforeEach
    void start() {
        dns = DnsServer.start();
        servers.forEach(server -> announced.put(server, address(server)));
        announce();
        pool = new PenstockDataSource();
        pool.setPoolName("orders");
        pool.setJdbcUrl("jdbc:postgresql://" + SERVICE + "/" + ContainerServer.LOGIN);
        pool.setNameServers("127.0.0.1:" + dns.address().getPort());
        pool.setUsername(ContainerServer.LOGIN);
        pool.setPassword(ContainerServer.LOGIN);
        pool.setMaximumPoolSize(SLOTS);
        pool.setConnectionTimeout(5_000);
        pool.setRemovalGrace(1_000);
        pool.setAbortOnBackendLoss(true);
        pool.start();
        workload = new Workload(pool, SLOTS / 2);
        workload.start();
        awaitAllOnline();
    }

    @AfterEach
    void close() throws InterruptedException {
        if (pool != null) {
            pool.close();
        }
        if (workload != null) {
            workload.stop(LIMIT);
        }
        if (dns != null) {
            dns.close();
        }
    }

    private void announce() {
        Map<ContainerServer, InetSocketAddress> now = Map.copyOf(announced);
        dns.update(before -> {
            DnsZone zone = before.remove(SERVICE);
            for (Map.Entry<ContainerServer, InetSocketAddress> entry : now.entrySet()) {
                String name = entry.getKey().alias() + ".orders.test";
                InetSocketAddress address = entry.getValue();
                zone = zone.remove(name)
                        .a(name, TTL, List.of(address.getAddress()))
                        .srv(SERVICE, TTL, 0, 1, address.getPort(), name);
            }
            return zone;
        });
    }

    private void announce(ContainerServer server) {
        announced.put(server, address(server));
        announce();
    }

    private Map<InetSocketAddress, String> states() {
        return pool.backends().stream()
                .collect(Collectors.toMap(view -> view.backend().socketAddress(), BackendView::state));
    }

    private void awaitAllOnline() {
        Map<InetSocketAddress, String> expected =
                announced.values().stream().collect(Collectors.toMap(address -> address, address -> "ONLINE"));
        Await.until("all servers are online", LIMIT, () -> states().equals(expected));
    }

    private void awaitLossOf(InetSocketAddress address) {
        Await.until("the server is offline", LIMIT, () -> "OFFLINE".equals(states().get(address)));
    }

    private void awaitTransfers() {
        long before = workload.transfers();
        Await.until("transfers go on", LIMIT, () -> workload.transfers() > before + SLOTS);
    }

    private void assertRecovered() throws SQLException, InterruptedException {
        awaitAllOnline();
        awaitTransfers();
        assertThat(workload.stop(LIMIT)).isTrue();
        Invariants.check(pool);
        for (ContainerServer server : servers) {
            assertThat(ContainerServer.sum(address(server))).isEqualTo(Bank.expected());
        }
    }

    @Test
    void pausedContainerIsRoutedAround() throws Exception {
        ContainerServer paused = servers.get(0);
        paused.pause();
        try {
            awaitLossOf(announced.get(paused));
            awaitTransfers();
        } finally {
            paused.unpause();
        }

        assertRecovered();
    }

    @Test
    void killedContainerIsRoutedAroundAndComesBack() throws Exception {
        ContainerServer killed = servers.get(1);
        killed.kill();
        awaitLossOf(announced.get(killed));
        awaitTransfers();
        killed.start();
        announce(killed);

        assertRecovered();
    }

    @Test
    void disconnectedContainerComesBackWithAnotherAddress() throws Exception {
        assumeTrue(isReachable, "this machine does not reach the addresses of containers");
        ContainerServer moved = servers.get(2);
        InetSocketAddress before = announced.get(moved);
        moved.disconnect();
        awaitLossOf(before);
        awaitTransfers();
        moved.connect(SUBNET + "200");
        announce(moved);

        assertThat(announced.get(moved)).isNotEqualTo(before);
        assertRecovered();
        assertThat(states()).doesNotContainKey(before);
    }
}
