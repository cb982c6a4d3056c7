package dev.penstock.chaos.suite;

import dev.penstock.chaos.pools.PoolUnderTest;
import dev.penstock.chaos.report.html.HtmlReport;
import dev.penstock.chaos.report.html.StatemapText;
import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.SuiteJson;
import dev.penstock.chaos.report.model.SuiteRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a suite, complete after each run: a suite that ends early loses no run that has ended. Used by one
 * thread.
 */
public final class Results implements SuiteRunner.Listener {
    private final String title;
    private final Path folder;
    private final Instant began = Instant.now();
    private final List<RunRecord> runs = new ArrayList<>();

    /** Writes no file yet. */
    public Results(String title, Path folder) {
        this.title = title;
        this.folder = folder;
    }

    @Override
    public void beginning(Scenario scenario, PoolUnderTest pool, long seed) {}

    /**
     * Adds a run and writes all files again.
     *
     * @throws IOException if the folder or a file cannot be written
     */
    @Override
    public void ended(RunRecord run) throws IOException {
        runs.add(run);
        Files.createDirectories(folder);
        SuiteRecord suite = SuiteRecord.here(title, began, runs);
        String statemap = StatemapText.of(suite, run);
        if (!statemap.isEmpty()) {
            String name = run.scenario() + "-" + run.pool() + "-" + run.seed() + ".statemap";
            replace(folder.resolve(name.replaceAll("[^\\w.-]", "_")), statemap);
        }
        replace(json(), SuiteJson.write(suite));
        replace(page(), HtmlReport.page(suite));
    }

    /** A reader finds the old file or the new one, never a part. */
    private static void replace(Path file, String text) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(written, text);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file of the results. */
    public Path json() {
        return folder.resolve("chaos.json");
    }

    /** The file of the report. */
    public Path page() {
        return folder.resolve("chaos.html");
    }

    /** The runs so far. */
    public List<RunRecord> runs() {
        return List.copyOf(runs);
    }
}
