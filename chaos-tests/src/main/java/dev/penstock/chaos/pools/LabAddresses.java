package dev.penstock.chaos.pools;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;

/**
 * What a pool needs to know of the lab, and the limits that it is to keep.
 *
 * @param servers the addresses of the servers, each a proxy that the suite can disturb
 * @param service the SRV name of the servers
 * @param nameServer the name server that knows {@code service}
 * @param login the account of the application
 * @param limits the limits that the suite checks
 * @param driverClassName the JDBC driver, which accepts {@code jdbc:postgresql:}
 * @param background an executor of the application, for the pool's background work
 * @param threads the application's thread factory
 */
public record LabAddresses(
        List<InetSocketAddress> servers,
        String service,
        InetSocketAddress nameServer,
        Login login,
        Limits limits,
        String driverClassName,
        ScheduledExecutorService background,
        ThreadFactory threads) {
    /**
     * The parameters of the driver that every pool gets: the connect takes 2 s at most, a read 10 s, as the guides of
     * all pools recommend.
     */
    public static final String DRIVER_PARAMETERS = "connectTimeout=2&loginTimeout=3&socketTimeout=10&tcpKeepAlive=true";

    /** Copies the list. */
    public LabAddresses {
        servers = List.copyOf(servers);
    }

    /**
     * The account of the application.
     *
     * @param database the name of the database, the same on each server
     * @param user the user
     * @param password the password
     */
    public record Login(String database, String user, String password) {}

    /**
     * The limits that a pool is to keep.
     *
     * @param poolSize the most sessions on all servers together
     * @param claimDeadline the longest time of {@code getConnection()}
     * @param primaryOnly whether only the primary may be used
     */
    public record Limits(int poolSize, Duration claimDeadline, boolean primaryOnly) {}

    /** The JDBC URL of all servers for a pool that leaves the choice of the server to the driver. */
    public String jdbcUrl() {
        String hosts = servers.stream()
                .map(server -> server.getAddress().getHostAddress() + ":" + server.getPort())
                .collect(Collectors.joining(","));
        return "jdbc:postgresql://" + hosts + "/" + login.database() + "?" + DRIVER_PARAMETERS
                + (limits.primaryOnly() ? "&targetServerType=primary&hostRecheckSeconds=1" : "&loadBalanceHosts=true");
    }
}
