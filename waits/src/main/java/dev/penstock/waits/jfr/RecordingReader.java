package dev.penstock.waits.jfr;

import dev.penstock.waits.text.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.EventStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the last events of one pool from the recordings of this process. A snapshot of the recordings is copied to a
 * temporary file, because the JDK reads events from files only; the file is deleted at once. No method throws.
 */
final class RecordingReader {
    /** The kinds of events that are read. An event of the JDK may contain a secret; none of these does. */
    static final List<Class<? extends PoolEvent>> KINDS = List.of(
            AlertEvent.class,
            BackendHealthEvent.class,
            BackendProbeEvent.class,
            ClaimAcquireEvent.class,
            ClaimFailedEvent.class,
            ClaimHandoverEvent.class,
            ClaimHoldEvent.class,
            DiscoveryEvent.class,
            JdbcCallEvent.class,
            PoolStateEvent.class,
            RebalanceEvent.class,
            SlotCheckEvent.class,
            SlotCloseEvent.class,
            SlotConnectEvent.class,
            SlotStateEvent.class,
            StallEvent.class,
            StatusRoundTripEvent.class);

    /** The most bytes of recordings that are read: about 0.3 s of processor time. */
    static final int MOST_BYTES = 16 << 20;

    private static final int BUFFER = 64 << 10;
    private static final String COPY = "penstock-recording-";
    private static final Duration LEFTOVER = Duration.ofHours(1);
    private static final String NO_RECORDING = "no recording of Flight Recorder runs in the process";

    private RecordingReader() {}

    static FlightExtract read(String pool, Duration before) {
        try {
            if (!FlightRecorder.isInitialized()) {
                return FlightExtract.none(NO_RECORDING);
            }
            FlightRecorder recorder = FlightRecorder.getFlightRecorder();
            if (recorder.getRecordings().stream().anyMatch(RecordingReader::isSlow)) {
                return FlightExtract.none("a recording looks for the paths of old objects to the roots of the heap"
                        + " (jdk.OldObjectSample#cutoff), and a snapshot of it would stop all threads for long");
            }
            try (Recording snapshot = recorder.takeSnapshot()) {
                return read(pool, Instant.now().minus(before), snapshot);
            }
        } catch (IOException | RuntimeException | Error e) {
            return FlightExtract.none("the recordings cannot be read: " + ForeignText.describe(e));
        }
    }

    /** Whether a snapshot searches the heap. */
    private static boolean isSlow(Recording recording) {
        Map<String, String> settings = recording.getSettings();
        return recording.getState() == RecordingState.RUNNING
                && "true".equals(settings.get("jdk.OldObjectSample#enabled"))
                && !settings.getOrDefault("jdk.OldObjectSample#cutoff", "0 ns").startsWith("0");
    }

    private static FlightExtract read(String pool, Instant from, Recording snapshot) throws IOException {
        deleteLeftovers(Path.of(System.getProperty("java.io.tmpdir")));
        Path file = Files.createTempFile(COPY, ".jfr");
        try {
            Instant now = Instant.now();
            for (Instant begin : List.of(from, now.minusSeconds(15), now.minusSeconds(1))) {
                if (!begin.isBefore(from) && copy(snapshot, begin, file)) {
                    if (Files.size(file) == 0) {
                        return FlightExtract.none(NO_RECORDING);
                    }
                    LastEvents last = new LastEvents(pool, from);
                    read(file, last);
                    return last.extract(begin.equals(from) ? null : begin);
                }
            }
            return FlightExtract.none(
                    "the recordings have more than " + (MOST_BYTES >> 20) + " MiB for the last second");
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A process that was killed while it read has left its copy behind. What cannot be deleted stays. */
    static void deleteLeftovers(Path folder) {
        FileTime limit = FileTime.from(Instant.now().minus(LEFTOVER));
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, COPY + "*.jfr")) {
            copies.forEach(copy -> deleteIfOlder(copy, limit));
        } catch (IOException | DirectoryIteratorException e) {
            // the folder cannot be listed
        }
    }

    private static void deleteIfOlder(Path copy, FileTime limit) {
        try {
            if (Files.getLastModifiedTime(copy).compareTo(limit) < 0) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            // a copy of another process or user: that one deletes it
        }
    }

    /** Copies the part of a recording since a moment. Returns whether it was small enough. */
    private static boolean copy(Recording snapshot, Instant from, Path file) throws IOException {
        try (InputStream in = snapshot.getStream(from, null);
                OutputStream out = Files.newOutputStream(file)) {
            int copied = 0;
            byte[] buffer = new byte[BUFFER];
            for (int read = read(in, buffer); read > 0; read = read(in, buffer)) {
                copied += read;
                if (copied > MOST_BYTES) {
                    return false;
                }
                out.write(buffer, 0, read);
            }
            return true;
        }
    }

    /** A recording without data since that moment has no stream. */
    private static int read(@Nullable InputStream in, byte[] buffer) throws IOException {
        return in == null ? -1 : in.read(buffer);
    }

    private static void read(Path file, LastEvents last) throws IOException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (EventStream events = EventStream.openFile(file)) {
            events.setOrdered(false);
            events.setReuse(false);
            for (Class<? extends PoolEvent> kind : KINDS) {
                Name name = kind.getAnnotation(Name.class);
                if (name != null) {
                    events.onEvent(name.value(), last::add);
                }
            }
            events.onError(thrown -> failure.compareAndSet(null, thrown));
            events.start();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IOException(ForeignText.describe(thrown), thrown);
        }
    }
}
