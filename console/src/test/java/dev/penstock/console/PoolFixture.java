package dev.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.waits.WaitEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Pools over the stub driver, and SQL over their records. Closes them, and then asserts their invariants. */
public final class PoolFixture implements AfterEachCallback {
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final List<PenstockDataSource> pools = new ArrayList<>();
    private final List<AutoCloseable> others = new ArrayList<>();

    /** A started pool whose slots are all connected. */
    public PenstockDataSource pool(String name, int slots) {
        PenstockDataSource pool = unstarted(name, slots);
        pool.start();
        Await.until("all slots are unclaimed", LIMIT, () -> unclaimed(pool) == slots);
        return pool;
    }

    /** A pool that the first reading starts. */
    public PenstockDataSource unstarted(String name, int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(StubDatabase.named("console" + NUMBER.incrementAndGet()).jdbcUrl());
        pool.setPoolName(name);
        pool.setMaximumPoolSize(slots);
        pool.setMinimumIdle(slots);
        pool.setConnectionTimeout(20_000);
        pools.add(pool);
        return pool;
    }

    public StatsDataSource sql(PenstockDataSource pool) throws SQLException {
        return closing(StatsDataSource.of(pool));
    }

    public <T extends AutoCloseable> T closing(T other) {
        others.add(0, other);
        return other;
    }

    private static int unclaimed(PenstockDataSource pool) {
        return pool.backends().stream()
                .mapToInt(view -> view.slots().unclaimed())
                .sum();
    }

    /** The rows of a query. */
    public static List<List<@Nullable Object>> rows(StatsDataSource stats, String sql) throws SQLException {
        try (Connection connection = stats.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The only value of a query. */
    public static @Nullable Object value(StatsDataSource stats, String sql) throws SQLException {
        List<List<@Nullable Object>> rows = rows(stats, sql);
        assertThat(rows).as(sql).hasSize(1);
        return rows.get(0).get(0);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable other : others) {
            other.close();
        }
        for (PenstockDataSource pool : pools) {
            try {
                if (context.getExecutionException().isEmpty()) {
                    Await.until(
                            "no claim is left",
                            LIMIT,
                            () -> pool.waits().event(WaitEvent.CLAIM_ACQUIRE).active() == 0
                                    && pool.waits().event(WaitEvent.CLAIM_HOLD).active() == 0);
                    assertThat(pool.waits().unaccountedNanos())
                            .as("unaccounted")
                            .isZero();
                }
            } finally {
                pool.close();
            }
        }
    }
}
