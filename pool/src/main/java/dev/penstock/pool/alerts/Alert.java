package dev.penstock.pool.alerts;

import dev.penstock.waits.DurationFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An alert that fired or was resolved: an immutable value. Its text form is one line.
 *
 * @param rule the rule
 * @param kind whether the alert fired or was resolved
 * @param at the moment of that
 * @param lasted the time since the rule was broken first
 * @param values the figure that the rule tests
 * @param claim the printed ID of the claim that was worst when the alert fired; empty if no claim is to blame
 * @param root what the pool waited on when the alert fired, as far as the pool knows; one sentence or more, without a
 *     line break
 * @param report a page about the worst claim and its root, made when the alert fired
 */
public record Alert(
        AlertRule rule,
        Kind kind,
        Instant at,
        Duration lasted,
        Values values,
        Optional<String> claim,
        String root,
        String report) {
    /** What an alert says. */
    public enum Kind {
        /** The rule has been broken for long enough. */
        FIRES,
        /** The rule is kept again. */
        RESOLVED
    }

    /**
     * A figure before, now and usually: nanoseconds, or numbers.
     *
     * @param before the highest value while the rule was broken
     * @param now the value at the moment of the alert
     * @param baseline the usual value: the median of the last ten averages, each of one minute in which the rule was
     *     kept; empty before the first one
     */
    public record Values(double before, double now, OptionalDouble baseline) {}

    /** For example {@code oldest_wait > 5s fires after 2.0 s: before 7.1 s, now 7.1 s, usually 0 ns; claim …}. */
    @Override
    public String toString() {
        Measure measure = rule.subject().measure();
        return rule.condition() + (kind == Kind.FIRES ? " fires after " : " is resolved after ")
                + DurationFormat.format(lasted.toNanos()) + ": before " + measure.format(values.before) + ", now "
                + measure.format(values.now)
                + (values.baseline.isPresent() ? ", usually " + measure.format(values.baseline.getAsDouble()) : "")
                + (root.isEmpty() ? "" : "; " + root);
    }
}
