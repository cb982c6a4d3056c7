package dev.penstock.chaos.arena;

import dev.penstock.chaos.pools.LabAddresses;
import dev.penstock.chaos.world.Census;
import dev.penstock.chaos.world.World;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.lab.tcp.FaultProxy;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers of a run behind proxies, with accounts and a ledger on each, and a name server that knows them. The
 * servers commit synchronously, so that no acknowledged commit depends on luck. Thread-safe.
 */
public final class Lab implements AutoCloseable {
    /** The most sessions that a pool may have on all servers together. */
    public static final int POOL_SIZE = 12;
    /** The longest time of a claim. */
    public static final Duration CLAIM_DEADLINE = Duration.ofSeconds(3);

    private final Topology topology;
    private final World world;
    private final Census census;
    private final Background background = new Background();
    private final StuckThreads threads = new StuckThreads();

    /** The servers of a scenario. */
    public enum Topology {
        /** Three servers that share no data. */
        INDEPENDENT(3),
        /** A primary and its standby; only the primary may be used. */
        REPLICATED(2);

        private final int servers;

        Topology(int servers) {
            this.servers = servers;
        }
    }

    /** Starts the servers. */
    public Lab(Topology topology) throws SQLException {
        this.topology = topology;
        PostgresCluster cluster = PostgresCluster.builder()
                .servers(topology.servers)
                .parameter("synchronous_commit", "on")
                .start();
        world = World.behindProxies(cluster);
        for (PostgresServer server : cluster.servers()) {
            execute(server, "create table ledger (entry bigint primary key, note text)");
            execute(server, "grant select, insert on ledger to public");
        }
        if (topology == Topology.REPLICATED) {
            cluster.server(1).follow(cluster.server(0));
        }
        census = new Census(cluster, proxies());
    }

    /** Runs statements as the superuser. */
    public static void execute(PostgresServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** What a pool gets to know. */
    public LabAddresses addresses(String driverClassName) {
        List<InetSocketAddress> fronts = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            fronts.add(world.proxy(i).address());
        }
        PostgresCluster cluster = world.cluster();
        return new LabAddresses(
                fronts,
                World.SERVICE,
                world.dns().address(),
                new LabAddresses.Login(cluster.database(), cluster.user(), cluster.password()),
                new LabAddresses.Limits(POOL_SIZE, CLAIM_DEADLINE, topology == Topology.REPLICATED),
                driverClassName,
                background.executor(),
                threads);
    }

    /** The number of servers. */
    public int size() {
        return topology.servers;
    }

    /** A server. */
    public PostgresServer server(int index) {
        return world.cluster().server(index);
    }

    /** The servers that run, frozen or not. */
    public List<PostgresServer> running() {
        return world.cluster().servers().stream()
                .filter(PostgresServer::isRunning)
                .toList();
    }

    /** The proxy before a server. */
    public FaultProxy proxy(int index) {
        return world.proxy(index);
    }

    /** The proxies before all servers. */
    public List<FaultProxy> proxies() {
        List<FaultProxy> all = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            all.add(world.proxy(i));
        }
        return all;
    }

    /** The servers, the name server and their names. */
    public World world() {
        return world;
    }

    /** The count of sessions as the servers see them. */
    public Census census() {
        return census;
    }

    /** The executor that the application lends. */
    public Background background() {
        return background;
    }

    /** The application's thread factory. */
    public StuckThreads threads() {
        return threads;
    }

    @Override
    public void close() {
        background.close();
        census.close();
        world.close();
    }
}
