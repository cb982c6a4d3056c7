package dev.penstock.pool.config;

import dev.penstock.waits.text.ForeignText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a configuration from {@link Properties}, or from a file of properties. */
public final class PropertyReader {
    private static final String DRIVER_PREFIX = "dataSource.";

    /** The properties that are groups of entries, by the prefix of the entries. */
    private static final Map<String, Property<Properties>> GROUPS =
            Map.of(DRIVER_PREFIX, PropertyTable.DATA_SOURCE_PROPERTIES, "alerts.", PropertyTable.ALERTS);

    /** The greatest edit distance of a known name that is suggested for an unknown one. */
    private static final int MAX_DISTANCE = 3;

    private PropertyReader() {}

    /**
     * The properties in a file.
     *
     * @param file a path, otherwise a name on the class path
     * @throws IllegalArgumentException if the file cannot be read
     */
    public static Properties load(String file) {
        Properties properties = new Properties();
        try (InputStream in = open(file)) {
            properties.load(in);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "property file '" + file + "' cannot be read: " + ForeignText.describe(e), e);
        }
    }

    private static InputStream open(String file) throws IOException {
        if (Files.isRegularFile(Path.of(file))) {
            return Files.newInputStream(Path.of(file));
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        InputStream found =
                context == null ? ClassLoader.getSystemResourceAsStream(file) : context.getResourceAsStream(file);
        if (found == null) {
            throw new FileNotFoundException("there is no such file, and none on the class path");
        }
        return found;
    }

    /**
     * All entries by name, sorted. {@link Properties#stringPropertyNames} leaves out values that are no strings, and
     * {@link Properties#forEach} leaves out defaults; this map has both.
     */
    public static Map<String, Object> entries(Properties properties) {
        Map<String, Object> all = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> all.put(name, properties.getProperty(name)));
        properties.forEach((name, value) -> all.put(name.toString(), value));
        return all;
    }

    /**
     * Sets each of {@code properties} in {@code target}.
     *
     * @throws IllegalArgumentException if any property is unknown or its value cannot be read; the message names each
     *     of these properties
     */
    public static void read(Properties properties, PropertyMap target) {
        List<String> errors = new ArrayList<>();
        entries(properties).forEach((name, value) -> {
            Property<?> known = PropertyTable.named(name).orElse(null);
            String prefix = name.substring(0, name.indexOf('.') + 1);
            Property<Properties> group = GROUPS.get(prefix);
            if (group != null) {
                entries(target, group).put(name.substring(prefix.length()), value);
            } else if (known == null) {
                errors.add(unknown(name));
            } else if (!name.equals(known.name()) && target.isSet(known)) {
                errors.add(name + " and " + known + " are set, which are two names of one property: leave one out");
            } else {
                try {
                    read(known, value, target);
                } catch (IllegalArgumentException e) {
                    errors.add(name + shown(known, value) + " " + e.getMessage());
                }
            }
        });
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("configuration: " + String.join("; ", errors));
        }
    }

    /** The value in quotes, or nothing if it may contain a secret. */
    private static String shown(Property<?> known, Object value) {
        return known.equals(PropertyTable.DATA_SOURCE_PROPERTIES) || known.equals(PropertyTable.PASSWORD)
                ? ""
                : " '" + ForeignText.line(value.toString()) + "'";
    }

    private static <T> void read(Property<T> known, Object value, PropertyMap target) {
        T converted = ValueConverter.convert(value, known.type());
        Property<Properties> group =
                GROUPS.values().stream().filter(known::equals).findFirst().orElse(null);
        if (group != null && converted instanceof Properties more) {
            entries(target, group).putAll(entries(more));
        } else {
            target.set(known, converted);
        }
    }

    private static Properties entries(PropertyMap target, Property<Properties> group) {
        return target.getOrCreate(group, Properties::new);
    }

    /** The entries of both, of which those of {@code more} win. */
    public static Properties merged(@Nullable Properties some, Properties more) {
        Properties all = new Properties();
        all.putAll(some == null ? Map.of() : entries(some));
        all.putAll(entries(more));
        return all;
    }

    private static String unknown(String name) {
        Optional<String> present = PropertyTable.renamed(name);
        if (present.isPresent()) {
            return "property '" + name + "' is now called '" + present.get() + "'";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        Optional<String> near = PropertyTable.byName().keySet().stream()
                .filter(known -> distance(known.toLowerCase(Locale.ROOT), lower) <= MAX_DISTANCE)
                .min((a, b) -> Integer.compare(distance(a, name), distance(b, name)));
        return "there is no property '" + name + "'"
                + near.map(known -> "; did you mean '" + known + "'?")
                        .orElseGet(() -> "; known are "
                                + String.join(
                                        ", ",
                                        new TreeSet<>(PropertyTable.byName().keySet())) + ", and "
                                + DRIVER_PREFIX + "* for the driver, and alerts.* for rules");
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
