package dev.penstock.chaos.report.html;

import dev.penstock.chaos.report.model.RunRecord;
import dev.penstock.chaos.report.model.StateChange;
import dev.penstock.chaos.report.model.SuiteRecord;
import dev.penstock.chaos.report.model.Track;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The states of one run in the format of TritonDataCenter/statemap: a JSON object a line. Thread-safe. */
public final class StatemapText {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final Map<String, String> COLOURS = Map.ofEntries(
            Map.entry("UNCLAIMED", "#BFE3D5"),
            Map.entry("CLAIMED", "#56B4E9"),
            Map.entry("EXECUTING", "#0072B2"),
            Map.entry("CONNECTING", "#E69F00"),
            Map.entry("RESETTING", "#F0E442"),
            Map.entry("CHECKING", "#CC79A7"),
            Map.entry(Track.ABSENT, "#FFFFFF"),
            Map.entry("IDLE", "#BFE3D5"),
            Map.entry("QUEUED", "#E69F00"),
            Map.entry("RUNNING", "#0072B2"),
            Map.entry("BLOCKED", "#CC79A7"),
            Map.entry("WAITING", "#F0E442"),
            Map.entry("IN_IO", "#56B4E9"),
            Map.entry("STALLED", "#D55E00"),
            Map.entry("ONLINE", "#BFE3D5"),
            Map.entry("OFFLINE", "#3A3A3F"));

    private static final String OTHER_COLOUR = "#B9B9C0";

    private record Datum(long millis, String entity, String state) {}

    private StatemapText() {}

    /** The lines of a run, the header first; empty if the run has no tracks. */
    public static String of(SuiteRecord suite, RunRecord run) {
        if (run.tracks().isEmpty()) {
            return "";
        }
        List<String> states = List.copyOf(run.tracks().stream()
                .flatMap(track -> track.changes().stream())
                .map(StateChange::state)
                .collect(Collectors.toCollection(TreeSet::new)));
        StringBuilder text = new StringBuilder();
        line(text, header(suite.startedAt(), run, states));
        for (Datum datum : data(run)) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("time", Long.toString(TimeUnit.MILLISECONDS.toNanos(datum.millis())));
            entry.put("entity", datum.entity());
            entry.put("state", states.indexOf(datum.state()));
            line(text, entry);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Map<String, Object> object) {
        text.append(MAPPER.writeValueAsString(object)).append('\n');
    }

    private static Map<String, Object> header(Instant start, RunRecord run, List<String> states) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String state : states) {
            values.put(
                    state, Map.of("value", states.indexOf(state), "color", COLOURS.getOrDefault(state, OTHER_COLOUR)));
        }
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("start", List.of(start.getEpochSecond(), start.getNano()));
        header.put("title", run.scenario() + ", " + run.pool() + ", seed " + run.seed());
        header.put("entityKind", "Part");
        header.put("states", values);
        return header;
    }

    /** The changes of all tracks in order of time; the last state of each is repeated at the end of the run. */
    private static List<Datum> data(RunRecord run) {
        List<Datum> data = new ArrayList<>();
        for (Track track : run.tracks()) {
            String entity = track.backend() + " " + track.name();
            String last = Track.ABSENT;
            long end = run.durationMillis();
            for (StateChange change : track.changes()) {
                data.add(new Datum(change.millis(), entity, change.state()));
                last = change.state();
                end = Math.max(end, change.millis());
            }
            if (!track.changes().isEmpty()) {
                data.add(new Datum(end, entity, last));
            }
        }
        data.sort(Comparator.comparingLong(Datum::millis));
        return data;
    }
}
