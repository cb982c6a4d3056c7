package dev.penstock.pool.instrument;

import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The records of a bundle.
 *
 * @param records the views that could be read
 * @param failures why each other view could not be read, by the name of the view
 */
record BundleRecords(StatsRecords records, Map<String, String> failures) {
    /**
     * Reads all views. If that fails, reads each view alone, so that a view that fails costs no other view.
     *
     * @throws IOException if the pool cannot be read
     */
    static BundleRecords read(BundleContent.Reader reader) throws IOException {
        TimeRange range =
                new TimeRange(moment(reader).minus(BundleContent.BEFORE).toEpochMilli(), Long.MAX_VALUE);
        Set<String> names = new LinkedHashSet<>();
        StatsCatalogue.tables().stream().map(StatsTable::name).forEach(names::add);
        try {
            return new BundleRecords(reader.read(names, range), Map.of());
        } catch (RuntimeException | Error e) {
            return readEach(reader, names, range, e);
        }
    }

    private static Instant moment(BundleContent.Reader reader) throws IOException {
        try {
            return reader.read(Set.of("pools"), TimeRange.ALL).takenAt();
        } catch (RuntimeException | Error e) {
            return reader.read(Set.of(), TimeRange.ALL).takenAt();
        }
    }

    private static BundleRecords readEach(
            BundleContent.Reader reader, Set<String> names, TimeRange range, Throwable failure) throws IOException {
        Map<String, StatsRows> tables = new TreeMap<>();
        Map<String, String> failures = new TreeMap<>();
        StatsRecords last = null;
        for (String name : names) {
            try {
                last = reader.read(Set.of(name), range);
                tables.putAll(last.tables());
            } catch (RuntimeException | Error e) {
                failures.put(name, ForeignText.describe(e));
            }
        }
        if (last == null) {
            throw rethrown(failure);
        }
        return new BundleRecords(new StatsRecords(last.pool(), last.takenAt(), tables), failures);
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }
}
