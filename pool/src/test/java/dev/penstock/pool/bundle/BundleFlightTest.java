package dev.penstock.pool.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.pool.instrument.BundleContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle has the pool's own events of the recordings that run in the process, and no other event. */
@Timeout(300)
class BundleFlightTest {
    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    private Path folder;

    private static Recording start(boolean toDisk) {
        Recording recording = new Recording();
        recording.setToDisk(toDisk);
        recording.enable("penstock.ClaimHold").withThreshold(Duration.ZERO);
        recording.enable("penstock.ClaimAcquire").withThreshold(Duration.ZERO);
        recording.enable("jdk.InitialSystemProperty");
        recording.start();
        return recording;
    }

    private byte[] bundle(PenstockDataSource pool) throws IOException {
        Path file = folder.resolve("now.zip");
        pool.bundle(file);
        return Files.readAllBytes(file);
    }

    private static List<String> events(byte[] bundle) throws IOException {
        return BundleEntries.text(bundle, BundleContent.FLIGHT).lines().toList();
    }

    private static String about(byte[] bundle) throws IOException {
        return BundleEntries.text(bundle, BundleContent.ABOUT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bundleHasEventsOfItsPoolOnly(boolean toDisk) throws Exception {
        PenstockDataSource pool = pools.full(1, config -> config.setPoolName("bundle-flight"));
        PenstockDataSource other = pools.full(1, config -> config.setPoolName("bundle-other"));
        byte[] bundle;
        try (Recording recording = start(toDisk)) {
            for (int i = 0; i < 10; i++) {
                pool.getConnection().close();
                other.getConnection().close();
            }
            bundle = bundle(pool);
            assertThat(FlightRecorder.getFlightRecorder().getRecordings()).containsExactly(recording);
        }
        assertThat(events(bundle))
                .hasSizeGreaterThanOrEqualTo(20)
                .allMatch(line -> line.startsWith("{\"time\":\"20")
                        && line.contains("\"event\":\"penstock.")
                        && line.contains("\"pool\":\"bundle-flight\"")
                        && line.endsWith("}"))
                .anyMatch(line -> line.contains("\"event\":\"penstock.ClaimHold\"")
                        && line.contains("\"duration_seconds\":")
                        && line.contains(
                                "\"thread\":\"" + Thread.currentThread().getName()));
        assertThat(about(bundle)).contains("  flight.jsonl  the pool's events").doesNotContain("Missing");
    }

    @Test
    void bundleBeginsNoRecording() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        assertThat(FlightRecorder.getFlightRecorder().getRecordings()).isEmpty();
        byte[] bundle = bundle(pool);

        assertThat(FlightRecorder.getFlightRecorder().getRecordings()).isEmpty();
        assertThat(BundleEntries.of(bundle)).doesNotContainKey(BundleContent.FLIGHT);
        assertThat(about(bundle)).contains("Missing\n  flight.jsonl  no recording of Flight Recorder");
    }

    @Test
    void eventsBeyondTheLimitAreLeftOutVisibly() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> config.setPoolName("bundle-many"));
        byte[] bundle;
        try (Recording recording = start(true)) {
            for (int i = 0; i < 1_500; i++) {
                pool.getConnection().close();
            }
            bundle = bundle(pool);
            assertThat(recording.getSize()).isPositive();
        }
        assertThat(events(bundle)).hasSizeBetween(2_000, 2_999);
        assertThat(about(bundle))
                .containsPattern("flight.jsonl  it has the last 1000 events of each kind at most, in 2 MiB:"
                        + " [0-9]{3,5} are left out");
    }

    @Test
    void recordingThatSearchesTheHeapIsLeftAlone() throws Exception {
        PenstockDataSource pool = pools.full(1, config -> {});
        try (Recording recording = start(true)) {
            recording.enable("jdk.OldObjectSample").with("cutoff", "infinity");

            assertThat(about(bundle(pool))).contains("flight.jsonl  a recording looks for the paths of old objects");
        }
    }

    /** Both the command line and the environment of the process have a secret, and so has its recording. */
    @Test
    void bundleHasNoSecretOfTheProcess() throws Exception {
        Path dump = folder.resolve("dump.jfr");
        Path file = folder.resolve("process.zip");
        run(
                file,
                "-Dmarked.property=marked-property",
                "-XX:StartFlightRecording:filename=" + dump + ",settings=default");

        String recorded = RecordingFile.readAllEvents(dump).toString();
        assertThat(recorded).contains("marked-property", "marked-argument", "marked-environment");
        byte[] bundle = Files.readAllBytes(file);
        assertThat(events(bundle)).anyMatch(line -> line.contains("penstock.SlotConnect"));
        assertThat(BundleEntries.text(bundle)).contains("a request").doesNotContain("marked");
        assertThat(new String(bundle, StandardCharsets.ISO_8859_1)).doesNotContain("marked");
    }

    @Test
    void bundleWithoutModuleSaysSo() throws Exception {
        Path file = folder.resolve("process.zip");
        run(file, "--limit-modules", "java.management,java.naming,java.sql,jdk.unsupported");

        byte[] bundle = Files.readAllBytes(file);
        assertThat(BundleEntries.of(bundle)).doesNotContainKey(BundleContent.FLIGHT);
        assertThat(about(bundle)).contains("flight.jsonl  this Java has no Flight Recorder (module jdk.jfr)");
    }

    private void run(Path file, String... options) throws Exception {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        words.addAll(List.of(options));
        words.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BundleProcess.class.getName(),
                file.toString(),
                "marked-argument"));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("MARKED", "marked-environment");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith("penstock-") && name.endsWith(".jfr"));
        }
    }
}
