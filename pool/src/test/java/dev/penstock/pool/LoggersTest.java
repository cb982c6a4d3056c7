package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each logger belongs to a component that the documentation names. */
class LoggersTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("waits", "discovery", "backends", "pool");
    private static final Pattern LOGGER = Pattern.compile("getLogger\\(([^)]*)\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(dev\\.penstock\\.\\w+)` \\|");

    private static Stream<Path> sources(String module) {
        Path sources = ROOT.resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> matches(Pattern pattern, Path file) {
        try {
            return pattern.matcher(Files.readString(file))
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyLoggerIsDocumented() {
        Set<String> documented = matches(ROW, ROOT.resolve("docs/logging.md")).stream()
                .map(name -> '"' + name + '"')
                .collect(Collectors.toSet());
        Set<String> used = MODULES.stream()
                .flatMap(LoggersTest::sources)
                .flatMap(file -> matches(LOGGER, file).stream())
                .collect(Collectors.toSet());
        assertThat(used).isEqualTo(documented);
    }
}
