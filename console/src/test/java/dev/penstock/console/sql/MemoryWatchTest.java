package dev.penstock.console.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.source.StatsSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queries that may exhaust the memory. The figures of the memory are those of the test. */
class MemoryWatchTest {
    private static final String RUNAWAY = "SELECT count(*) FROM wait_events a, wait_events b, wait_events c,"
            + " wait_events d, wait_events e, wait_events f, wait_events g";

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private final AtomicBoolean scarce = new AtomicBoolean();
    private final AtomicLong allocated = new AtomicLong();

    private StatsDataSource stats(Duration limit) throws SQLException {
        StatsSource source = StatsSource.of(fixture.pool("orders", 1));
        MemoryWatch watch = new MemoryWatch(scarce::get, thread -> allocated.getAndAdd(1_000), 500);
        return fixture.closing(StatsDataSource.of(List.of(source), new Limits(limit, 10), watch));
    }

    @Test
    void queryEndsIfItAllocatesAndMemoryIsScarce() throws SQLException {
        scarce.set(true);
        StatsDataSource stats = stats(Duration.ofSeconds(60));

        assertThatThrownBy(() -> PoolFixture.rows(stats, RUNAWAY))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the memory of the process was nearly exhausted")
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("53200");
        scarce.set(false);
        assertThat(PoolFixture.value(stats, "SELECT pool FROM pools")).isEqualTo("orders");
    }

    @Test
    void queryGoesOnWhileMemoryIsFree() throws SQLException {
        StatsDataSource stats = stats(Duration.ofMillis(200));

        assertThatThrownBy(() -> PoolFixture.rows(stats, RUNAWAY))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("canceled");
    }
}
