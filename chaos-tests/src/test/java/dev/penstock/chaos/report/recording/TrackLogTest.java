package dev.penstock.chaos.report.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.Track;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackLogTest {
    private final TrackLog log = new TrackLog();

    private static TrackLog.Part part(String name, String state) {
        return new TrackLog.Part("db-1", name, state, Optional.empty());
    }

    private static TrackLog.Part claimed(String name, String claim) {
        return new TrackLog.Part("db-1", name, "CLAIMED", Optional.of(claim));
    }

    @Test
    void onlyChangesAreKept() {
        log.observe(0, List.of(part("slot 1", "UNCLAIMED")));
        log.observe(20, List.of(part("slot 1", "UNCLAIMED")));
        log.observe(40, List.of(claimed("slot 1", "a-1")));
        log.observe(60, List.of(claimed("slot 1", "a-2")));
        log.observe(80, List.of());
        log.observe(100, List.of());

        assertThat(log.tracks())
                .containsExactly(new Track(
                        "db-1",
                        "slot 1",
                        List.of(
                                StateChange.to(0, "UNCLAIMED"),
                                new StateChange(40, "CLAIMED", Optional.of("a-1")),
                                new StateChange(60, "CLAIMED", Optional.of("a-2")),
                                StateChange.to(80, Track.ABSENT))));
        assertThat(log.changes()).isEqualTo(4);
    }

    @Test
    void slotsAreSortedByNumberAfterStatusTask() {
        log.observe(0, List.of(part("slot 10", "UNCLAIMED"), part("slot 9", "UNCLAIMED"), part("status task", "IDLE")));

        assertThat(log.tracks()).extracting(Track::name).containsExactly("status task", "slot 9", "slot 10");
    }

    @Test
    void numberOfTracksIsBounded() {
        log.observe(
                0,
                IntStream.range(0, 2 * TrackLog.MOST_TRACKS)
                        .mapToObj(number -> part("slot " + number, "UNCLAIMED"))
                        .toList());

        assertThat(log.tracks()).hasSize(TrackLog.MOST_TRACKS);
    }
}
