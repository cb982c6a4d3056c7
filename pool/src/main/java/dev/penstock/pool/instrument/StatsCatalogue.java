package dev.penstock.pool.instrument;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All tables of an instrument. Thread-safe. */
public final class StatsCatalogue {
    private static final List<StatsTable<?>> TABLES = Stream.of(
                    WaitTables.all(),
                    ClaimTables.all(),
                    ReportTables.all(),
                    TraceTables.all(),
                    AlertTables.all(),
                    ChainTables.all(),
                    LoadTables.all(),
                    BackendTables.all(),
                    SessionTables.all(),
                    SettingTables.all())
            .<StatsTable<?>>flatMap(List::stream)
            .toList();

    private static final Map<String, StatsTable<?>> BY_NAME =
            TABLES.stream().collect(Collectors.toUnmodifiableMap(StatsTable::name, Function.identity()));

    private StatsCatalogue() {}

    /** All tables, in the order of the documentation. */
    public static List<StatsTable<?>> tables() {
        return TABLES;
    }

    /**
     * The table of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static StatsTable<?> table(String name) {
        StatsTable<?> table = BY_NAME.get(name);
        if (table == null) {
            throw new IllegalArgumentException("there is no table '" + name + "'");
        }
        return table;
    }
}
