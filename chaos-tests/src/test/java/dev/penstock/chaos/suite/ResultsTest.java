package dev.penstock.chaos.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.SuiteJson;
import dev.penstock.chaos.report.model.Track;
import dev.penstock.chaos.report.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static RunRecord run(String scenario, String pool, List<Track> tracks) {
        return RunRecord.of(scenario, pool, 7)
                .description("A test.")
                .verdict(Verdict.PASSED, "freeze: 4 met")
                .tracks(tracks)
                .build();
    }

    @Test
    void filesHoldEachRunThatHasEnded(@TempDir Path folder) throws IOException {
        Results results = new Results("Chaos suite", folder.resolve("chaos"));

        results.ended(run("freeze", "penstock", List.of()));
        assertThat(SuiteJson.read(results.json()).runs()).hasSize(1);

        results.ended(run("kill", "penstock", List.of()));
        assertThat(SuiteJson.read(results.json()).runs())
                .extracting(RunRecord::scenario)
                .containsExactly("freeze", "kill");
        assertThat(results.page()).content().contains("freeze", "kill");
    }

    @Test
    void runWithStatesGetsAStatemap(@TempDir Path folder) throws IOException {
        Results results = new Results("Chaos suite", folder);
        Track track = new Track("db-1", "slot 1", List.of(StateChange.to(0, "UNCLAIMED")));

        results.ended(run("freeze", "com.example.Pool", List.of(track)));
        results.ended(run("freeze", "hikaricp", List.of()));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("chaos.json", "chaos.html", "freeze-com.example.Pool-7.statemap");
        }
    }
}
