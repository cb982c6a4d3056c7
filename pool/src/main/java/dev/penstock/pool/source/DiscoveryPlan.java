package dev.penstock.pool.source;

import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyTable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a configuration says of who finds the backends, and how long what was found holds. */
public final class DiscoveryPlan {
    /** Who may find the backends instead of DNS. */
    private static final List<Property<?>> FINDERS =
            List.of(PropertyTable.RESOLVER, PropertyTable.BACKEND_FINDER, PropertyTable.BACKEND_FILE);

    private static final List<Property<?>> TIMES =
            List.of(PropertyTable.MIN_TTL, PropertyTable.MAX_TTL, PropertyTable.STALE_FOR);

    private DiscoveryPlan() {}

    /**
     * Adds to {@code wrong} what is set and has no effect, and what contradicts.
     *
     * @param url what connections are made to
     * @param source the property that names it
     */
    static void check(PenstockConfig config, ServiceUrl url, String source, List<String> wrong) {
        if (url.lookup().isEmpty()) {
            Stream.concat(Stream.concat(FINDERS.stream(), TIMES.stream()), Stream.of(PropertyTable.REMOVAL_GRACE))
                    .filter(property -> config.own(property) != null)
                    .forEach(property -> wrong.add(property.name() + " is set, but the driver of " + source
                            + " finds its server itself: leave it out"));
            return;
        }
        List<String> finders = named(config, FINDERS);
        if (finders.size() > 1) {
            wrong.add(String.join(" and ", finders) + " are set, but one finds the backends: leave the others out");
        }
        if (config.getResolver() != null) {
            named(config, TIMES)
                    .forEach(name ->
                            wrong.add(name + " is set, but the resolver keeps its own times: leave one of them out"));
        }
        times(config, wrong);
        file(config, wrong);
    }

    private static List<String> named(PenstockConfig config, List<Property<?>> properties) {
        List<String> named = new ArrayList<>();
        for (Property<?> property : properties) {
            if (config.own(property) != null) {
                named.add(property.name());
            }
        }
        return named;
    }

    private static void times(PenstockConfig config, List<String> wrong) {
        if (config.getMaxTtl() < config.getMinTtl()) {
            wrong.add("maxTtl " + config.getMaxTtl() + " must be at least " + config.getMinTtl() + " ms, the minTtl");
        }
    }

    private static void file(PenstockConfig config, List<String> wrong) {
        String file = config.getBackendFile();
        try {
            if (file != null && (file.isBlank() || Path.of(file).getFileName() == null)) {
                wrong.add("backendFile '" + file + "' must be the path of a file");
            }
        } catch (InvalidPathException e) {
            wrong.add("backendFile '" + file + "' must be the path of a file: " + e.getMessage());
        }
    }

    /** The times that were chosen. */
    public static RefreshPolicy policy(PenstockConfig config) {
        RefreshPolicy policy = RefreshPolicy.defaults()
                .withTtl(Duration.ofMillis(config.getMinTtl()), Duration.ofMillis(config.getMaxTtl()));
        long staleFor = config.getStaleFor();
        return staleFor == 0 ? policy : policy.withStaleFor(Duration.ofMillis(staleFor));
    }
}
