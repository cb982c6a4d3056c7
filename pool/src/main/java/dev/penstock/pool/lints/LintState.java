package dev.penstock.pool.lints;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A lint and its state at one moment: an immutable value.
 *
 * @param lint the lint
 * @param phase whether the lint is raised
 * @param since the moment at which the phase began; empty for the start
 * @param value the number that the pool compares with the threshold, in the unit of the lint; empty if it is not known
 * @param seen what the pool has seen, or why it does not know the number: one sentence without a line break
 * @param timesRaised how often the lint was raised
 * @param example the last claim, operation or backend for which the lint was raised; empty if it never was
 */
public record LintState(
        Lint lint,
        Phase phase,
        Optional<Instant> since,
        OptionalDouble value,
        String seen,
        long timesRaised,
        Optional<Example> example) {
    /** The phases of a lint; each may follow each. */
    public enum Phase {
        /** The configuration switches the lint off. */
        OFF,
        /** The pool does not know the number, or has not seen enough. */
        UNKNOWN,
        /** The number is at most the threshold. */
        CLEAR,
        /** The number is above the threshold. */
        RAISED
    }

    /**
     * What raised a lint: an immutable value.
     *
     * @param at the moment of that
     * @param operation the application's name for its work
     * @param backend the label of a backend
     * @param claim the printed ID of a claim
     * @param text one sentence without a line break
     */
    public record Example(
            Instant at, Optional<String> operation, Optional<String> backend, Optional<String> claim, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether the lint is raised. */
    public boolean raised() {
        return phase == Phase.RAISED;
    }

    /** For example {@code nested_claim RAISED: 3 claims, above 0: thread 'worker-1' … Advice: …}. */
    @Override
    public String toString() {
        String number = value.isPresent()
                ? lint.format(value.getAsDouble()) + (raised() ? ", above " : ", threshold ")
                        + lint.format(lint.threshold()) + ": "
                : "";
        return lint.id() + " " + phase + ": " + number + seen + (raised() ? ". Advice: " + lint.advice() : "");
    }
}
