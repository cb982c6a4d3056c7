package dev.penstock.console.engine;

import dev.penstock.pool.instrument.StatsColumn;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A function of the schema {@code penstock}: an immutable value.
 *
 * @param name its name
 * @param parameters the names of its parameters
 * @param description its result, in one sentence
 * @param columns the columns of its rows; none if it returns one text
 * @param method the name of the method of {@link Functions}
 */
public record StatsFunction(
        String name, List<String> parameters, String description, List<StatsColumn> columns, String method) {
    private static final StatsColumn AVERAGE = real("average_load", "The average number of claims in the time range");
    private static final StatsColumn PEAK = real("peak_load", "The load of the second with the highest load");
    private static final StatsColumn P99 = real("p99_load", "The 99th percentile of the loads of the seconds");

    static final StatsFunction LOAD_PERIODS = new StatsFunction(
            "load_periods",
            List.of(),
            "The load of the last minute, 5 minutes, 15 minutes and hour, as far as it is recorded",
            List.of(
                    View.POOL,
                    text("period", "1 minute, 5 minutes, 15 minutes or 1 hour"),
                    time("from_time", "The begin of the period"),
                    time("to_time", "The end of the period: the moment of the reading"),
                    real("recorded_seconds", "The time in the period that is recorded, in seconds"),
                    AVERAGE,
                    PEAK,
                    P99,
                    text("top_event", "The event on which claims spent most time")),
            "loadPeriods");

    static final StatsFunction LOAD_TOP = new StatsFunction(
            "load_top",
            List.of("dimension", "from", "to"),
            "The load from one moment to another by dimension, the highest first; NULL is no bound. Exact are event,"
                    + " class and backend; by samples are operation, frame, claim, slot and each column of samples",
            List.of(
                    View.POOL,
                    text("name", "The event, class, backend, operation and so on; null for claims that have none"),
                    AVERAGE,
                    PEAK,
                    P99,
                    real("percent", "The share of the load of all claims; null for background work"),
                    new StatsColumn("exact", StatsColumn.Type.BOOLEAN, "Whether it is exact, or counted by samples")),
            "loadTop");

    static final StatsFunction LOAD_COMPARE = new StatsFunction(
            "load_compare",
            List.of("from1", "to1", "from2", "to2"),
            "The load of two time ranges by event, the greatest difference first",
            List.of(
                    View.POOL,
                    text("name", "The event; total for all claims"),
                    real("load1", "The average load in the first time range"),
                    real("load2", "The average load in the second time range"),
                    real("difference", "The second minus the first"),
                    real("ratio", "The second divided by the first; null if the first is 0")),
            "loadCompare");

    private static final List<StatsFunction> ALL = List.of(
            LOAD_PERIODS,
            LOAD_TOP,
            LOAD_COMPARE,
            new StatsFunction(
                    "explain",
                    List.of("claim"),
                    "A page of text about one claim, in flight or kept; of an unknown claim, a sentence that names the"
                            + " kept ones",
                    List.of(),
                    "explain"),
            new StatsFunction(
                    "current_claim",
                    List.of(),
                    "The ID of the last claim that the calling thread holds; in the process of the pool only",
                    List.of(),
                    "currentClaim"));

    /** Copies the lists. */
    public StatsFunction {
        parameters = List.copyOf(parameters);
        columns = List.copyOf(columns);
    }

    /** All functions, in the order of the documentation. */
    public static List<StatsFunction> all() {
        return ALL;
    }

    /** For example {@code load_top(dimension, from, to)}. */
    public String signature() {
        return parameters.stream().collect(Collectors.joining(", ", name + "(", ")"));
    }

    /**
     * The statement that creates the function. H2 calls only functions read-only that are DETERMINISTIC. It computes
     * the result when it prepares a statement; the database is set up so that it prepares each execution anew.
     */
    public String createAlias() {
        return "CREATE ALIAS penstock." + name + " DETERMINISTIC FOR \"" + Functions.class.getName() + '.' + method
                + '"';
    }

    private static StatsColumn real(String name, String text) {
        return new StatsColumn(name, StatsColumn.Type.DOUBLE, text);
    }

    private static StatsColumn text(String name, String text) {
        return new StatsColumn(name, StatsColumn.Type.TEXT, text);
    }

    private static StatsColumn time(String name, String text) {
        return new StatsColumn(name, StatsColumn.Type.TIME, text);
    }
}
