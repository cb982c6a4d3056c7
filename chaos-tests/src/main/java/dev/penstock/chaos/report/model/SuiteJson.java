package dev.penstock.chaos.report.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the results of a suite as JSON. Thread-safe. */
public final class SuiteJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private SuiteJson() {}

    /** The results as one line of JSON. */
    public static String write(SuiteRecord suite) {
        return MAPPER.writeValueAsString(suite);
    }

    /**
     * Writes the results to a file.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(SuiteRecord suite, Path file) throws IOException {
        Files.writeString(file, write(suite));
    }

    /**
     * Reads results.
     *
     * @throws IOException if the text is something else, or has another version; the message says which
     */
    public static SuiteRecord read(String json) throws IOException {
        try {
            JsonNode tree = MAPPER.readTree(json);
            int version = tree.path("version").asInt(0);
            if (version != SuiteRecord.VERSION) {
                throw new IOException("The results have version " + (version == 0 ? "none" : version)
                        + "; this program reads version " + SuiteRecord.VERSION);
            }
            return MAPPER.treeToValue(tree, SuiteRecord.class);
        } catch (JacksonException e) {
            throw new IOException("These are no results of the suite: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads the results in a file.
     *
     * @throws IOException if the file cannot be read, is something else, or has another version
     */
    public static SuiteRecord read(Path file) throws IOException {
        return read(Files.readString(file));
    }
}
