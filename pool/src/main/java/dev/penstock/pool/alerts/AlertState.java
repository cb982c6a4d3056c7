package dev.penstock.pool.alerts;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A rule and its state at one moment: an immutable value.
 *
 * @param rule the rule
 * @param phase whether the rule is broken
 * @param since the moment at which the phase began; empty if the rule has been kept since the start
 * @param value the figure at the last test, in nanoseconds or as a number; empty before the first test
 * @param baseline the usual value, as in {@link Alert.Values}
 * @param fired how often the rule has fired
 * @param last the last alert of the rule
 */
public record AlertState(
        AlertRule rule,
        Phase phase,
        Optional<Instant> since,
        OptionalDouble value,
        OptionalDouble baseline,
        long fired,
        Optional<Alert> last) {
    /** The phases of a rule. */
    public enum Phase {
        /** The figure is not above the value of the rule. May become PENDING or FIRING. */
        KEPT,
        /** The rule is broken, and not for long enough yet. May become KEPT or FIRING. */
        PENDING,
        /** The rule has been broken for long enough, and has not recovered yet. May become KEPT. */
        FIRING;

        /** Whether a rule may go from this phase to {@code next}. */
        public boolean mayBecome(Phase next) {
            return next != this && !(this == FIRING && next == PENDING);
        }
    }

    /** Whether the rule fires. */
    public boolean firing() {
        return phase == Phase.FIRING;
    }

    /** For example {@code oldest_waiter KEPT: oldest_wait > 5s, now 0 ns}. */
    @Override
    public String toString() {
        return rule.name() + " " + phase + ": " + rule.condition()
                + (value.isPresent()
                        ? ", now " + rule.subject().measure().format(value.getAsDouble())
                        : ", not tested yet");
    }
}
