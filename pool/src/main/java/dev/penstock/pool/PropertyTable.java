package dev.penstock.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The properties of a pool by name, and how each is read from text. */
final class PropertyTable {
    private static final String DRIVER_PREFIX = "dataSource.";
    private static final int NEAR = 3;
    private static final Map<String, BiConsumer<PenstockConfig, String>> SETTERS = new TreeMap<>();

    static {
        text("jdbcUrl", PenstockConfig::setJdbcUrl);
        text("driverClassName", PenstockConfig::setDriverClassName);
        text("username", PenstockConfig::setUsername);
        text("password", PenstockConfig::setPassword);
        text("poolName", PenstockConfig::setPoolName);
        text("nameServers", PenstockConfig::setNameServers);
        text("transactionIsolation", PenstockConfig::setTransactionIsolation);
        text("catalog", PenstockConfig::setCatalog);
        text("schema", PenstockConfig::setSchema);
        text("connectionInitSql", PenstockConfig::setConnectionInitSql);
        text("connectionTestQuery", PenstockConfig::setConnectionTestQuery);
        read("maximumPoolSize", PropertyTable::integer, PenstockConfig::setMaximumPoolSize);
        read("minimumIdle", PropertyTable::integer, PenstockConfig::setMinimumIdle);
        read("connectionTimeout", PropertyTable::millis, PenstockConfig::setConnectionTimeout);
        read("validationTimeout", PropertyTable::millis, PenstockConfig::setValidationTimeout);
        read("idleTimeout", PropertyTable::millis, PenstockConfig::setIdleTimeout);
        read("maxLifetime", PropertyTable::millis, PenstockConfig::setMaxLifetime);
        read("keepaliveTime", PropertyTable::millis, PenstockConfig::setKeepaliveTime);
        read("statusInterval", PropertyTable::millis, PenstockConfig::setStatusInterval);
        read("statusTimeout", PropertyTable::millis, PenstockConfig::setStatusTimeout);
        read("autoCommit", PropertyTable::truth, PenstockConfig::setAutoCommit);
        read("readOnly", PropertyTable::truth, PenstockConfig::setReadOnly);
    }

    private PropertyTable() {}

    private static void text(String name, BiConsumer<PenstockConfig, String> setter) {
        SETTERS.put(name, setter);
    }

    private static <T> void read(String name, Function<String, T> reader, BiConsumer<PenstockConfig, T> setter) {
        SETTERS.put(name, (config, value) -> setter.accept(config, reader.apply(value)));
    }

    private static Integer integer(String value) {
        try {
            return Integer.valueOf(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number", e);
        }
    }

    private static Long millis(String value) {
        try {
            return Long.valueOf(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number of milliseconds", e);
        }
    }

    private static Boolean truth(String value) {
        return switch (value.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    /** All of them as text: values that are no strings, which {@link Properties} hides, and its defaults among them. */
    static Map<String, String> texts(Properties properties) {
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
        properties.forEach((name, value) -> texts.put(name.toString(), value.toString()));
        return texts;
    }

    static void apply(Properties properties, PenstockConfig config) {
        List<String> wrong = new ArrayList<>();
        Map<String, String> given = texts(properties);
        given.forEach((name, value) -> {
            BiConsumer<PenstockConfig, String> setter = SETTERS.get(name);
            if (name.startsWith(DRIVER_PREFIX)) {
                config.addDataSourceProperty(name.substring(DRIVER_PREFIX.length()), value);
            } else if (setter == null) {
                wrong.add(unknown(name));
            } else {
                try {
                    setter.accept(config, value);
                } catch (IllegalArgumentException e) {
                    wrong.add(name + " '" + value + "' " + e.getMessage());
                }
            }
        });
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("configuration: " + String.join("; ", wrong));
        }
    }

    private static String unknown(String name) {
        Optional<String> near = SETTERS.keySet().stream()
                .filter(known ->
                        distance(known.toLowerCase(java.util.Locale.ROOT), name.toLowerCase(java.util.Locale.ROOT))
                                <= NEAR)
                .min((a, b) -> Integer.compare(distance(a, name), distance(b, name)));
        return "there is no property '" + name + "'"
                + near.map(known -> "; did you mean '" + known + "'?")
                        .orElse("; known are " + String.join(", ", SETTERS.keySet()) + ", and " + DRIVER_PREFIX
                                + "* for the driver");
    }

    /** The edit distance (V. I. Levenshtein, 1965), row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
