package dev.penstock.pool.alerting;

import dev.penstock.pool.alerts.Alert;
import dev.penstock.pool.alerts.Alert.Values;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.alerts.AlertState;
import dev.penstock.pool.alerts.AlertState.Phase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state machine of one rule. {@link AlertState.Phase} has its states. Used by one thread at a time; {@link #phase}
 * and the figures are read under the lock of the engine.
 */
final class RuleWatch {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** The minutes of the baseline. */
    private static final int MINUTES = 10;

    private final AlertRule rule;
    private final RuleWindow window;
    private Phase phase = Phase.KEPT;
    private OptionalDouble value = OptionalDouble.empty();
    private double highest;
    private long brokenNanos;
    private long recoveredNanos;

    /** The averages of the last minutes in which the rule was kept, the oldest first. */
    private final Deque<Double> minutes = new ArrayDeque<>();

    /** The value times its time in the present minute, and that time. */
    private double sum;

    private long nanos;

    RuleWatch(AlertRule rule) {
        this.rule = rule;
        this.window = new RuleWindow(rule.window());
    }

    AlertRule rule() {
        return rule;
    }

    RuleWindow window() {
        return window;
    }

    Phase phase() {
        return phase;
    }

    OptionalDouble value() {
        return value;
    }

    /** The time since the rule was broken first, in nanoseconds. */
    Duration lasted() {
        return Duration.ofNanos(brokenNanos);
    }

    /** The median minute. The last minute may have begun to be bad. */
    OptionalDouble baseline() {
        return minutes.stream()
                .sorted()
                .skip((minutes.size() - 1) / 2)
                .mapToDouble(Double::doubleValue)
                .findFirst();
    }

    Values values() {
        return new Values(highest, value.orElse(0), baseline());
    }

    /**
     * Takes a value of the figure.
     *
     * @param credit the time since the value before that counts, in nanoseconds
     * @return what there is to say
     */
    Optional<Alert.Kind> observe(double observed, long credit) {
        value = OptionalDouble.of(observed);
        boolean broken = observed > rule.above();
        switch (phase) {
            case KEPT -> {
                if (broken) {
                    highest = observed;
                    brokenNanos = 0;
                    become(Phase.PENDING);
                    return fireIfDue();
                }
                learn(observed, credit);
            }
            case PENDING -> {
                if (broken) {
                    highest = Math.max(highest, observed);
                    brokenNanos += credit;
                    return fireIfDue();
                }
                become(Phase.KEPT);
            }
            case FIRING -> {
                highest = Math.max(highest, observed);
                brokenNanos += credit;
                return resolveIfDue(observed, credit);
            }
        }
        return Optional.empty();
    }

    private Optional<Alert.Kind> fireIfDue() {
        if (brokenNanos < rule.lasting().toNanos()) {
            return Optional.empty();
        }
        recoveredNanos = 0;
        become(Phase.FIRING);
        return Optional.of(Alert.Kind.FIRES);
    }

    private Optional<Alert.Kind> resolveIfDue(double observed, long credit) {
        recoveredNanos = observed > rule.recovery().at() ? 0 : recoveredNanos + credit;
        if (observed > rule.recovery().at()
                || recoveredNanos < rule.recovery().lasting().toNanos()) {
            return Optional.empty();
        }
        become(Phase.KEPT);
        return Optional.of(Alert.Kind.RESOLVED);
    }

    private void become(Phase next) {
        if (!phase.mayBecome(next)) {
            throw new IllegalStateException("rule " + rule.name() + " cannot go from " + phase + " to " + next);
        }
        phase = next;
    }

    private void learn(double observed, long credit) {
        sum += observed * credit;
        nanos += credit;
        if (nanos >= MINUTE_NANOS) {
            minutes.addLast(sum / nanos);
            if (minutes.size() > MINUTES) {
                minutes.removeFirst();
            }
            sum = 0;
            nanos = 0;
        }
    }
}
