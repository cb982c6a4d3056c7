package dev.penstock.console.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameters of a request's target: an immutable value.
 *
 * @param values each by its name
 */
record Parameters(Map<String, String> values) {
    /**
     * Reads the parameters of a target.
     *
     * @param known the names that the path has; another name is an error, because it would be ignored
     * @throws Refusal if a parameter is unknown, is there twice, or is wrongly encoded
     */
    static Parameters of(URI target, String... known) throws Refusal {
        Set<String> names = new TreeSet<>(Arrays.asList(known));
        Map<String, String> values = new LinkedHashMap<>();
        String query = target.getRawQuery();
        for (String part : query == null ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = decode(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decode(part.substring(equals + 1));
            if (!names.contains(name)) {
                throw new Refusal(Refusal.BAD_REQUEST, "This path has no such parameter; it has " + names + ".");
            }
            if (values.put(name, value) != null) {
                throw new Refusal(Refusal.BAD_REQUEST, "The parameter " + name + " is there twice.");
            }
        }
        return new Parameters(values);
    }

    /**
     * Refuses each parameter.
     *
     * @throws Refusal if the target has one
     */
    static void requireNone(URI target) throws Refusal {
        if (target.getRawQuery() != null) {
            throw new Refusal(Refusal.BAD_REQUEST, "This path has no parameters.");
        }
    }

    private static String decode(String text) throws Refusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Refusal.BAD_REQUEST, "A parameter is wrongly encoded: a % needs two digits after it.");
        }
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A moment or number in milliseconds since 1970. */
    long millis(String name, long otherwise) throws Refusal {
        String value = values.get(name);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new Refusal(
                    Refusal.BAD_REQUEST, "The parameter " + name + " must be a number of milliseconds since 1970.");
        }
    }

    /** The items of a list with commas; empty if there is no such parameter. */
    List<String> list(String name) {
        return find(name).map(text -> List.of(text.split(","))).orElse(List.of());
    }
}
