package dev.penstock.chaos.report.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteJsonTest {
    @TempDir
    private Path folder;

    private static SuiteRecord suite() {
        RunRecord whole = RunRecord.of("freeze </script>", "penstock", Long.MIN_VALUE)
                .description("A server freezes.")
                .verdict(Verdict.FAILED, "2 < 3 & \"quoted\"\n")
                .durationMillis(20_000)
                .faults(List.of(new FaultInterval(5_000, 10_000, "freeze db-2")))
                .findings(List.of(new Finding("ledger", false, "1 commit lost")))
                .seconds(List.of(new SecondRecord(0, 812, 3, 40, 900, 12_000, Map.of("claim_execute", 2.5))))
                .latency(Map.of("acquire", new Percentiles(812, 40, 80, 900, 5_000, 12_000)))
                .errors(Map.of("timeout: claim_wait_slot", 3L))
                .recovery(new Recovery(OptionalLong.of(120), OptionalLong.empty(), OptionalLong.of(5_300)))
                .tracks(List.of(new Track(
                        "db-2",
                        Track.slot(3),
                        List.of(
                                StateChange.to(0, "UNCLAIMED"),
                                new StateChange(20, "CLAIMED", Optional.of("1f-1-4"))))))
                .claimReports(Map.of("1f-1-4", "Claim 1f-1-4 waited for a slot"))
                .build();
        RunRecord skipped = RunRecord.of("clock step", "hikaricp", 1)
                .verdict(Verdict.SKIPPED, "needs root")
                .build();
        return SuiteRecord.here("Chaos", Instant.parse("2026-11-30T12:00:00Z"), List.of(whole, skipped));
    }

    @Test
    void readResultsEqualWrittenOnes() throws IOException {
        Path file = folder.resolve("results.json");

        SuiteJson.write(suite(), file);

        assertThat(SuiteJson.read(file)).isEqualTo(suite());
    }

    @Test
    void absentValuesAreLeftOut() {
        assertThat(SuiteJson.write(suite())).doesNotContain("null").contains("\"startedAt\":\"2026-11-30T12:00:00Z\"");
    }

    @Test
    void otherVersionIsRefused() {
        String newer = SuiteJson.write(suite()).replace("\"version\":1", "\"version\":2");

        assertThatThrownBy(() -> SuiteJson.read(newer))
                .isInstanceOf(IOException.class)
                .hasMessage("The results have version 2; this program reads version 1");
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> SuiteJson.read("{}")).hasMessageContaining("version none");
        assertThatThrownBy(() -> SuiteJson.read("no JSON"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("These are no results of the suite");
        assertThatThrownBy(() -> SuiteJson.read("{\"version\":1}"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("These are no results of the suite");
    }
}
