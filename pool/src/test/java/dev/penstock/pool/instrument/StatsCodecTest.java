package dev.penstock.pool.instrument;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of a stranger. */
class StatsCodecTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_001, Integer.MAX_VALUE})
    void tableWithAnotherNumberOfColumnsIsRefused(int columns) throws IOException {
        byte[] none = StatsCodec.encode(new StatsRecords("p", Instant.EPOCH, Map.of()));
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(none)).readAllBytes();
        ByteBuffer one = ByteBuffer.allocate(plain.length + 64).put(plain);
        // One table, whose name is the text that is there already, and its columns and rows.
        one.putInt(plain.length - Integer.BYTES, 1).putInt(0).putInt(columns).putInt(Integer.MAX_VALUE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(one.array());
        }

        assertThatThrownBy(() -> StatsCodec.decode(bytes.toByteArray()))
                .isInstanceOf(IOException.class)
                .hasMessage("these are no records of a Penstock pool: a table has " + columns + " columns");
    }
}
