package dev.penstock.pool.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundles of several pools in one directory. */
class BundleDirectoryTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "größe, gräße",
        "注文, 在庫",
        "orders, orders-eu",
        "or-ders, or.ders",
        "or_ders, or ders",
        "an-extremely-long-name-of-a-pool-for-the-orders, an-extremely-long-name-of-a-pool-for-the-orders-of-others",
    })
    void poolsDeleteNoBundlesOfEachOther(String one, String other) throws IOException {
        BundleDirectory theirs = new BundleDirectory(folder, other);
        Path kept = theirs.write(new byte[] {1}, NOON, "alert");
        BundleDirectory ours = new BundleDirectory(folder, one);
        for (int i = 0; i <= BundleDirectory.MOST_FILES; i++) {
            ours.write(new byte[] {2}, NOON.plusSeconds(i), "alert");
        }

        assertThat(kept).hasBinaryContent(new byte[] {1});
        assertThat(files()).isEqualTo(1 + BundleDirectory.MOST_FILES);
    }

    @Test
    void nameOfPlainPoolHasNoChecksum() throws IOException {
        assertThat(new BundleDirectory(folder, "orders_2").write(new byte[0], NOON, "alert x"))
                .hasFileName("penstock-orders_2-20260101T120000.000Z-alert_x.zip");
        assertThat(new BundleDirectory(folder, "größe")
                        .write(new byte[0], NOON, "exit")
                        .getFileName()
                        .toString())
                .matches("penstock-gr_e-[0-9a-f]{8}-20260101T120000\\.000Z-exit\\.zip");
    }
}
