package dev.penstock.waits.history;

import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The load of a pool in one interval: an immutable value.
 *
 * <p>The load of an event is the time that claims waited on it, divided by the time that passed: the average number of
 * claims that waited on it at once. Values are exact, because they are differences of counters.
 *
 * @param at the end of the interval
 * @param covered its length; about a second, and more if the recorder ran late
 * @param late whether the recorder ran so late that the process itself was probably stopped, or had no processor
 * @param byEvent the load of each event that had any, in the order of the catalogue
 * @param byBackend the load of claims by the label of their backend; of the smaller ones together as {@code other}
 */
public record LoadRow(
        Instant at, Duration covered, boolean late, Map<WaitEvent, Double> byEvent, Map<String, Double> byBackend) {
    /** The name under which the backends with the smallest load are summed. */
    public static final String OTHER = "other";

    /** The load of one event. */
    public double load(WaitEvent event) {
        return byEvent.getOrDefault(event, 0.0);
    }

    /** The average number of claims in flight: the load of acquire, hold and release together. */
    public double load() {
        return load(WaitEvent.CLAIM_ACQUIRE) + load(WaitEvent.CLAIM_HOLD) + load(WaitEvent.CLAIM_RELEASE);
    }

    /** For example {@code 2026-11-30T02:00:01Z load 9.98: claim_wait_slot 6.00, claim_execute 3.98}. */
    @Override
    public String toString() {
        StringJoiner events = new StringJoiner(", ");
        byEvent.entrySet().stream()
                .filter(entry -> LoadTimeline.isClaimLeaf(entry.getKey()))
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> events.add(String.format(Locale.ROOT, "%s %.2f", entry.getKey(), entry.getValue())));
        return String.format(Locale.ROOT, "%s load %.2f", at, load())
                + (events.length() == 0 ? "" : ": " + events)
                + (late ? " (late: covers " + covered.toMillis() + " ms)" : "");
    }
}
