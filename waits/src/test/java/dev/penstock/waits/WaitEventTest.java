package dev.penstock.waits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitEventTest {
    private static final String CATALOGUE = """
            0 claim_acquire claim -
            1 claim_hold claim -
            2 claim_release claim -
            3 slot_status status -
            10 claim_wait_slot claim claim_acquire
            11 claim_wait_connect claim claim_acquire
            12 claim_wait_backend claim claim_acquire
            13 claim_wait_discovery claim claim_acquire
            14 claim_wait_admin claim claim_acquire
            15 claim_validate claim claim_acquire
            16 claim_dispatch scheduler claim_acquire
            20 claim_execute database claim_hold
            21 claim_idle client claim_hold
            25 claim_reset database claim_release
            30 slot_connect slot -
            31 slot_connect_backoff slot -
            32 slot_connect_permit slot -
            33 slot_check slot -
            34 slot_close slot -
            40 status_dispatch scheduler slot_status
            41 status_run status slot_status
            42 backend_probe network -
            50 dns_query discovery -
            51 discovery_refresh discovery -
            60 runtime_pause runtime -
            """;

    @Test
    void catalogueIsPinned() {
        assertThat(Arrays.stream(WaitEvent.values()).map(WaitEventTest::row))
                .containsExactlyElementsOf(CATALOGUE.lines().toList());
    }

    @Test
    void documentedCatalogueIsComplete() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "wait-events.md")).stream()
                .filter(line -> line.matches("\\| \\d+ \\| .*"))
                .map(line -> line.split("\\s*\\|\\s*", -1))
                .map(cells -> String.join(" ", cells[1], cells[2], cells[3], cells[4].isEmpty() ? "-" : cells[4]))
                .toList();
        assertThat(rows).containsExactlyElementsOf(CATALOGUE.lines().toList());
    }

    @Test
    void eventIsNamedLikeItsLabel() {
        assertThat(WaitEvent.values()).allSatisfy(event -> {
            assertThat(event.name()).isEqualToIgnoringCase(event.label());
            assertThat(event).hasToString(event.label());
        });
    }

    @Test
    void classIsNamedLikeItsLabel() {
        assertThat(WaitClass.values()).allSatisfy(waitClass -> {
            assertThat(waitClass.name()).isEqualToIgnoringCase(waitClass.label());
            assertThat(waitClass).hasToString(waitClass.label());
        });
    }

    private static String row(WaitEvent event) {
        String parent = event.parent().map(WaitEvent::label).orElse("-");
        return event.code() + " " + event.label() + " " + event.waitClass().label() + " " + parent;
    }
}
