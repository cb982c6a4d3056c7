package dev.penstock.pool.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The Java snippets of a page of the documentation, which stand in the source of a test and are compiled there. */
final class PageSnippets {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private PageSnippets() {}

    /** Asserts that the page has so many snippets, and that each stands in the source, whatever their blanks. */
    static void assertInSource(Path page, Path source, int snippets) throws IOException {
        String code = withoutBlanks(Files.readString(source));
        List<String> found = SNIPPET.matcher(Files.readString(page))
                .results()
                .map(result -> withoutBlanks(result.group(1)))
                .toList();
        assertThat(found)
                .hasSize(snippets)
                .allSatisfy(snippet -> assertThat(code).contains(snippet));
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s+", "");
    }
}
