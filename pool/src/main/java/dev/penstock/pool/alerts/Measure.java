package dev.penstock.pool.alerts;

import dev.penstock.waits.DurationFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures that a rule can test. The label is the name in the text of a rule. */
public enum Measure {
    /** The duration that a share of the waits on an event does not exceed; waits under way count. */
    PERCENTILE("p", Unit.TIME, true, true),
    /** The waits on an event that ended, a second. */
    RATE("rate", Unit.NUMBER, true, true),
    /** The average number of waits on an event under way; without an event, of claims in flight. */
    LOAD("load", Unit.NUMBER, true, true),
    /** The age of the oldest claim that has no connection yet. */
    OLDEST_WAIT("oldest_wait", Unit.TIME, false, true),
    /** The time for which the longest holder has had its connection. */
    OLDEST_HOLD("oldest_hold", Unit.TIME, false, true),
    /** The age of the oldest call of a claim to which the server has not answered. */
    OLDEST_CALL("oldest_call", Unit.TIME, false, true),
    /** The claims that ended by their deadline without a connection. */
    TIMEOUTS("timeouts", Unit.NUMBER, true, false),
    /** The claims that ended without a connection. */
    FAILURES("failures", Unit.NUMBER, true, false),
    /** The claims that failed because they were part of a deadlock. */
    DEADLOCKS("deadlocks", Unit.NUMBER, true, false),
    /** The status tasks that are stalled or have begun to be. */
    STALLS("stalls", Unit.NUMBER, true, false),
    /** The violations of its promises that the pool has found on itself. */
    PROMISE_VIOLATIONS("promise_violations", Unit.NUMBER, true, false);

    /** What a value counts. */
    enum Unit {
        /** A time, in nanoseconds. */
        TIME,
        /** A number. */
        NUMBER
    }

    private final String label;
    private final Unit unit;
    private final boolean windowed;
    private final boolean scoped;

    Measure(String label, Unit unit, boolean windowed, boolean scoped) {
        this.label = label;
        this.unit = unit;
        this.windowed = windowed;
        this.scoped = scoped;
    }

    /** The name in the text of a rule; {@code p} for a percentile. */
    public String label() {
        return label;
    }

    /** Whether values are times in nanoseconds, and not numbers. */
    public boolean isTime() {
        return unit == Unit.TIME;
    }

    /** Whether the figure is about a window of time, and not about this moment. */
    public boolean isWindowed() {
        return windowed;
    }

    /** Whether a rule can test the figure of one backend or one operation. */
    public boolean isScoped() {
        return scoped;
    }

    /** Whether the figure may be about an event. */
    boolean takesEvent() {
        return this == PERCENTILE || this == RATE || this == LOAD;
    }

    /** The figures that need no event. */
    static List<Measure> alone() {
        return Arrays.stream(values())
                .filter(measure -> measure == LOAD || !measure.takesEvent())
                .toList();
    }

    static Optional<Measure> named(String label) {
        return alone().stream().filter(measure -> measure.label.equals(label)).findFirst();
    }

    static String names() {
        return alone().stream().map(Measure::label).collect(Collectors.joining(", "));
    }

    /** A value as text, for example {@code 4.9 ms} or {@code 3}. */
    public String format(double value) {
        if (isTime()) {
            return DurationFormat.format(Math.round(value));
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
