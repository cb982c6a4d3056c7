package dev.penstock.pool.alerts;

import dev.penstock.waits.WaitEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A rule that raises an alert: an immutable value. Its text form is the one that {@link #parse} reads, for example
 * {@code claim_acquire p99 > 1s over 1m for 30s until 800ms for 30s}.
 *
 * @param name the name in logs, metrics and tables: 1 to 64 lower-case letters, digits and underscores, a letter first
 * @param subject the figure that is tested
 * @param above the rule is broken while the figure is above this value; nanoseconds, or a number
 * @param window the time that the figure is about; zero for a figure about this moment
 * @param lasting the rule fires if it has been broken for so long
 * @param recovery how the alert ends
 */
public record AlertRule(
        String name, Subject subject, double above, Duration window, Duration lasting, Recovery recovery) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final BigDecimal NANOS_A_MILLI = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MILLIS_A_SECOND = BigDecimal.valueOf(1_000);

    /**
     * The figure that a rule tests: an immutable value.
     *
     * @param measure the kind of the figure
     * @param event the wait event that it is about; empty for a figure without one
     * @param percentile the percentile, above 0 and below 100; 0 for another kind
     * @param backend the label, the name or the address of the only backend that counts; empty for all
     * @param operation the name of the only operation that counts; empty for all claims
     */
    public record Subject(
            Measure measure,
            Optional<WaitEvent> event,
            double percentile,
            Optional<String> backend,
            Optional<String> operation) {
        /** As in the text of a rule, for example {@code claim_acquire p99}. */
        @Override
        public String toString() {
            String what = measure == Measure.PERCENTILE
                    ? "p" + BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString()
                    : measure.label();
            return event.map(waited -> waited.label() + " ").orElse("")
                    + what
                    + backend.map(label -> " at " + quoted(label)).orElse("")
                    + operation.map(label -> " of " + quoted(label)).orElse("");
        }

        private static String quoted(String label) {
            return label.matches("[^\\s\"<>]+") ? label : '"' + label + '"';
        }
    }

    /**
     * The end of an alert: an immutable value. It is apart from the begin, so that a value that swings about the
     * threshold raises one alert, and not many.
     *
     * @param at the alert ends if the figure is at most this value; nanoseconds, or a number
     * @param lasting and if it has been so for this long
     */
    public record Recovery(double at, Duration lasting) {}

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name has other characters or is too long
     */
    public AlertRule {
        requireName(name);
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a rule must be 1 to 64 lower-case letters, digits and underscores, a letter first");
        }
    }

    /**
     * The rule of a text; {@code docs/alerts.md} has the grammar.
     *
     * @param name the name of the rule
     * @param text for example {@code claim_acquire p99 > 1s over 1m for 30s}
     * @throws IllegalArgumentException if the name or the text is wrong; the message says what would be right
     */
    public static AlertRule parse(String name, String text) {
        return new RuleParser(text).parse(name);
    }

    /** The condition without {@code for} and {@code until}, for example {@code claim_acquire p99 > 1s over 1m}. */
    public String condition() {
        return subject + " > " + text(above) + (window.isZero() ? "" : " over " + text(window));
    }

    @Override
    public String toString() {
        return condition() + (lasting.isZero() ? "" : " for " + text(lasting)) + " until " + text(recovery.at) + " for "
                + text(recovery.lasting);
    }

    private String text(double value) {
        BigDecimal plain = BigDecimal.valueOf(value);
        return subject.measure().isTime() ? time(plain) : plain(plain);
    }

    private static String text(Duration time) {
        return time(BigDecimal.valueOf(time.toNanos()));
    }

    private static String time(BigDecimal nanos) {
        BigDecimal millis = nanos.divide(NANOS_A_MILLI);
        return millis.compareTo(MILLIS_A_SECOND) < 0 && millis.signum() > 0
                ? plain(millis) + "ms"
                : plain(millis.divide(MILLIS_A_SECOND)) + "s";
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
