package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.StatsCatalogue;
import dev.penstock.pool.instrument.StatsCodec;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.StatsTable;
import dev.penstock.pool.instrument.TimeRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The records of a pool as tables, in process and over JMX. */
class InstrumentTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @RegisterExtension
    final Pools pools = new Pools();

    private static List<String> names() {
        return StatsCatalogue.tables().stream().map(StatsTable::name).toList();
    }

    private static List<List<@Nullable Object>> values(StatsRows rows) {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int column = 0; column < rows.columns().size(); column++) {
                values.add(rows.value(row, column));
            }
            all.add(values);
        }
        return all;
    }

    @Test
    void everyTableSurvivesItsBytes() throws Exception {
        PenstockDataSource pool = pools.full(2, config -> config.setPoolName("bytes"));
        try (Connection held = pool.getConnection()) {
            assertThat(held).isNotNull();
            StatsRecords records = pool.instrument().read(names(), TimeRange.ALL);
            StatsRecords decoded = StatsCodec.decode(StatsCodec.encode(records));

            assertThat(decoded.pool()).isEqualTo("bytes");
            assertThat(decoded.tables()).containsOnlyKeys(names());
            assertThat(decoded.tables().get("activity").size()).isEqualTo(1);
            assertThat(decoded.tables().get("holders").size()).isEqualTo(1);
            // The other tables do not change between the encoding and the comparison.
            for (String table : List.of("wait_events", "activity", "backends", "slot_counts", "usage")) {
                assertThat(values(decoded.tables().get(table)))
                        .as(table)
                        .isEqualTo(values(records.tables().get(table)));
            }
        }
    }

    @Test
    void bytesOfAnotherVersionAreRefused() throws IOException {
        PenstockDataSource pool = pools.full(1, config -> {});
        byte[] bytes = pool.instrument().read(new String[] {"pools"}, Long.MIN_VALUE, Long.MAX_VALUE);
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        ByteBuffer.wrap(plain).putInt(4, Instrument.VERSION + 1);
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(other)) {
            out.write(plain);
        }

        assertThatThrownBy(() -> StatsCodec.decode(other.toByteArray()))
                .isInstanceOf(IOException.class)
                .hasMessage("the pool is of a newer release: it writes version 2 of its records, and this console reads"
                        + " version 1. Use the penstock-console of the pool's release");
    }

    @Test
    void unknownTableIsRefused() {
        Instrument instrument = pools.full(1, config -> {}).instrument();

        assertThatThrownBy(() -> instrument.read(List.of("secrets"), TimeRange.ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no table 'secrets'");
    }

    private static Set<ObjectName> beans(String pool) throws Exception {
        return SERVER.queryNames(new ObjectName("dev.penstock:type=Instrument,name=" + pool + "*"), null);
    }

    @Test
    void registeredBeanEndsWithItsPool() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> config.setPoolName("seen"));
        Await.until(
                "the bean is registered", Invariants.LIMIT, () -> !beans("seen").isEmpty());
        ObjectName bean = beans("seen").iterator().next();

        byte[] bytes = (byte[]) SERVER.invoke(
                bean, "read", new Object[] {new String[] {"pools"}, Long.MIN_VALUE, Long.MAX_VALUE}, new String[] {
                    String[].class.getName(), "long", "long"
                });
        assertThat(StatsCodec.decode(bytes).pool()).isEqualTo("seen");
        pool.close();
        assertThat(beans("seen")).isEmpty();
    }
}
