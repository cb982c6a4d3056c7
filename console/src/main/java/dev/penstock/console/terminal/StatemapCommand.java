package dev.penstock.console.terminal;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.json.JsonMapper;

/** Writes the states of slots over time in the format of statemap. */
@Command(
        name = "statemap",
        description =
                "Writes what each slot did in each second of the record, and each status task now, in the format of"
                        + " https://github.com/TritonDataCenter/statemap: JSON lines after a header.",
        footer = {"", "Example:", "  statemap incident.zip > states.json && statemap states.json > states.svg"})
final class StatemapCommand extends PoolCommand {
    private static final String SAMPLES = "SELECT sample_time, pool, backend, slot, wait_event FROM samples"
            + " WHERE slot IS NOT NULL ORDER BY sample_time";
    private static final String TASKS = "SELECT p.sample_time, t.pool, t.backend, t.microstate, t.stalled"
            + " FROM status_tasks t JOIN pools p USING (pool)";
    private static final String FREE = "unclaimed";
    private static final List<String> COLOURS = List.of(
            "#dddddd", "#2f80ed", "#eb5757", "#f2994a", "#27ae60", "#9b51e0", "#f2c94c", "#56ccf2", "#828282",
            "#bb6bd9", "#219653", "#4f4f4f");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Mixin
    private final TargetWord target = new TargetWord();

    StatemapCommand(Io io, Output output) {
        super(io, output);
    }

    /**
     * A change of state.
     *
     * @param at the moment
     */
    record Change(Instant at, String entity, String state) {}

    @Override
    void execute() throws Exception {
        try (Target open = Target.open(target.word());
                Connection connection = open.stats().getConnection()) {
            Queries queries = new Queries(connection);
            List<Change> changes = slots(queries.run(SAMPLES).rows().values());
            changes.addAll(tasks(queries.run(TASKS).rows().values()));
            if (changes.isEmpty()) {
                throw new Failure("no slot was used in the time of the record", ExitCode.FAILED);
            }
            lines(String.join(", ", open.stats().pools()), changes).forEach(io().out()::println);
            io().out().flush();
        }
    }

    private static Instant moment(@Nullable Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant() : Instant.EPOCH;
    }

    /** The changes of slots; a slot without a sample at a second is unclaimed then. */
    static List<Change> slots(List<List<@Nullable Object>> samples) {
        Map<Instant, Map<String, String>> seconds = new LinkedHashMap<>();
        Set<String> entities = new TreeSet<>();
        for (List<@Nullable Object> sample : samples) {
            String entity = sample.get(1) + " " + sample.get(2) + " slot " + sample.get(3);
            entities.add(entity);
            seconds.computeIfAbsent(moment(sample.get(0)), second -> new HashMap<>())
                    .put(entity, String.valueOf(sample.get(4)));
        }
        List<Change> changes = new ArrayList<>();
        Map<String, String> before = new HashMap<>();
        seconds.forEach((second, states) -> entities.forEach(entity -> {
            String state = states.getOrDefault(entity, FREE);
            if (!state.equals(before.put(entity, state))) {
                changes.add(new Change(second, entity, state));
            }
        }));
        return changes;
    }

    private static List<Change> tasks(List<List<@Nullable Object>> tasks) {
        List<Change> changes = new ArrayList<>();
        for (List<@Nullable Object> task : tasks) {
            String state = Boolean.TRUE.equals(task.get(4)) ? "STALLED" : String.valueOf(task.get(3));
            changes.add(
                    new Change(moment(task.get(0)), task.get(1) + " " + task.get(2) + " status task", "task " + state));
        }
        return changes;
    }

    /** The header and a line for each change. */
    static List<String> lines(String pools, List<Change> changes) {
        Instant start = changes.stream().map(Change::at).min(Instant::compareTo).orElse(Instant.EPOCH);
        Set<String> names = new LinkedHashSet<>(List.of(FREE));
        changes.forEach(change -> names.add(change.state()));
        List<String> order = List.copyOf(names);
        Map<String, Object> states = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            states.put(order.get(i), Map.of("value", i, "color", COLOURS.get(i % COLOURS.size())));
        }
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("start", List.of(start.getEpochSecond(), start.getNano()));
        head.put("title", "Slots of " + pools);
        head.put("entityKind", "Slot");
        head.put("states", states);
        List<String> lines = new ArrayList<>();
        lines.add(MAPPER.writeValueAsString(head));
        for (Change change : changes) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("time", Long.toString(Duration.between(start, change.at()).toNanos()));
            line.put("entity", change.entity());
            line.put("state", order.indexOf(change.state()));
            lines.add(MAPPER.writeValueAsString(line));
        }
        return lines;
    }
}
