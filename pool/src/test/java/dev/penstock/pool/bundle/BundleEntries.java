package dev.penstock.pool.bundle;

import dev.penstock.pool.instrument.BundleContent;
import dev.penstock.pool.instrument.StatsCodec;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.StatsRows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The entries of a bundle. */
final class BundleEntries {
    private BundleEntries() {}

    static Map<String, byte[]> of(byte[] bundle) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    /** The text of an entry; empty if there is none. */
    static String text(byte[] bundle, String entry) throws IOException {
        byte[] bytes = of(bundle).getOrDefault(entry, new byte[0]);
        return entry.equals(BundleContent.RECORDS) ? records(bytes) : new String(bytes, StandardCharsets.UTF_8);
    }

    /** All texts of a bundle, decoded. */
    static String text(byte[] bundle) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String entry : of(bundle).keySet()) {
            text.append(text(bundle, entry)).append('\n');
        }
        return text.toString();
    }

    private static String records(byte[] bytes) throws IOException {
        StringBuilder text = new StringBuilder();
        StatsRecords records = StatsCodec.decode(bytes);
        for (StatsRows rows : records.tables().values()) {
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < rows.columns().size(); column++) {
                    text.append(rows.value(row, column)).append('\n');
                }
            }
        }
        return text.toString();
    }
}
