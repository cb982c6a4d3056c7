package dev.penstock.pool.source;

import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The properties that say what finds the backends, and how long its answers are used. */
final class DiscoveryProperties {
    /** The properties that replace DNS. */
    private static final List<Property<?>> FINDERS =
            List.of(PropertyTable.RESOLVER, PropertyTable.BACKEND_FINDER, PropertyTable.BACKEND_FILE);

    private static final List<Property<?>> TIMES =
            List.of(PropertyTable.MIN_TTL, PropertyTable.MAX_TTL, PropertyTable.STALE_FOR);

    private DiscoveryProperties() {}

    /**
     * Adds an error for each property that has no effect, is wrong, or contradicts another.
     *
     * @param url the service
     * @param source the property that names the service
     */
    static void check(PropertyMap properties, ServiceUrl url, String source, List<String> errors) {
        if (url.lookup().isEmpty()) {
            Stream.concat(Stream.concat(FINDERS.stream(), TIMES.stream()), Stream.of(PropertyTable.REMOVAL_GRACE))
                    .filter(properties::isSet)
                    .forEach(property -> errors.add(property.name() + " is set, but the driver of " + source
                            + " finds its server itself: leave it out"));
            return;
        }
        List<String> finders = namesSet(properties, FINDERS);
        if (finders.size() > 1) {
            errors.add(String.join(" and ", finders) + " are set, but one finds the backends: leave the others out");
        }
        if (properties.isSet(PropertyTable.RESOLVER)) {
            namesSet(properties, TIMES)
                    .forEach(name ->
                            errors.add(name + " is set, but the resolver keeps its own times: leave one of them out"));
        }
        times(properties, errors);
        file(properties, errors);
    }

    private static List<String> namesSet(PropertyMap properties, List<Property<?>> candidates) {
        List<String> names = new ArrayList<>();
        for (Property<?> property : candidates) {
            if (properties.isSet(property)) {
                names.add(property.name());
            }
        }
        return names;
    }

    private static void times(PropertyMap properties, List<String> errors) {
        long minimum = properties.get(PropertyTable.MIN_TTL);
        long maximum = properties.get(PropertyTable.MAX_TTL);
        if (maximum < minimum) {
            errors.add("maxTtl " + maximum + " must be at least " + minimum + " ms, the minTtl");
        }
    }

    private static void file(PropertyMap properties, List<String> errors) {
        String file = properties.find(PropertyTable.BACKEND_FILE);
        try {
            if (file != null && (file.isBlank() || Path.of(file).getFileName() == null)) {
                errors.add("backendFile '" + file + "' must be the path of a file");
            }
        } catch (InvalidPathException e) {
            errors.add("backendFile '" + file + "' must be the path of a file: " + e.getMessage());
        }
    }

    /** The times of discovery. */
    static RefreshPolicy refreshPolicy(PropertyMap properties) {
        RefreshPolicy policy = RefreshPolicy.defaults()
                .withTtl(properties.getDuration(PropertyTable.MIN_TTL), properties.getDuration(PropertyTable.MAX_TTL));
        Duration staleFor = properties.getDuration(PropertyTable.STALE_FOR);
        return staleFor.isZero() ? policy : policy.withStaleFor(staleFor);
    }
}
