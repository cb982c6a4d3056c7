package dev.penstock.pool;

import dev.penstock.backends.BackendHealth;
import dev.penstock.lab.Await;
import dev.penstock.lab.postgres.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which servers of a real cluster a pool reaches, by what these say of themselves. */
final class ReachedServers {
    private ReachedServers() {}

    /** The name of the server that a connection goes to. */
    static String name(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW cluster_name")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The names of those servers of a cluster. */
    static Set<String> names(PostgresCluster cluster, int... servers) {
        return IntStream.of(servers)
                .mapToObj(server -> cluster.server(server).name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The servers that as many claims at once as there are free slots reach. */
    static Set<String> of(PenstockDataSource pool) throws SQLException {
        Set<String> names = new TreeSet<>();
        Collection<Connection> held = new ArrayList<>();
        try {
            int free = Invariants.unclaimed(pool.backends());
            for (int i = 0; i < free; i++) {
                held.add(pool.getConnection());
            }
            for (Connection connection : held) {
                names.add(name(connection));
            }
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
        return names;
    }

    /** Waits until so many backends are online, each with a free slot, with so many free slots in all. */
    static void awaitOnline(PenstockDataSource pool, int servers, int slots) {
        Await.until(
                servers + " backends are online with " + slots + " slots",
                Invariants.LIMIT,
                () -> pool.backends().stream()
                                        .filter(view -> view.health() == BackendHealth.ONLINE
                                                && view.slots().unclaimed() > 0)
                                        .count()
                                == servers
                        && Invariants.unclaimed(pool.backends()) == slots);
    }
}
