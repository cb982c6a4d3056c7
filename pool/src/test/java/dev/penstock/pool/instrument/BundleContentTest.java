package dev.penstock.pool.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What a bundle leaves out so that the whole file has at most 5 MiB. */
class BundleContentTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final int MIB = 1 << 20;
    private static final List<StatsColumn> COLUMNS = List.of(new StatsColumn("text", StatsColumn.Type.TEXT, "A text"));

    private final Random random = new Random(1);

    /** A text that no compression makes smaller than three quarters of its length. */
    private String noise(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (' ' + random.nextInt(64));
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private record Rows(List<StatsColumn> columns, String text) implements StatsRows {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public Object value(int row, int column) {
            return text;
        }
    }

    /** A bundle of which some views and parts are large. */
    private byte[] bundle(Map<String, Integer> sizes) throws IOException {
        Map<String, StatsRows> tables = StatsCatalogue.tables().stream()
                .map(StatsTable::name)
                .collect(Collectors.toMap(
                        name -> name, name -> new Rows(COLUMNS, noise(sizes.getOrDefault(name, 10)))));
        BundleSource source = new BundleSource(
                "4711, Java 25",
                BundleSource.Part.ofThreads(noise(sizes.getOrDefault(BundleContent.THREADS, 10))),
                new BundleSource.Part(noise(sizes.getOrDefault(BundleContent.FLIGHT, 10)), ""));
        return BundleContent.of((names, range) -> new StatsRecords("orders", NOW, tables), "a test", source);
    }

    private static Map<String, String> entries(byte[] bundle) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return entries;
    }

    private static Set<String> views(byte[] bundle) throws IOException {
        byte[] records = entries(bundle).get(BundleContent.RECORDS).getBytes(StandardCharsets.ISO_8859_1);
        return StatsCodec.decode(records).tables().keySet();
    }

    @Test
    void smallBundleHasAllAndSaysWhatItIs() throws Exception {
        byte[] bundle = bundle(Map.of());

        assertThat(entries(bundle)).containsOnlyKeys("about.txt", "records.bin", "threads.txt", "flight.jsonl");
        assertThat(views(bundle)).hasSize(StatsCatalogue.tables().size());
        assertThat(entries(bundle).get("about.txt"))
                .contains("'orders' knew at " + NOW, "reason   a test", "process  4711, Java 25")
                .doesNotContain("Missing");
    }

    /** Each part is below the limit; the sum is not. */
    @Test
    void limitIsOfTheWholeFile() throws Exception {
        byte[] bundle = bundle(Map.of("claims", 3 * MIB, "events", 3 * MIB, BundleContent.FLIGHT, 2 * MIB));

        assertThat(bundle).hasSizeLessThanOrEqualTo(BundleContent.MOST_BYTES);
        assertThat(views(bundle)).contains("events", "samples").doesNotContain("claims", "wait_events_by_session");
        assertThat(entries(bundle)).containsKeys("threads.txt", "flight.jsonl");
        assertThat(entries(bundle).get("about.txt"))
                .contains("Missing\n  records.bin   without the views claims, wait_events_by_session: with them, the"
                        + " bundle would have more than 5 MiB\n");
    }

    @Test
    void largestViewIsLeftOutIfTheUsualOnesAreSmall() throws Exception {
        byte[] bundle = bundle(Map.of("claim_reports", 8 * MIB, "events", 2 * MIB, BundleContent.FLIGHT, MIB));

        assertThat(bundle).hasSizeLessThanOrEqualTo(BundleContent.MOST_BYTES);
        assertThat(views(bundle)).contains("pools", "wait_events", "events").doesNotContain("claim_reports", "claims");
        assertThat(entries(bundle)).containsKeys("threads.txt", "flight.jsonl");
        assertThat(entries(bundle).get("about.txt")).contains("claim_reports");
    }

    @Test
    void otherPartsThatAreTooLargeAreLeftOut() throws Exception {
        byte[] bundle = bundle(Map.of(BundleContent.THREADS, 8 * MIB, BundleContent.FLIGHT, 8 * MIB));

        assertThat(bundle).hasSizeLessThanOrEqualTo(BundleContent.MOST_BYTES);
        assertThat(views(bundle)).contains("pools", "wait_events", "claim_reports");
        assertThat(entries(bundle)).containsOnlyKeys("about.txt", "records.bin");
        assertThat(entries(bundle).get("about.txt"))
                .contains("  threads.txt   the bundle would have more than 5 MiB\n")
                .contains("  flight.jsonl  the bundle would have more than 5 MiB\n");
    }

    private static BundleSource small() {
        BundleSource.Part text = new BundleSource.Part("text\n", "");
        return new BundleSource("4711, Java 25", text, text);
    }

    /** Records of which some views cannot be read. */
    private static StatsRecords broken(Set<String> names, Set<String> failing) {
        Map<String, StatsRows> tables = new TreeMap<>();
        for (String name : names) {
            if (failing.contains(name)) {
                throw new IllegalArgumentException("Comparison method violates its general contract!");
            }
            tables.put(name, new Rows(COLUMNS, name));
        }
        return new StatsRecords("orders", NOW, tables);
    }

    @Test
    void viewThatCannotBeReadIsReportedAsMissing() throws Exception {
        byte[] bundle = BundleContent.of((names, range) -> broken(names, Set.of("pools", "claims")), "a test", small());

        assertThat(entries(bundle)).containsKeys("threads.txt", "flight.jsonl");
        assertThat(views(bundle))
                .hasSize(StatsCatalogue.tables().size() - 2)
                .contains("events", "wait_events")
                .doesNotContain("pools", "claims");
        assertThat(entries(bundle).get("about.txt"))
                .contains(
                        "knew at " + NOW,
                        "  records.bin   without the view claims, which could not be read: ",
                        "  records.bin   without the view pools, which could not be read: ",
                        "Comparison method violates its general contract!");
    }

    @Test
    void recordsWithoutAnyReadableViewFailTheBundle() {
        Set<String> all = StatsCatalogue.tables().stream().map(StatsTable::name).collect(Collectors.toSet());

        assertThatThrownBy(() -> BundleContent.of((names, range) -> broken(names, all), "a test", small()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("general contract");
    }

    @Test
    void partThatCannotBeReadIsReportedAsMissing() throws Exception {
        BundleSource.Part failed = BundleSource.Part.read(() -> {
            throw new IllegalArgumentException("Comparison method violates its general contract!");
        });
        BundleSource source = new BundleSource("4711, Java 25", failed, new BundleSource.Part("{}\n", ""));

        byte[] bundle = BundleContent.of((names, range) -> broken(names, Set.of()), "a test", source);

        assertThat(entries(bundle)).containsOnlyKeys("about.txt", "records.bin", "flight.jsonl");
        assertThat(entries(bundle).get("about.txt"))
                .contains("  threads.txt   could not be read: ", "Comparison method violates its general contract!");
    }
}
