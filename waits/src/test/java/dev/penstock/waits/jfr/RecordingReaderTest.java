package dev.penstock.waits.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;

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

    private static boolean isKind(String simpleName) {
        try {
            return Class.forName(RecordingReaderTest.class.getPackageName() + "." + simpleName)
                    .isAnnotationPresent(Name.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
