package dev.penstock.pool.instrument;

import dev.penstock.waits.text.ForeignText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The bytes of a bundle: a zip with {@code about.txt}, {@code records.bin} in the format of {@link StatsCodec}, and
 * {@code threads.txt}. It contains what the views of the console show, and the stacks of threads. Thread-safe.
 */
public final class BundleContent {
    /** The entry with the records. */
    public static final String RECORDS = "records.bin";

    /** The entry that says what the bundle is. */
    public static final String ABOUT = "about.txt";

    /** The entry with the stacks of all threads. */
    public static final String THREADS = "threads.txt";

    /** The most bytes of a bundle. */
    public static final int MOST_BYTES = 5 << 20;

    /** The time before the bundle whose records it has. */
    public static final Duration BEFORE = Duration.ofMinutes(2);

    /** How the name of a file begins that is not complete. */
    public static final String PART_BEGIN = ".penstock-";

    /** How the name of a file ends that is not complete. */
    public static final String PART_END = ".part";

    private static final int MOST_BYTES_OF_RECORDS = 4 << 20;

    /** What is left out of a bundle that would be too large, one step after the other. */
    private static final List<Set<String>> LEFT_OUT = List.of(
            Set.of(),
            Set.of("claims", "wait_events_by_session"),
            Set.of("samples", "sessions", "traces"),
            Set.of("activity", "holders", "slots", "leaks"));

    /** Where the records come from. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads tables at this moment.
         *
         * @throws IOException if the pool cannot be read
         */
        StatsRecords read(Set<String> tables, TimeRange range) throws IOException;
    }

    private BundleContent() {}

    /**
     * The bundle of a pool of this process.
     *
     * @param reason why it is made, in one line
     */
    public static byte[] of(Instrument instrument, String reason) throws IOException {
        return of(instrument::read, reason, Optional.of(instrument.threads()));
    }

    /**
     * A bundle.
     *
     * @param reader reads the records
     * @param reason why it is made, in one line
     * @param threads the stacks of all threads, if they are known
     * @throws IOException if the records cannot be read
     */
    public static byte[] of(Reader reader, String reason, Optional<String> threads) throws IOException {
        Instant now = reader.read(Set.of("pools"), TimeRange.ALL).takenAt();
        StatsRecords all = reader.read(tables(), new TimeRange(now.minus(BEFORE).toEpochMilli(), Long.MAX_VALUE));
        Set<String> left = new LinkedHashSet<>();
        byte[] records = new byte[0];
        for (Set<String> step : LEFT_OUT) {
            left.addAll(step);
            records = StatsCodec.encode(without(all, left));
            if (records.length <= MOST_BYTES_OF_RECORDS) {
                break;
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, ABOUT, about(all, reason, left).getBytes(StandardCharsets.UTF_8));
            put(zip, RECORDS, records);
            if (threads.isPresent()) {
                put(zip, THREADS, threads.get().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** Writes the bundle of a pool of this process to a file, which is replaced. */
    static void write(Instrument instrument, Path file) throws IOException {
        replace(file.toAbsolutePath(), of(instrument, "a request"));
    }

    /**
     * Writes a file of a new name beside {@code target}, and then moves it there: a reader sees no half of a file. Only
     * the user of this process may read it.
     *
     * @throws IOException if that fails; no part of a file is left, as far as the disk permits it
     */
    public static void replace(Path target, byte[] bytes) throws IOException {
        Path folder = target.toAbsolutePath().resolveSibling("");
        Path part = Files.createTempFile(folder, PART_BEGIN, PART_END);
        try {
            Files.write(part, bytes);
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Set<String> tables() {
        Set<String> names = new LinkedHashSet<>();
        StatsCatalogue.tables().stream().map(StatsTable::name).forEach(names::add);
        return names;
    }

    private static StatsRecords without(StatsRecords all, Set<String> left) {
        Map<String, StatsRows> tables = new HashMap<>(all.tables());
        tables.keySet().removeAll(left);
        return new StatsRecords(all.pool(), all.takenAt(), tables);
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private static String about(StatsRecords records, String reason, Set<String> left) {
        return """
                A bundle of Penstock: what the pool '%s' knew at %s.
                reason   %s
                records  version %d, of the last %d seconds
                process  %d, Java %s
                %s
                Ask it: java -jar penstock-console-VERSION-all.jar sql THIS.zip "SELECT * FROM activity"
                """.formatted(
                        records.pool(),
                        records.takenAt(),
                        ForeignText.line(reason),
                        Instrument.VERSION,
                        BEFORE.toSeconds(),
                        ProcessHandle.current().pid(),
                        Runtime.version(),
                        left.isEmpty() ? "" : "left out, because the bundle would be too large: " + left + "\n");
    }
}
