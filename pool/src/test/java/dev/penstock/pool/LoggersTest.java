package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each logger belongs to a component that the documentation names, and each form fits its facts. */
class LoggersTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("waits", "discovery", "backends", "pool");
    private static final Pattern LOGGER = Pattern.compile("getLogger\\(([^)]*)\\)");
    private static final Pattern CALL = Pattern.compile("\\.(?:debug|info|warn|error)\\(");
    private static final Pattern FORM = Pattern.compile("String form =\\s+\"([^\"]*)\";");
    private static final Pattern THROWN = Pattern.compile("(?:Throwable|Exception|Error) (\\w+)\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(dev\\.penstock\\.\\w+)` \\|");

    private static Stream<Path> sources(String module) {
        Path sources = ROOT.resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> matches(Pattern pattern, Path file) {
        return pattern.matcher(text(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    /** The arguments of the call whose first argument begins at {@code from}. */
    private static List<String> arguments(String text, int from) {
        List<String> arguments = new ArrayList<>();
        boolean quoted = false;
        int begin = from;
        int depth = 1;
        for (int i = from; depth > 0; i++) {
            char next = text.charAt(i);
            if (next == '"' && text.charAt(i - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += "([{".indexOf(next) >= 0 ? 1 : ")]}".indexOf(next) >= 0 ? -1 : 0;
                if (depth == 0 || (depth == 1 && next == ',')) {
                    arguments.add(text.substring(begin, i).strip());
                    begin = i + 1;
                }
            }
        }
        return arguments;
    }

    /** The form of a log call: a literal, or the last variable {@code form} before the call. */
    private static String form(String argument, String before) {
        return argument.startsWith("\"")
                ? argument
                : FORM.matcher(before).results().map(found -> found.group(1)).reduce("", (first, last) -> last);
    }

    /** The log calls of a file whose form has a hole for the exception at the end. */
    private static List<String> holesForExceptions(Path file) {
        String text = text(file);
        Set<String> thrown = matches(THROWN, file);
        List<String> wrong = new ArrayList<>();
        Matcher calls = CALL.matcher(text);
        while (calls.find()) {
            List<String> arguments = arguments(text, calls.end());
            int first = !arguments.get(0).startsWith("\"") ? 1 : 0;
            if (arguments.size() > first + 1 && thrown.contains(arguments.get(arguments.size() - 1))) {
                String form = form(arguments.get(first), text.substring(0, calls.start()));
                int holes = form.split("\\{}", -1).length - 1;
                if (holes >= arguments.size() - first - 1) {
                    wrong.add(file.getFileName() + ": " + form);
                }
            }
        }
        return wrong;
    }

    /** SLF4J takes an exception at the end out before it fills the holes, and such a hole stays in the line. */
    @Test
    void noFormHasHoleForItsException() {
        assertThat(MODULES.stream().flatMap(LoggersTest::sources).flatMap(file -> holesForExceptions(file).stream()))
                .isEmpty();
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
