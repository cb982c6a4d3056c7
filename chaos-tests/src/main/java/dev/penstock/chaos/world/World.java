package dev.penstock.chaos.world;

import dev.penstock.lab.Loopback;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.lab.tcp.FaultProxy;
import dev.penstock.pool.PenstockDataSource;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Some servers, a name server that knows them, and a pool that does not know them yet. */
public final class World implements AutoCloseable {
    /** The SRV name of the service. */
    public static final String SERVICE = "_postgresql._tcp.orders.test";
    /** The most connections that the pool may have. */
    public static final int POOL_SIZE = 12;
    /** How long a claim may take. */
    public static final Duration CLAIM_DEADLINE = Duration.ofSeconds(5);

    private static final Duration TTL = Duration.ofSeconds(2);

    /** Where proxies listen: the last byte of the first one's address. */
    private static final int FIRST_PROXY = 101;

    private final PostgresCluster cluster;
    private final DnsServer dns;
    private final List<FaultProxy> proxies = new ArrayList<>();

    /** Starts so many servers, with accounts on each, and a name server that knows them. */
    public World(int servers) throws SQLException {
        this(servers, false);
    }

    private World(int servers, boolean proxied) throws SQLException {
        this(PostgresCluster.start(servers), proxied);
    }

    private World(PostgresCluster started, boolean proxied) throws SQLException {
        cluster = started;
        dns = DnsServer.start();
        for (int i = 0; i < cluster.servers().size(); i++) {
            PostgresServer server = cluster.server(i);
            Bank.open(server);
            InetSocketAddress front = new InetSocketAddress(server.address(), server.port());
            if (proxied) {
                front = new InetSocketAddress(Loopback.address(FIRST_PROXY + i), server.port());
                proxies.add(FaultProxy.start(front, new InetSocketAddress(server.address(), server.port())));
            }
            dns.a(name(i), TTL, front.getAddress());
            dns.srv(SERVICE, TTL, 0, 1, front.getPort(), name(i));
        }
    }

    /** The same with a proxy before each server, which is what the name server knows. */
    public static World behindProxies(int servers) throws SQLException {
        return new World(servers, true);
    }

    /** The same for servers that have started; closing the world ends them. */
    public static World behindProxies(PostgresCluster servers) throws SQLException {
        return new World(servers, true);
    }

    /** The DNS name of a server. */
    public static String name(int index) {
        return "db-" + (index + 1) + ".orders.test";
    }

    /** The servers. */
    public PostgresCluster cluster() {
        return cluster;
    }

    /** The name server. */
    public DnsServer dns() {
        return dns;
    }

    /** The time to live of its answers. */
    public static Duration ttl() {
        return TTL;
    }

    /** What stands before a server. */
    public FaultProxy proxy(int index) {
        return proxies.get(index);
    }

    /** A pool of the service that has not started. */
    public PenstockDataSource pool() {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setPoolName("orders");
        pool.setJdbcUrl("jdbc:postgresql://" + SERVICE + "/" + cluster.database());
        pool.setNameServers(dns.address().getAddress().getHostAddress() + ":"
                + dns.address().getPort());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(POOL_SIZE);
        pool.setConnectionTimeout(CLAIM_DEADLINE.toMillis());
        return pool;
    }

    @Override
    public void close() {
        dns.close();
        proxies.forEach(FaultProxy::close);
        cluster.close();
    }
}
