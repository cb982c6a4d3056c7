package dev.penstock.pool.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.lab.Await;
import dev.penstock.pool.Claimant;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.pool.ScriptedLog;
import dev.penstock.pool.alerts.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that hangs, is full, or is removed while a bundle is written harms neither the pool nor later bundles. */
@Timeout(300)
class BundleFaultsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SHORT = Duration.ofMillis(200);

    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();

    @AfterEach
    void endHangs() {
        disk.release();
        Await.until("no bundle is being written", Invariants.LIMIT, () -> writers() == 0);
    }

    private static long writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("penstock-bundle-orders-writer"))
                .count();
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of("the folder cannot be read: " + e);
        }
    }

    private BundleRegistration bundles(PenstockDataSource pool, Duration patience) {
        return new BundleRegistration("orders", disk.path(folder), pool::instrument, patience);
    }

    private static List<String> warnings(ScriptedLog log) {
        return log.texts().stream()
                .filter(line -> line.contains("WARN dev.penstock.bundles"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "open", "write", "move", "list"})
    void hangingDiskStopsNeitherClaimsNorTheNextBundle(String call) throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        BundleRegistration bundles = bundles(pool, SHORT);
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            disk.hang(call);
            assertThat(bundles.write(NOON, "first", BundleRegistration.PAUSE)).isEmpty();
            Await.until("the disk hangs", Invariants.LIMIT, () -> disk.hanging() == 1);
            assertThat(warnings(log)).singleElement().asString().contains("'first' is not complete after 200 ms");
            pool.getConnection().close();

            disk.heal();
            bundles.write(NOON.plusSeconds(60), "second", BundleRegistration.PAUSE);
            Await.until(
                    "the second bundle is complete",
                    Invariants.LIMIT,
                    () -> files().stream().anyMatch(name -> name.endsWith("-second.zip")));
            assertThat(disk.hanging()).isOne();

            disk.release();
            Await.until("the first bundle is complete", Invariants.LIMIT, () -> writers() == 0);
        }
        assertThat(files()).hasSize(2).allMatch(name -> name.matches("penstock-orders-.*-(first|second)\\.zip"));
    }

    @Test
    void atMostTwoThreadsHang() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        BundleRegistration bundles = bundles(pool, SHORT);
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            disk.hang("write");
            for (int minute = 0; minute < 6; minute++) {
                assertThat(bundles.write(NOON.plusSeconds(60 * minute), "hang", BundleRegistration.PAUSE))
                        .isEmpty();
            }
            Await.until("the disk hangs", Invariants.LIMIT, () -> disk.hanging() == 2);
            assertThat(writers()).isEqualTo(BundleRegistration.MOST_WRITERS);
            assertThat(warnings(log))
                    .hasSize(3)
                    .filteredOn(line -> line.contains("no bundle is written while 2 earlier ones are not complete"))
                    .hasSize(1);

            disk.release();
            Await.until("both bundles are complete", Invariants.LIMIT, () -> writers() == 0);
        }
        assertThat(bundles(pool, Invariants.LIMIT).write(NOON.plusSeconds(600), "later", Duration.ZERO))
                .isPresent();
        bundles.write(NOON.plusSeconds(660), "again", BundleRegistration.PAUSE);
        Await.until("the fourth bundle is complete", Invariants.LIMIT, () -> files().size() == 4);
    }

    @Test
    void hangingDiskStopsNoOtherListenerOfAlerts() throws Exception {
        Properties rules = new Properties();
        rules.setProperty("waiting", "oldest_wait > 1ms");
        PenstockDataSource pool = pools.full(1, config -> {
            config.setStatusInterval(20);
            config.setConnectionTimeout(60_000);
            config.setAlerts(rules);
        });
        disk.hang("write");
        BundleRegistration bundles = bundles(pool, Duration.ofMinutes(5));
        List<Alert.Kind> seen = new CopyOnWriteArrayList<>();
        try (AutoCloseable writing = pool.alerts().listen(bundles::alert);
                AutoCloseable listening = pool.alerts().listen(alert -> seen.add(alert.kind()))) {
            assertThat(List.of(writing, listening)).hasSize(2);
            Claimant<Boolean> waiter;
            try (Connection held = pool.getConnection()) {
                assertThat(held).isNotNull();
                waiter = Claimant.start(() -> {
                    try (Connection connection = pool.getConnection()) {
                        return connection.isClosed();
                    }
                });
                Await.until("the disk hangs", Invariants.LIMIT, () -> disk.hanging() == 1);
            }
            assertThat(waiter.result()).isFalse();
            Await.until(
                    "the alert is resolved while the disk hangs",
                    Invariants.LIMIT,
                    () -> seen.contains(Alert.Kind.RESOLVED));
            assertThat(disk.hanging()).isOne();
            disk.release();
            Await.until("the bundle is complete", Invariants.LIMIT, () -> writers() == 0);
        }
        assertThat(files()).hasSize(1);
    }

    @Test
    void endOfTheProcessDoesNotWaitForHangingDisk() {
        PenstockDataSource pool = pools.full(1, config -> {});
        BundleRegistration bundles = bundles(pool, SHORT);
        disk.hang("open");
        bundles.recordAlert(Instant.now());
        long begun = System.nanoTime();
        bundles.exit();

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(BundleRegistration.AT_EXIT, BundleRegistration.AT_EXIT.plus(Invariants.LIMIT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "open", "write", "move"})
    void fullDiskIsOneWarningAndTheNextBundleIsWritten(String call) throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        Files.delete(folder);
        BundleRegistration bundles = bundles(pool, Invariants.LIMIT);
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            disk.fail(call);
            assertThat(bundles.write(NOON, "full", BundleRegistration.PAUSE)).isEmpty();
            assertThat(warnings(log))
                    .singleElement()
                    .asString()
                    .contains("no bundle can be written to bundleDirectory " + folder, "No space left on device");
            disk.heal();
            assertThat(bundles.write(NOON.plusSeconds(60), "next", BundleRegistration.PAUSE))
                    .isPresent();
        }
        assertThat(files()).singleElement().asString().endsWith("-next.zip");
        pool.getConnection().close();
    }

    @Test
    void removedDirectoryIsOneWarningAndTheNextBundleIsWritten() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        BundleRegistration bundles = bundles(pool, SHORT);
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            disk.hang("move");
            bundles.write(NOON, "removed", BundleRegistration.PAUSE);
            Await.until("the disk hangs", Invariants.LIMIT, () -> disk.hanging() == 1);
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
            disk.release();
            Await.until("the writer has ended", Invariants.LIMIT, () -> writers() == 0);
            assertThat(warnings(log))
                    .filteredOn(line -> line.contains("no bundle can be written"))
                    .singleElement()
                    .asString()
                    .contains("NoSuchFileException");
        }
        bundles.write(NOON.plusSeconds(60), "next", BundleRegistration.PAUSE);
        Await.until(
                "the next bundle is complete",
                Invariants.LIMIT,
                () -> files().size() == 1 && files().get(0).endsWith("-next.zip"));
    }

    /** Needs the right to mount a file system, as root has it. */
    @Test
    void realFullDiskKeepsNoPartOfBundle() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4k", "penstock-test", folder.toString()), "may mount");
        try (ScriptedLog log = new ScriptedLog(() -> {})) {
            BundleRegistration bundles = new BundleRegistration("orders", folder, pool::instrument, Invariants.LIMIT);
            assertThat(bundles.write(NOON, "full", BundleRegistration.PAUSE)).isEmpty();
            assertThat(warnings(log)).singleElement().asString().contains("No space left on device");
            assertThat(files()).isEmpty();
            assertThat(run("mount", "-o", "remount,size=8m", folder.toString())).isTrue();
            assertThat(bundles.write(NOON.plusSeconds(60), "next", BundleRegistration.PAUSE))
                    .isPresent();
        } finally {
            assertThat(run("umount", folder.toString())).isTrue();
        }
    }

    private static boolean run(String... words) throws Exception {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
