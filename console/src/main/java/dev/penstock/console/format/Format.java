package dev.penstock.console.format;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes the result of a query. Thread-safe. */
public enum Format {
    /** Aligned columns; lines within a value are joined. */
    TABLE {
        @Override
        public void write(Rows rows, PrintWriter out, Style style) {
            TextTable.write(rows.names, rows.texts(), out, style);
        }
    },
    /** Comma-separated values, as in RFC 4180. Control characters other than tabs and line ends are escaped. */
    CSV {
        @Override
        public void write(Rows rows, PrintWriter out, Style style) {
            out.print(csv(rows.names, style) + CRLF);
            for (List<@Nullable Object> row : rows.values) {
                List<String> texts = new ArrayList<>();
                row.forEach(value -> texts.add(value == null ? "" : plain(value)));
                out.print(csv(texts, style) + CRLF);
            }
        }
    },
    /** A list of objects. A name that is there already gets a number: {@code pool}, {@code pool_2}. */
    JSON {
        @Override
        public void write(Rows rows, PrintWriter out, Style style) {
            List<String> names = rows.distinctNames();
            List<Map<String, @Nullable Object>> objects = new ArrayList<>();
            for (List<@Nullable Object> row : rows.values) {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    Object value = row.get(i);
                    object.put(names.get(i), value == null || isJson(value) ? value : plain(value));
                }
                objects.add(object);
            }
            String json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(objects);
            out.println(SafeText.json(json, style.ascii()));
        }
    };

    private static final String CRLF = "\r\n";
    private static final String LINES_AND_TABS = "\r\n\t";
    private static final Pattern SPECIAL = Pattern.compile("[\",\r\n]|^\\s|\\s$");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final MathContext DIGITS = new MathContext(6);

    /** Writes rows, and flushes nothing. */
    public abstract void write(Rows rows, PrintWriter out, Style style);

    /**
     * Writes rows without colours, and flushes nothing.
     *
     * @param ascii whether only ASCII characters are written
     */
    public final void write(Rows rows, PrintWriter out, boolean ascii) {
        write(rows, out, new Style(ascii, false, 0));
    }

    /**
     * The rows of a result: an immutable value.
     *
     * @param names the names of the columns
     * @param values the values of each row, in the order of the columns
     */
    public record Rows(List<String> names, List<List<@Nullable Object>> values) {
        /**
         * All rows of a result that are left.
         *
         * @throws SQLException if the result cannot be read
         */
        public static Rows of(ResultSet result) throws SQLException {
            ResultSetMetaData meta = result.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                names.add(meta.getColumnLabel(i));
            }
            List<List<@Nullable Object>> values = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= names.size(); i++) {
                    row.add(result.getObject(i));
                }
                values.add(row);
            }
            return new Rows(names, values);
        }

        private List<List<String>> texts() {
            List<List<String>> texts = new ArrayList<>();
            for (List<@Nullable Object> row : values) {
                List<String> line = new ArrayList<>();
                row.forEach(value -> line.add(value == null ? "" : shown(value)));
                texts.add(line);
            }
            return texts;
        }

        private List<String> distinctNames() {
            Set<String> taken = new LinkedHashSet<>();
            Map<String, Integer> numbers = new HashMap<>();
            for (String name : names) {
                String next = name;
                while (!taken.add(next)) {
                    next = name + "_" + (1 + numbers.merge(name, 1, Integer::sum));
                }
            }
            return List.copyOf(taken);
        }
    }

    /** Real numbers with six digits, and times in seconds. */
    private static String shown(Object value) {
        if (value instanceof Double real) {
            return Double.isFinite(real) ? shortened(new BigDecimal(real)) : real.toString();
        }
        if (value instanceof BigDecimal number) {
            return number.scale() > 0 ? shortened(number) : number.toPlainString();
        }
        if (value instanceof OffsetDateTime time) {
            return time.truncatedTo(ChronoUnit.SECONDS).toInstant().toString();
        }
        return value.toString();
    }

    private static String shortened(BigDecimal number) {
        return number.round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /** JSON has no number that is infinite or none. */
    private static boolean isJson(Object value) {
        return value instanceof Double real
                ? Double.isFinite(real)
                : value instanceof Number || value instanceof Boolean;
    }

    private static String plain(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant().toString() : value.toString();
    }

    private static String csv(List<String> values, Style style) {
        List<String> quoted = new ArrayList<>();
        for (String value : values) {
            String text = SafeText.escape(value, LINES_AND_TABS, style.ascii());
            quoted.add(SPECIAL.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        return String.join(",", quoted);
    }
}
