package dev.penstock.pool.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.Claimant;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.instrument.BundleContent;
import dev.penstock.waits.history.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that a pool writes by itself or on request. */
class BundleTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    private Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private BundleRegistration registration(PenstockDataSource pool, Path directory) {
        return new BundleRegistration("orders", directory, pool::instrument, Invariants.LIMIT);
    }

    @Test
    void alertWritesBundle() throws Exception {
        Properties rules = new Properties();
        rules.setProperty("waiting", "oldest_wait > 1ms");
        PenstockDataSource pool = pools.full(1, config -> {
            config.setPoolName("orders");
            config.setConnectionTimeout(60_000);
            config.setStatusInterval(20);
            config.setBundleDirectory(folder.toString());
            config.setAlerts(rules);
        });
        Claimant<Boolean> waiter;
        try (Connection held = pool.getConnection()) {
            assertThat(held).isNotNull();
            waiter = Claimant.start("waiter", () -> {
                try (Connection connection = pool.getConnection()) {
                    return connection.isClosed();
                }
            });
            Await.until(
                    "a bundle is written",
                    Invariants.LIMIT,
                    () -> !files().isEmpty() && files().get(0).endsWith(".zip"));
        }
        assertThat(waiter.result()).isFalse();
        assertThat(files()).hasSize(1);
        assertThat(files().get(0)).matches("penstock-orders-[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z-alert_waiting\\.zip");
        byte[] bundle = Files.readAllBytes(folder.resolve(files().get(0)));
        assertThat(BundleEntries.of(bundle)).containsOnlyKeys("about.txt", "records.bin", "threads.txt");
        assertThat(BundleEntries.text(bundle))
                .contains("reason   alert waiting", "claim_wait_slot", "\"waiter\"", "maximumPoolSize");
    }

    @Test
    void bundlesAreLimitedInRateAndNumber() throws IOException {
        PenstockDataSource pool = pools.full(1, config -> {});
        BundleRegistration bundles = registration(pool, folder);

        assertThat(bundles.write(NOON, "first", BundleRegistration.PAUSE)).isPresent();
        assertThat(bundles.write(NOON.plusSeconds(59), "second", BundleRegistration.PAUSE))
                .isEmpty();
        for (int i = 1; i <= BundleDirectory.MOST_FILES; i++) {
            assertThat(bundles.write(NOON.plusSeconds(60 * i), "later", BundleRegistration.PAUSE))
                    .isPresent();
        }
        assertThat(files())
                .hasSize(BundleDirectory.MOST_FILES)
                .noneMatch(name -> name.contains("first"))
                .allMatch(name -> name.endsWith("-later.zip"));
    }

    @Test
    void clockThatIsSetBackStopsNoBundle() throws IOException {
        BundleRegistration bundles = registration(pools.full(1, config -> {}), folder);

        assertThat(bundles.write(NOON, "first", BundleRegistration.PAUSE)).isPresent();
        assertThat(bundles.write(NOON.minusSeconds(59), "soon", BundleRegistration.PAUSE))
                .isEmpty();
        assertThat(bundles.write(NOON.minusSeconds(3_600), "back", BundleRegistration.PAUSE))
                .isPresent();
        assertThat(files()).hasSize(2);
    }

    @Test
    void fileThatIsNotCompleteHasNewNameAndIsDeletedAfterAnHour() throws IOException {
        PenstockDataSource pool = pools.full(1, config -> {});
        Path own = Files.writeString(folder.resolve("now.zip.part"), "a user's own");
        Path old = Files.writeString(folder.resolve(".penstock-1.part"), "left over");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3_700)));
        Files.writeString(folder.resolve(".penstock-2.part"), "being written");
        pool.bundle(folder.resolve("now.zip"));

        assertThat(own).hasContent("a user's own");
        assertThat(registration(pool, folder).write(NOON, "first", BundleRegistration.PAUSE))
                .isPresent();
        assertThat(files())
                .hasSize(4)
                .contains(".penstock-2.part", "now.zip", "now.zip.part")
                .doesNotContain(".penstock-1.part");
    }

    @Test
    void oldBundleThatCannotBeDeletedStopsNoBundle() throws IOException {
        BundleRegistration bundles = registration(pools.full(1, config -> {}), folder);
        Path full = Files.createDirectory(folder.resolve("penstock-orders-20200101T000000.000Z-x.zip"));
        Files.writeString(full.resolve("file"), "keeps its directory");

        for (int i = 0; i <= BundleDirectory.MOST_FILES; i++) {
            assertThat(bundles.write(NOON.plusSeconds(60 * i), "later", BundleRegistration.PAUSE))
                    .isPresent();
        }
        assertThat(files()).hasSize(BundleDirectory.MOST_FILES + 1);
    }

    @Test
    void endOfTheProcessWritesBundleSoonAfterAlertOnly() throws IOException {
        PenstockDataSource pool = pools.full(1, config -> {});
        BundleRegistration bundles = registration(pool, folder);

        bundles.exit();
        assertThat(files()).as("without an alert").isEmpty();
        bundles.alert(alert(Instant.now().minus(BundleRegistration.RECENT)));
        assertThat(files()).hasSize(1);
        bundles.exit();
        assertThat(files()).as("long after the alert").hasSize(1);
        bundles.alert(alert(Instant.now()));
        Await.until("the bundle of the alert is written", Invariants.LIMIT, () -> files().size() == 2);
        bundles.exit();
        Await.until(
                "the bundle of the end is written",
                Invariants.LIMIT,
                () -> files().stream().anyMatch(name -> name.endsWith("-exit.zip")));
    }

    private static Alert alert(Instant at) {
        return new Alert(
                AlertRule.parse("waiting", "oldest_wait > 5s"),
                Alert.Kind.FIRES,
                at,
                Duration.ZERO,
                new Alert.Values(0, 0, OptionalDouble.empty()),
                Optional.empty(),
                "",
                "");
    }

    @Test
    void directoryThatCannotBeWrittenHarmsNothing() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        Path file = Files.writeString(folder.resolve("file"), "no directory");
        BundleRegistration bundles = registration(pool, file);

        assertThat(bundles.write(NOON, "first", BundleRegistration.PAUSE)).isEmpty();
        assertThatThrownBy(() -> pool.bundle(file.resolve("x.zip"))).isInstanceOf(IOException.class);
        pool.getConnection().close();
        assertThat(files()).containsExactly("file");
        assertThat(file).hasContent("no directory");
    }

    @Test
    void bundleHasNoSecret() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {
            config.setUsername("reader");
            config.setPassword("marked-password");
            config.setConnectionInitSql("SELECT 'marked-init-literal'");
            config.addDataSourceProperty("sslpassword", "marked-property");
        });
        byte[] bundle;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 'marked-literal', 4711471147114711");
            pool.bundle(folder.resolve("now.zip"));
            bundle = Files.readAllBytes(folder.resolve("now.zip"));
        }
        assertThat(BundleEntries.text(bundle))
                .contains("reason   a request")
                .doesNotContain("marked-", "4711471147114711");
    }

    /** All slots are held, all reports are kept, and 120 seconds of samples of all claims. */
    @Test
    void bundleOfFullRecordsIsNotTooLarge() throws Exception {
        int slots = 1_000;
        PenstockDataSource pool = pools.open(slots, config -> {
            config.setConnectionTimeout(60_000);
            config.setSlowHoldThreshold(10);
        });
        Await.until(
                "all slots are unclaimed", Duration.ofMinutes(3), () -> Invariants.unclaimed(pool.backends()) == slots);
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < slots; i++) {
            held.add(pool.claim(ClaimOptions.none().withOperation("operation-" + i + "x".repeat(50))));
        }
        Recorder recorder = (Recorder) pool.records();
        long now = System.nanoTime();
        for (int second = 1; second <= 120; second++) {
            recorder.beat(now + second * Recorder.INTERVAL.toNanos(), Duration.ofSeconds(1));
        }
        pool.bundle(folder.resolve("held.zip"));
        for (Connection connection : held) {
            connection.close();
        }
        assertThat(pool.reports().kept()).hasSizeGreaterThanOrEqualTo(32);
        for (int i = 0; i < 20_000; i++) {
            pool.getConnection().close();
        }
        pool.bundle(folder.resolve("now.zip"));

        for (String file : List.of("held.zip", "now.zip")) {
            Path bundle = folder.resolve(file);
            assertThat(Files.size(bundle)).isBetween(1_000L, (long) BundleContent.MOST_BYTES);
            assertThat(BundleEntries.of(Files.readAllBytes(bundle))).containsKeys("records.bin", "threads.txt");
        }
        assertThat(files()).containsExactly("held.zip", "now.zip");
    }

    @Test
    void wrongDirectoryIsNamed() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:postgresql://localhost/x");
        config.setBundleDirectory(" ");

        assertThatThrownBy(config::validate)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bundleDirectory ' ' names no file: leave it out, or give a path");
    }

    @Test
    void pauseIsShorterThanTheTimeOfTheRecords() {
        assertThat(BundleRegistration.PAUSE).isLessThan(BundleContent.BEFORE);
        assertThat(BundleRegistration.AT_EXIT).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
}
