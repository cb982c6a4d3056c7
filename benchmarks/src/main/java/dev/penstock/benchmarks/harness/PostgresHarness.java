package dev.penstock.benchmarks.harness;

import dev.penstock.benchmarks.pools.Contender;
import dev.penstock.benchmarks.pools.Target;
import dev.penstock.benchmarks.report.Results;
import dev.penstock.benchmarks.report.Scenarios;
import dev.penstock.lab.postgres.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Selects by key on a real PostgreSQL server, with a pool of 10. */
public final class PostgresHarness implements Harness {
    private static final int SLOTS = 10;
    private static final int ROWS = 10_000;
    private static final List<Integer> THREADS = List.of(2, 8, 32, 100);
    /**
     * Factor of the length and of the number of rounds. The kernel takes a while to place each claimant beside its
     * server process, and the placement changes a round's result by up to 10 %.
     */
    private static final int ROUNDS_FACTOR = 2;

    /** Creates the harness. */
    public PostgresHarness() {}

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public void measure(Plan plan, Results results) throws SQLException, InterruptedException {
        try (PostgresCluster cluster = PostgresCluster.start(1)) {
            String url = cluster.server(0).jdbcUrl();
            Target target = Target.postgres(url, cluster.user(), cluster.password());
            fill(target);
            for (int threads : THREADS) {
                new Rounds(
                                Scenarios.postgres(threads),
                                LoadGenerator.platform(threads, PostgresHarness::select),
                                SLOTS,
                                plan.window().multipliedBy(ROUNDS_FACTOR),
                                plan.isSmoke() ? 1 : plan.rounds() * ROUNDS_FACTOR)
                        .measure(plan.plain(Contender.PENSTOCK, Contender.HIKARI), target, results);
            }
        }
    }

    /** Creates the table of {@link #select}. */
    static void fill(Target target) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target.url(), target.user(), target.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table item (id int primary key, name text not null)");
            statement.execute("insert into item select i, 'item ' || i from generate_series(1, " + ROWS + ") i");
            statement.execute("analyze item");
        }
    }

    /** Selects one row of the table by its key. */
    static void select(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select name from item where id = ?")) {
            statement.setInt(1, ThreadLocalRandom.current().nextInt(ROWS) + 1);
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next() || result.getString(1).isEmpty()) {
                    throw new IllegalStateException("no row");
                }
            }
        }
    }
}
