package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links of the documentation, and the tests that the documentation names. */
class DocumentationLinksTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("]\\(([\\w./-]*)(?:#([\\w-]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Stress))(?:\\.(\\w+)(…?))?`");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<MatchResult> matches(Pattern pattern, Path page) {
        return pattern.matcher(text(page)).results().toList();
    }

    /** The anchors that GitHub gives to the headings of a page. */
    private static List<String> anchors(Path page) {
        return matches(HEADING, page).stream()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", ""))
                .map(heading -> heading.strip().replace(' ', '-'))
                .toList();
    }

    @Test
    void everyLinkLeadsToAPageAndAHeading() throws IOException {
        for (Path page : pages()) {
            for (MatchResult link : matches(LINK, page)) {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                assertThat(target).as("%s in %s", link.group(), page).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target))
                            .as("%s in %s", link.group(), page)
                            .contains(link.group(2));
                }
            }
        }
    }

    @Test
    void everyNamedTestExists() throws IOException {
        Map<String, String> tests = tests();
        for (Path page : pages()) {
            for (MatchResult named : matches(TEST, page)) {
                assertThat(tests).as("%s in %s", named.group(), page).containsKey(named.group(1));
                if (named.group(2) != null) {
                    String end = named.group(3).isEmpty() ? "\\b" : "";
                    assertThat(tests.get(named.group(1)))
                            .as("%s in %s", named.group(), page)
                            .containsPattern("\\b(?:void|class) " + named.group(2) + end);
                }
            }
        }
    }

    /** The text of every test class by its name. */
    private static Map<String, String> tests() throws IOException {
        try (Stream<Path> files = Files.find(
                ROOT,
                20,
                (file, attributes) -> file.toString().endsWith(".java")
                        && file.toString()
                                .contains(Path.of("src", "test", "java").toString()))) {
            return files.collect(Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""),
                    DocumentationLinksTest::text,
                    (one, other) -> one + other));
        }
    }
}
