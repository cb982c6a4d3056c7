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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes the result of a query. Thread-safe. */
public enum Format {
    /** Aligned columns; lines within a value are joined. */
    TABLE {
        @Override
        public void write(Rows rows, PrintWriter out, boolean ascii) {
            TextTable.write(rows.names, rows.texts(), out, ascii);
        }
    },
    /** Comma-separated values, as in RFC 4180. */
    CSV {
        @Override
        public void write(Rows rows, PrintWriter out, boolean ascii) {
            out.print(csv(rows.names) + CRLF);
            for (List<@Nullable Object> row : rows.values) {
                List<String> texts = new ArrayList<>();
                row.forEach(value -> texts.add(value == null ? "" : plain(value)));
                out.print(csv(texts) + CRLF);
            }
        }
    },
    /** A list of objects. */
    JSON {
        @Override
        public void write(Rows rows, PrintWriter out, boolean ascii) {
            List<Map<String, @Nullable Object>> objects = new ArrayList<>();
            for (List<@Nullable Object> row : rows.values) {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = 0; i < rows.names.size(); i++) {
                    Object value = row.get(i);
                    object.put(rows.names.get(i), isJson(value) ? value : String.valueOf(value));
                }
                objects.add(object);
            }
            out.println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(objects));
        }
    };

    private static final String CRLF = "\r\n";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final MathContext DIGITS = new MathContext(6);

    /**
     * Writes rows, and flushes nothing.
     *
     * @param ascii whether only ASCII characters are written, as far as the format allows
     */
    public abstract void write(Rows rows, PrintWriter out, boolean ascii);

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

        List<List<String>> texts() {
            List<List<String>> texts = new ArrayList<>();
            for (List<@Nullable Object> row : values) {
                List<String> line = new ArrayList<>();
                row.forEach(value -> line.add(value == null ? "" : shown(value)));
                texts.add(line);
            }
            return texts;
        }
    }

    /** Real numbers with six digits, times in seconds, no control characters. */
    private static String shown(Object value) {
        if (value instanceof Double real) {
            return real.isNaN() || real.isInfinite()
                    ? real.toString()
                    : new BigDecimal(real).round(DIGITS).stripTrailingZeros().toPlainString();
        }
        if (value instanceof OffsetDateTime time) {
            return time.truncatedTo(ChronoUnit.SECONDS).toInstant().toString();
        }
        return value.toString().replaceAll("\\s*\\R\\s*", " | ").replaceAll("\\p{Cntrl}", "?");
    }

    private static boolean isJson(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof Boolean;
    }

    private static String plain(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant().toString() : value.toString();
    }

    private static String csv(List<String> values) {
        List<String> quoted = new ArrayList<>();
        for (String value : values) {
            boolean special = value.matches("(?s).*[\",\r\n].*");
            quoted.add(special ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
        return String.join(",", quoted);
    }
}
