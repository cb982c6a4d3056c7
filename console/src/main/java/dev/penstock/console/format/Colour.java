package dev.penstock.console.format;

import java.util.Locale;
import java.util.Map;

/** The colours of values: of states, and of events that a claim waits on without a connection. Stateless. */
final class Colour {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String NONE = "\u001b[0m";
    private static final Map<String, String> STATES = Map.of("ONLINE", GREEN, "OFFLINE", RED, "REMOVED", RED);

    private Colour() {}

    /** The value with its colour, if it has one in a column of that name. */
    static String of(String column, String value) {
        String colour = switch (column.toLowerCase(Locale.ROOT)) {
            case "state" -> value.isEmpty() ? "" : STATES.getOrDefault(value, YELLOW);
            case "wait_event" -> value.startsWith("claim_wait_") ? YELLOW : "";
            default -> "";
        };
        return colour.isEmpty() ? value : colour + value + NONE;
    }
}
