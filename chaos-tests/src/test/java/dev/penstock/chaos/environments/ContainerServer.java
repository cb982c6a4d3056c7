package dev.penstock.chaos.environments;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.penstock.chaos.world.Bank;
import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A PostgreSQL server in a container, with accounts. Used by one thread. */
final class ContainerServer {
    /** User, password and database. */
    static final String LOGIN = "app";

    /** A server that loses its network keeps the locks of its clients for so long. */
    private static final String ABANDONED = "idle_in_transaction_session_timeout=5s";

    private static final int PORT = 5432;
    private static final int REACH_MILLIS = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Network network;
    private final String alias;
    private final GenericContainer<?> container;

    ContainerServer(Network network, String alias) {
        this.network = network;
        this.alias = alias;
        this.container = new GenericContainer<>(DockerImageName.parse(image()))
                .withNetwork(network)
                .withNetworkAliases(alias)
                .withEnv(Map.of("POSTGRES_USER", LOGIN, "POSTGRES_PASSWORD", LOGIN, "POSTGRES_DB", LOGIN))
                .withCommand("postgres", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", ABANDONED)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2));
    }

    /** The image of the servers: the system property {@code postgres.image}, or the official one. */
    private static String image() {
        return System.getProperty("postgres.image", "postgres:18");
    }

    GenericContainer<?> container() {
        return container;
    }

    String alias() {
        return alias;
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    private String id() {
        return container.getContainerId();
    }

    /** The address in the network of the containers; empty if the container is not connected to it. */
    Optional<InetSocketAddress> ownAddress() {
        return client().inspectContainerCmd(id()).exec().getNetworkSettings().getNetworks().values().stream()
                .map(ContainerNetwork::getIpAddress)
                .filter(address -> address != null && !address.isEmpty())
                .map(address -> new InetSocketAddress(address, PORT))
                .findFirst();
    }

    /** The port of this machine that leads to the container. */
    InetSocketAddress mappedAddress() {
        try {
            int port = Integer.parseInt(
                    client()
                            .inspectContainerCmd(id())
                            .exec()
                            .getNetworkSettings()
                            .getPorts()
                            .getBindings()
                            .entrySet()
                            .stream()
                            .filter(binding -> binding.getKey().getPort() == PORT)
                            .map(binding -> binding.getValue()[0].getHostPortSpec())
                            .findFirst()
                            .orElseThrow());
            return new InetSocketAddress(InetAddress.getByName(container.getHost()), port);
        } catch (UnknownHostException e) {
            throw new LabException("the engine's host is not known", e);
        }
    }

    /** Whether this machine reaches the container by its own address. */
    boolean isReachable() {
        try (Socket socket = new Socket()) {
            socket.connect(ownAddress().orElseThrow(), REACH_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Freezes all processes. */
    void pause() {
        client().pauseContainerCmd(id()).exec();
    }

    /** Lets the processes go on. */
    void unpause() {
        client().unpauseContainerCmd(id()).exec();
    }

    /** Kills all processes. */
    void kill() {
        client().killContainerCmd(id()).exec();
    }

    /** Starts the container again after {@link #kill}, on its old data. Its address may be another one. */
    void start() {
        Await.until("the container has ended", LIMIT, () -> !isRunning());
        client().startContainerCmd(id()).exec();
    }

    private boolean isRunning() {
        return Boolean.TRUE.equals(
                client().inspectContainerCmd(id()).exec().getState().getRunning());
    }

    /** Takes the network away: packets to the container get lost. */
    void disconnect() {
        client().disconnectFromNetworkCmd()
                .withContainerId(id())
                .withNetworkId(network.getId())
                .exec();
    }

    /** Connects the container again, with another address. */
    void connect(String address) {
        client().connectToNetworkCmd()
                .withContainerId(id())
                .withNetworkId(network.getId())
                .withContainerNetwork(new ContainerNetwork()
                        .withAliases(alias)
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
                .exec();
    }

    /** A connection of the superuser. */
    private static Connection open(InetSocketAddress address) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", LOGIN);
        properties.setProperty("password", LOGIN);
        properties.setProperty("loginTimeout", "10");
        properties.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/" + LOGIN,
                properties);
    }

    /** Opens the accounts. */
    static void openAccounts(InetSocketAddress address) throws SQLException {
        try (Connection connection = open(address)) {
            Bank.open(connection);
        }
    }

    /** The sum of all balances. */
    static long sum(InetSocketAddress address) throws SQLException {
        try (Connection connection = open(address)) {
            return Bank.sum(connection);
        }
    }
}
