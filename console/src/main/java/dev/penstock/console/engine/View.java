package dev.penstock.console.engine;

import dev.penstock.pool.instrument.StatsCatalogue;
import dev.penstock.pool.instrument.StatsColumn;
import dev.penstock.pool.instrument.StatsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A view of the schema {@code penstock}: an immutable value. Its first column is the name of the pool.
 *
 * @param name its name
 * @param description one sentence: what a row is
 * @param columns its columns
 * @param timeColumn the number of the column whose filters restrict the rows read; empty for a view of the present
 */
public record View(String name, String description, List<StatsColumn> columns, Optional<Integer> timeColumn) {
    /** The column that each view begins with. */
    static final StatsColumn POOL = new StatsColumn("pool", StatsColumn.Type.TEXT, "The name of the pool");

    private static final List<View> ALL = all();

    /** Copies the list. */
    public View {
        columns = List.copyOf(columns);
    }

    /** All views, in the order of the documentation. */
    public static List<View> views() {
        return ALL;
    }

    /** The view of that name. */
    static View named(String name) {
        return ALL.stream().filter(view -> view.name.equals(name)).findFirst().orElseThrow();
    }

    private static List<View> all() {
        List<View> views = new ArrayList<>();
        for (StatsTable<?> table : StatsCatalogue.tables()) {
            views.add(of(table));
        }
        return List.copyOf(views);
    }

    private static View of(StatsTable<?> table) {
        List<StatsColumn> columns = new ArrayList<>();
        columns.add(POOL);
        columns.addAll(table.columns());
        Optional<Integer> time = table.timeColumn()
                .map(name -> columns.stream().map(StatsColumn::name).toList().indexOf(name));
        return new View(table.name(), table.description(), columns, time);
    }

    /** The statement that creates the table of H2, which reads from the database with that key. */
    public String createTable(String key) {
        StringBuilder sql = new StringBuilder("CREATE TABLE penstock." + name + " (");
        for (int i = 0; i < columns.size(); i++) {
            sql.append(i == 0 ? "" : ", ")
                    .append(columns.get(i).name())
                    .append(' ')
                    .append(type(columns.get(i).type()));
        }
        return sql + ") ENGINE \"" + StatsTableEngine.class.getName() + "\" WITH \"" + key + "\"";
    }

    /** The name of a type in SQL. */
    public static String type(StatsColumn.Type type) {
        return switch (type) {
            case TEXT -> "VARCHAR";
            case LONG -> "BIGINT";
            case DOUBLE -> "DOUBLE PRECISION";
            case BOOLEAN -> "BOOLEAN";
            case TIME -> "TIMESTAMP(3) WITH TIME ZONE";
        };
    }
}
