package dev.penstock.pool;

import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A pool over a primary, db-1, and a secondary, db-2, with readOnlyRouting. */
final class PrimaryAndSecondaryFixture {
    /** The number of slots of each backend. */
    static final int EACH = 3;

    private PrimaryAndSecondaryFixture() {}

    static Pools.Bare open(Pools pools, Consumer<PenstockConfig> settings) {
        return open(pools, settings, PoolThreads.own());
    }

    static Pools.Bare open(Pools pools, Consumer<PenstockConfig> settings, PoolThreads threads) {
        RoledConnector connector = new RoledConnector(pools.database());
        connector.primary(1, 1);
        connector.secondary(2);
        List<Backend> both =
                IntStream.rangeClosed(1, 2).mapToObj(RoledConnector::backend).toList();
        Consumer<PenstockConfig> routing = config -> {
            config.setTargetServerType("primary");
            config.setReadOnlyRouting("preferSecondary");
            config.setAllowPoolSuspension(true);
        };
        Pools.Bare pool = pools.over(both, connector, 2 * EACH, routing.andThen(settings), threads);
        pool.claims().backends().enableTarget(TargetServerType.SECONDARY);
        awaitUnclaimed(pool, EACH, EACH);
        return pool;
    }

    static List<Integer> unclaimed(Pools.Bare pool) {
        return pool.backends().stream().map(view -> view.slots().unclaimed()).toList();
    }

    static void awaitUnclaimed(Pools.Bare pool, int first, int second) {
        Await.until(
                first + " and " + second + " are unclaimed",
                Invariants.LIMIT,
                () -> unclaimed(pool).equals(List.of(first, second)));
    }

    static String server(Connection connection) {
        return connection.toString().replaceAll(".* of (db-\\d+).*", "$1");
    }

    static List<Connection> claimAll(Pools.Bare pool, ClaimOptions options, int count) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pool.claims().claim(options));
        }
        return all;
    }

    static void closeAll(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
