package dev.penstock.chaos.world;

import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.PenstockDataSource;
import java.sql.SQLException;
import java.time.Duration;

/** Three servers, a name server that knows them, and a pool that does not know them yet. */
public final class World implements AutoCloseable {
    /** The SRV name of the service. */
    public static final String SERVICE = "_postgresql._tcp.orders.test";
    /** The most connections that the pool may have. */
    public static final int POOL_SIZE = 12;
    /** How long a claim may take. */
    public static final Duration CLAIM_DEADLINE = Duration.ofSeconds(5);

    private static final Duration TTL = Duration.ofSeconds(2);

    private final PostgresCluster cluster;
    private final DnsServer dns;

    /** Starts so many servers, with accounts on each, and a name server that knows them. */
    public World(int servers) throws SQLException {
        cluster = PostgresCluster.start(servers);
        dns = DnsServer.start();
        for (int i = 0; i < servers; i++) {
            PostgresServer server = cluster.server(i);
            Bank.open(server);
            dns.a(name(i), TTL, server.address());
            dns.srv(SERVICE, TTL, 0, 1, server.port(), name(i));
        }
    }

    /** The DNS name of a server. */
    public static String name(int index) {
        return "db-" + (index + 1) + ".orders.test";
    }

    /** The servers. */
    public PostgresCluster cluster() {
        return cluster;
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
        cluster.close();
    }
}
