package dev.penstock.console.sql;

import static dev.penstock.console.PoolFixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.source.StatsSource;
import dev.penstock.pool.instrument.StatsCatalogue;
import dev.penstock.pool.instrument.StatsColumn;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.TimeRange;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each value of a record reaches the result as it is, however many different ones there are. */
class ValuesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int ROWS = 2_000;

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    /** Texts of which many have one hash: all words of four pairs, each {@code Aa} or {@code BB}. */
    private static @Nullable String text(int row) {
        if (row % 5 == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 4; bit++) {
            text.append((row >> bit) % 2 == 0 ? "Aa" : "BB");
        }
        return row % 2 == 0 ? text.toString() : text.toString() + row;
    }

    private static Instant moment(int row) {
        return BEGIN.plusMillis(row / 3);
    }

    /** Samples of two pools, whose texts are new objects each time. */
    private record Samples(String pool) implements StatsSource, StatsRows {
        @Override
        public StatsRecords read(Set<String> tables, TimeRange range) {
            return new StatsRecords(pool, BEGIN, Map.of("samples", this));
        }

        @Override
        public List<StatsColumn> columns() {
            return StatsCatalogue.tables().stream()
                    .filter(table -> table.name().equals("samples"))
                    .findFirst()
                    .orElseThrow()
                    .columns();
        }

        @Override
        public int size() {
            return ROWS;
        }

        @Override
        public @Nullable Object value(int row, int column) {
            return switch (columns().get(column).type()) {
                case TEXT -> text(row + column);
                case LONG -> (long) row;
                case DOUBLE -> row / 4.0;
                case BOOLEAN -> row % 2 == 0;
                case TIME -> moment(row);
            };
        }

        @Override
        public String explain(String claim) {
            return "";
        }

        @Override
        public void close() {
            // Nothing is open.
        }

        int column(String name) {
            return columns().stream().map(StatsColumn::name).toList().indexOf(name);
        }
    }

    private StatsDataSource stats(Samples... samples) throws SQLException {
        return fixture.closing(StatsDataSource.of(List.of(samples), Limits.DEFAULT));
    }

    @Test
    void eachValueIsThatOfItsRow() throws SQLException {
        Samples samples = new Samples("orders");
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add("orders");
            values.add(OffsetDateTime.ofInstant(moment(row), ZoneOffset.UTC));
            values.add(row / 4.0);
            values.add(text(row + samples.column("claim_id")));
            values.add(text(row + samples.column("operation")));
            values.add((long) row);
            expected.add(values);
        }

        assertThat(rows(
                        stats(samples),
                        "SELECT pool, sample_time, sample_weight, claim_id, operation, in_wait_nanos FROM samples"))
                .isEqualTo(expected);
    }

    @Test
    void rowsOfTwoPoolsAreSortedAndGroupedApart() throws SQLException {
        StatsDataSource stats = stats(new Samples("orders"), new Samples("billing"));

        assertThat(rows(
                        stats,
                        "SELECT pool, count(*), count(operation), count(DISTINCT in_wait_nanos), max(sample_weight)"
                                + " FROM samples GROUP BY pool ORDER BY pool"))
                .containsExactly(
                        List.of("billing", (long) ROWS, ROWS / 5 * 4L, (long) ROWS, (ROWS - 1) / 4.0),
                        List.of("orders", (long) ROWS, ROWS / 5 * 4L, (long) ROWS, (ROWS - 1) / 4.0));
        assertThat(rows(stats, "SELECT in_wait_nanos, pool FROM samples ORDER BY in_wait_nanos DESC, pool LIMIT 3"))
                .containsExactly(
                        List.of(ROWS - 1L, "billing"), List.of(ROWS - 1L, "orders"), List.of(ROWS - 2L, "billing"));
    }

    @Test
    void tableJoinedToItselfHasItsOwnRowOnEachSide() throws SQLException {
        assertThat(rows(
                        stats(new Samples("orders")),
                        "SELECT count(*), sum(a.in_wait_nanos - b.in_wait_nanos)"
                                + " FROM samples a JOIN samples b ON b.in_wait_nanos = a.in_wait_nanos - 1"
                                + " WHERE a.in_wait_nanos < 100"))
                .hasSize(1)
                .allSatisfy(row ->
                        assertThat(row.subList(0, 2)).map(Object::toString).containsExactly("99", "99"));
    }

    @Test
    void correlatedSubqueryReadsItsOuterRow() throws SQLException {
        assertThat(rows(
                        stats(new Samples("orders")),
                        "SELECT in_wait_nanos, (SELECT count(*) FROM samples b WHERE b.in_wait_nanos < a.in_wait_nanos)"
                                + " FROM samples a WHERE in_wait_nanos IN (5, 50, 500) ORDER BY 1 DESC"))
                .containsExactly(List.of(500L, 500L), List.of(50L, 50L), List.of(5L, 5L));
    }
}
