package dev.penstock.console.source;

import dev.penstock.pool.instrument.BundleContent;
import dev.penstock.pool.instrument.StatsCatalogue;
import dev.penstock.pool.instrument.StatsCodec;
import dev.penstock.pool.instrument.StatsColumn;
import dev.penstock.pool.instrument.StatsRecords;
import dev.penstock.pool.instrument.StatsRows;
import dev.penstock.pool.instrument.StatsTable;
import dev.penstock.pool.instrument.TimeRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The records of a bundle: those of one moment, and of the two minutes before it.
 *
 * @param records all its records
 * @param dump the stacks of all threads at that moment; empty if the bundle has none
 * @param about what the bundle says of itself
 */
record BundleFile(StatsRecords records, Optional<String> dump, String about) implements StatsSource {
    private static final int MOST_BYTES = 64 << 20;

    /**
     * Reads a bundle.
     *
     * @throws IOException if the file is none, or is of another version; the message says which
     */
    static BundleFile read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file + " with a bundle");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            byte[] records = entry(zip, BundleContent.RECORDS)
                    .orElseThrow(() -> new IOException("the file " + file + " is no bundle of Penstock"));
            return new BundleFile(
                    StatsCodec.decode(records),
                    entry(zip, BundleContent.THREADS).map(BundleFile::text),
                    entry(zip, BundleContent.ABOUT).map(BundleFile::text).orElse(""));
        } catch (ZipException e) {
            throw new IOException("the file " + file + " is no bundle of Penstock, or is cut off", e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> entry(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("the entry " + name + " is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return Optional.of(bytes);
        }
    }

    @Override
    public String pool() {
        return records.pool();
    }

    @Override
    public Optional<String> note() {
        return Optional.of("these are the records of a bundle of " + records.takenAt()
                + ": CURRENT_TIMESTAMP is later. The moment of the bundle is (SELECT sample_time FROM pools)");
    }

    @Override
    public StatsRecords read(Set<String> tables, TimeRange range) throws IOException {
        Map<String, StatsRows> read = new HashMap<>();
        for (StatsTable<?> table : StatsCatalogue.tables()) {
            if (tables.contains(table.name())) {
                StatsRows rows = records.tables().get(table.name());
                if (rows == null) {
                    throw new IOException("the bundle of pool " + pool() + " has no table " + table.name()
                            + ": it would have been too large, or is of an older release");
                }
                read.put(table.name(), ChosenRows.of(rows, table, range));
            }
        }
        return new StatsRecords(pool(), records.takenAt(), read);
    }

    /** The page of a claim that was in flight or kept when the bundle was made. */
    @Override
    public String explain(String claim) throws IOException {
        String id = claim.substring(claim.lastIndexOf(' ') + 1);
        StatsRows reports = records.tables().get("claim_reports");
        if (reports != null) {
            List<String> names =
                    reports.columns().stream().map(StatsColumn::name).toList();
            for (int row = 0; row < reports.size(); row++) {
                if (id.equals(reports.value(row, names.indexOf("claim_id")))) {
                    return String.valueOf(reports.value(row, names.indexOf("report")));
                }
            }
        }
        return "Claim '" + HttpConsole.plain(id) + "' is not of this bundle: the view claim_reports has its claims.";
    }

    @Override
    public Optional<String> threads() {
        return dump;
    }

    @Override
    public void close() {
        // Everything has been read.
    }

    /** The rows of a table in a time range, with the columns of this release: one that the bundle lacks is null. */
    private record ChosenRows(StatsRows all, List<StatsColumn> columns, List<Integer> places, List<Integer> rows)
            implements StatsRows {
        static ChosenRows of(StatsRows all, StatsTable<?> table, TimeRange range) {
            List<String> names = all.columns().stream().map(StatsColumn::name).toList();
            List<Integer> places = table.columns().stream()
                    .map(column -> names.indexOf(column.name()))
                    .toList();
            int time = table.timeColumn().map(names::indexOf).orElse(-1);
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < all.size(); row++) {
                if (time < 0 || !(all.value(row, time) instanceof Instant moment) || isIn(range, moment)) {
                    rows.add(row);
                }
            }
            return new ChosenRows(all, table.columns(), places, rows);
        }

        private static boolean isIn(TimeRange range, Instant moment) {
            long millis = moment.toEpochMilli();
            return range.fromMillis() <= millis && millis <= range.toMillis();
        }

        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public @Nullable Object value(int row, int column) {
            int place = places.get(column);
            return place < 0 ? null : all.value(rows.get(row), place);
        }
    }
}
