package dev.penstock.waits.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kinds of events that are read from a recording. */
class RecordingReaderTest {
    @Test
    void eachKindOfEventIsRead() throws Exception {
        Path classes = Path.of(PoolEvent.class.getResource("PoolEvent.class").toURI());
        List<String> named;
        try (Stream<Path> files = Files.list(classes.resolveSibling(""))) {
            named = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith("Event.class"))
                    .map(file -> file.substring(0, file.indexOf('.')))
                    .filter(RecordingReaderTest::isKind)
                    .sorted()
                    .toList();
        }
        assertThat(RecordingReader.KINDS).extracting(Class::getSimpleName).containsExactlyElementsOf(named);
        assertThat(RecordingReader.KINDS)
                .allSatisfy(kind ->
                        assertThat(kind.getAnnotation(Name.class).value()).startsWith("penstock."));
    }

    /** As root, a folder that is not empty is what a copy of another user is to everybody else. */
    @Test
    void copyThatCannotBeDeletedKeepsNoOtherCopyAndFailsNothing(@TempDir Path folder) throws Exception {
        Path undeletable = Files.createDirectory(folder.resolve("penstock-recording-1.jfr"));
        Files.createFile(undeletable.resolve("content"));
        Path old = Files.createFile(folder.resolve("penstock-recording-2.jfr"));
        Path young = Files.createFile(folder.resolve("penstock-recording-3.jfr"));
        Path foreign = Files.createFile(folder.resolve("other-4.jfr"));
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        for (Path each : List.of(undeletable, old, foreign)) {
            Files.setLastModifiedTime(each, yesterday);
        }

        RecordingReader.deleteLeftovers(folder);
        RecordingReader.deleteLeftovers(folder.resolve("absent"));

        assertThat(old).doesNotExist();
        assertThat(undeletable).exists();
        assertThat(young).exists();
        assertThat(foreign).exists();
    }

    private static boolean isKind(String simpleName) {
        try {
            return Class.forName(RecordingReaderTest.class.getPackageName() + "." + simpleName)
                    .isAnnotationPresent(Name.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
