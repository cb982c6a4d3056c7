package dev.penstock.chaos.demo;

import dev.penstock.lab.dns.DnsServer;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.pool.PenstockDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Three servers, a name server that knows them, and a pool that does not know them yet. */
final class World implements AutoCloseable {
    static final String SERVICE = "_postgresql._tcp.orders.test";
    static final int POOL_SIZE = 12;
    static final Duration CLAIM_DEADLINE = Duration.ofSeconds(5);

    private static final Duration TTL = Duration.ofSeconds(2);

    private final PostgresCluster cluster;
    private final DnsServer dns;

    World(int servers) throws SQLException {
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
    static String name(int index) {
        return "db-" + (index + 1) + ".orders.test";
    }

    PostgresCluster cluster() {
        return cluster;
    }

    PenstockDataSource pool(Executor statusExecutor) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setPoolName("orders");
        pool.setJdbcUrl("jdbc:postgresql://" + SERVICE + "/" + cluster.database());
        pool.setNameServers(dns.address().getAddress().getHostAddress() + ":" + dns.address().getPort());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(POOL_SIZE);
        pool.setConnectionTimeout(CLAIM_DEADLINE.toMillis());
        pool.setStatusExecutor(statusExecutor);
        return pool;
    }

    @Override
    public void close() {
        dns.close();
        cluster.close();
    }
}
