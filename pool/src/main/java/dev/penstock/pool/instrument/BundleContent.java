package dev.penstock.pool.instrument;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The bytes of a bundle: a zip with {@code about.txt}, {@code records.bin} in the format of {@link StatsCodec},
 * {@code threads.txt} and {@code flight.jsonl}. It contains what the views of the console show, the stacks of threads,
 * and the events of the pool. Thread-safe.
 */
public final class BundleContent {
    /** The entry with the records. */
    public static final String RECORDS = "records.bin";

    /** The entry that says what the bundle is. */
    public static final String ABOUT = "about.txt";

    /** The entry with the stacks of all threads. */
    public static final String THREADS = "threads.txt";

    /** The entry with the events of Flight Recorder. */
    public static final String FLIGHT = "flight.jsonl";

    /** The most bytes of a bundle. */
    public static final int MOST_BYTES = 5 << 20;

    /** The time before the bundle whose records it has. */
    public static final Duration BEFORE = Duration.ofMinutes(2);

    /** How the name of a file begins that is not complete. */
    public static final String PART_BEGIN = ".penstock-";

    /** How the name of a file ends that is not complete. */
    public static final String PART_END = ".part";

    /** The views that a bundle lacks first if it would be too large, one step after the other. */
    private static final List<Set<String>> LEFT_OUT = List.of(
            Set.of(),
            Set.of("claims", "wait_events_by_session"),
            Set.of("samples", "sessions", "traces"),
            Set.of("activity", "holders", "slots", "leaks"));

    private static final String TOO_LARGE = "the bundle would have more than " + (MOST_BYTES >> 20) + " MiB";

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
        return of(instrument::read, reason, BundleSource.of(instrument));
    }

    /**
     * The bundle of a pool of this process at its end, without recordings.
     *
     * @param reason why it is made, in one line
     */
    public static byte[] atExit(Instrument instrument, String reason) throws IOException {
        return of(instrument::read, reason, BundleSource.atExit(instrument));
    }

    /**
     * A bundle.
     *
     * @param reader reads the records
     * @param reason why it is made, in one line
     * @param source the other parts
     * @throws IOException if the records cannot be read
     * @throws RuntimeException if no view can be read, because the reader throws it
     * @throws Error likewise
     */
    public static byte[] of(Reader reader, String reason, BundleSource source) throws IOException {
        BundleRecords all = BundleRecords.read(reader);
        Set<String> left = new LinkedHashSet<>();
        for (Set<String> step : LEFT_OUT) {
            left.addAll(step);
            byte[] bundle = zip(all, left, reason, source);
            if (bundle.length <= MOST_BYTES) {
                return bundle;
            }
        }
        for (String name : largestFirst(without(all.records(), left), source)) {
            left.add(name);
            byte[] bundle = zip(all, left, reason, source);
            if (bundle.length <= MOST_BYTES) {
                return bundle;
            }
        }
        throw new IOException("a bundle without any view has more than " + MOST_BYTES + " bytes");
    }

    /** The names of views and of the other entries by their size. */
    private static List<String> largestFirst(StatsRecords records, BundleSource source) throws IOException {
        Map<String, Integer> sizes = new HashMap<>();
        for (Map.Entry<String, StatsRows> table : records.tables().entrySet()) {
            Map<String, StatsRows> alone = Map.of(table.getKey(), table.getValue());
            sizes.put(table.getKey(), StatsCodec.encode(new StatsRecords("", records.takenAt(), alone)).length);
        }
        sizes.put(THREADS, compressed(source.threads().text()));
        sizes.put(FLIGHT, compressed(source.flight().text()));
        return sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static int compressed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.size();
    }

    private static byte[] zip(BundleRecords all, Set<String> left, String reason, BundleSource source)
            throws IOException {
        BundleSource.Part threads = left.contains(THREADS) ? BundleSource.Part.none(TOO_LARGE) : source.threads();
        BundleSource.Part flight = left.contains(FLIGHT) ? BundleSource.Part.none(TOO_LARGE) : source.flight();
        BundleSource parts = new BundleSource(source.process(), threads, flight);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, ABOUT, BundleAbout.of(all, left, reason, parts).getBytes(StandardCharsets.UTF_8));
            zip.setLevel(Deflater.NO_COMPRESSION); // the records are compressed already
            put(zip, RECORDS, StatsCodec.encode(without(all.records(), left)));
            zip.setLevel(Deflater.DEFAULT_COMPRESSION);
            put(zip, THREADS, threads);
            put(zip, FLIGHT, flight);
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
            move(part, target);
        } catch (IOException | RuntimeException | Error e) {
            delete(part, e);
            throw e;
        }
    }

    private static void move(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The first failure says more than that of the deletion. */
    private static void delete(Path part, Throwable failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static StatsRecords without(StatsRecords all, Set<String> left) {
        Map<String, StatsRows> tables = new HashMap<>(all.tables());
        tables.keySet().removeAll(left);
        return new StatsRecords(all.pool(), all.takenAt(), tables);
    }

    private static void put(ZipOutputStream zip, String name, BundleSource.Part part) throws IOException {
        if (!part.text().isEmpty()) {
            put(zip, name, part.text().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }
}
