package dev.penstock.console.sql;

import static dev.penstock.console.PoolFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Filters on time reach the source: a query for the last minute fetches no hour. */
class TimeRangeTest {
    private static final String MINUTE = "sample_time > CURRENT_TIMESTAMP - INTERVAL '1' MINUTE";
    private static final long TOLERANCE = Duration.ofSeconds(30).toMillis();

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    /** A source that keeps the time ranges that it is asked for. */
    private record Counting(StatsSource source, List<TimeRange> asked) implements StatsSource {
        @Override
        public String pool() {
            return source.pool();
        }

        @Override
        public StatsRecords read(Set<String> tables, TimeRange range) throws IOException {
            asked.add(range);
            return source.read(tables, range);
        }

        @Override
        public String explain(String claim) throws IOException {
            return source.explain(claim);
        }

        @Override
        public void close() {
            source.close();
        }
    }

    private List<TimeRange> asked(String sql) throws SQLException {
        Counting source = new Counting(StatsSource.of(fixture.pool("orders", 1)), new ArrayList<>());
        rows(fixture.closing(StatsDataSource.of(List.of(source), Limits.DEFAULT)), sql);
        return source.asked;
    }

    private static void assertLastMinute(TimeRange range) {
        long begin = System.currentTimeMillis() - Duration.ofMinutes(1).toMillis();
        assertThat(range.fromMillis()).isBetween(begin - TOLERANCE, begin);
    }

    @Test
    void lastMinuteOfEachViewIsAskedForAlone() throws SQLException {
        for (String view : List.of("samples", "load_timeline", "events")) {
            assertThat(asked("SELECT count(*) FROM " + view + " WHERE " + MINUTE))
                    .as(view)
                    .hasSize(1)
                    .allSatisfy(TimeRangeTest::assertLastMinute);
        }
    }

    @Test
    void intervalIsAskedForWithBothEnds() throws SQLException {
        assertThat(asked("SELECT * FROM samples WHERE sample_time BETWEEN TIMESTAMP WITH TIME ZONE"
                        + " '2026-01-01 00:00:00Z' AND TIMESTAMP WITH TIME ZONE '2026-01-01 00:01:00Z'"))
                .containsExactly(new TimeRange(1_767_225_600_000L, 1_767_225_660_001L));
    }

    @Test
    void filterWithinJoinAndSubqueryReachesTheSource() throws SQLException {
        List<TimeRange> ranges = asked("SELECT 1 FROM (SELECT * FROM load_timeline WHERE " + MINUTE + ")"
                + " UNION ALL SELECT 1 FROM pools p JOIN samples s ON s.pool = p.pool AND s." + MINUTE);
        assertThat(ranges)
                .filteredOn(range -> !range.equals(TimeRange.ALL))
                .hasSize(2)
                .allSatisfy(TimeRangeTest::assertLastMinute);
    }

    @Test
    void secondRangeReadsTheTimeBetweenAlone() throws SQLException {
        List<TimeRange> asked = asked("SELECT (SELECT count(*) FROM samples WHERE sample_time BETWEEN"
                + " TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00Z' AND TIMESTAMP WITH TIME ZONE"
                + " '2026-01-01 00:01:00Z'), (SELECT count(*) FROM samples WHERE sample_time BETWEEN"
                + " TIMESTAMP WITH TIME ZONE '2026-01-01 00:02:00Z' AND TIMESTAMP WITH TIME ZONE"
                + " '2026-01-01 00:03:00Z')");
        assertThat(asked).hasSize(2);
        assertThat(asked)
                .allSatisfy(range -> assertThat(range.toMillis() - range.fromMillis())
                        .isLessThan(Duration.ofMinutes(4).toMillis()));
    }

    @Test
    void parameterOfPreparedStatementReachesTheSource() throws SQLException {
        Counting source = new Counting(StatsSource.of(fixture.pool("orders", 1)), new ArrayList<>());
        StatsDataSource stats = fixture.closing(StatsDataSource.of(List.of(source), Limits.DEFAULT));
        try (Connection connection = stats.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM samples WHERE sample_time >= ?")) {
            query.setObject(1, OffsetDateTime.now().minusMinutes(1));
            query.executeQuery().close();
        }
        assertThat(source.asked).hasSize(1).allSatisfy(TimeRangeTest::assertLastMinute);
    }

    @Test
    void rangeOfFunctionReachesTheSource() throws SQLException {
        Counting source = new Counting(StatsSource.of(fixture.pool("orders", 1)), new ArrayList<>());
        StatsDataSource stats = fixture.closing(StatsDataSource.of(List.of(source), Limits.DEFAULT));
        assertThat(catchThrowable(() -> rows(
                        stats,
                        "SELECT * FROM load_top('event', CURRENT_TIMESTAMP - INTERVAL '1' MINUTE,"
                                + " CURRENT_TIMESTAMP - INTERVAL '59' SECOND)")))
                .hasMessageContaining("no record of a second in that time");
        assertThat(source.asked).hasSize(1).allSatisfy(TimeRangeTest::assertLastMinute);
    }
}
