package dev.penstock.pool.linting;

import dev.penstock.pool.lints.Lint;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The number of a lint at one test: an immutable value.
 *
 * @param value the number; empty if it is not known
 * @param enough whether the pool has seen enough to raise the lint
 * @param seen one sentence
 * @param subject the operation, backend and claim to blame, as far as they are known
 */
record Finding(OptionalDouble value, boolean enough, String seen, Subject subject) {
    /**
     * What is to blame: an immutable value.
     *
     * @param operation the name of an operation
     * @param backend the label of a backend
     * @param claim the printed ID of a claim
     */
    record Subject(Optional<String> operation, Optional<String> backend, Optional<String> claim) {
        static final Subject NONE = new Subject(Optional.empty(), Optional.empty(), Optional.empty());

        static Subject operation(Optional<String> name) {
            return new Subject(name, Optional.empty(), Optional.empty());
        }

        static Subject backend(String label) {
            return new Subject(Optional.empty(), Optional.of(label), Optional.empty());
        }
    }

    static Finding unknown(String why) {
        return new Finding(OptionalDouble.empty(), false, why, Subject.NONE);
    }

    static Finding of(double value, String seen) {
        return new Finding(OptionalDouble.of(value), true, seen, Subject.NONE);
    }

    /** The same, about {@code blamed}. */
    Finding about(Subject blamed) {
        return new Finding(value, enough, seen, blamed);
    }

    /** The same; {@code isEnough} says whether the pool has seen enough to raise the lint. */
    Finding ifEnough(boolean isEnough) {
        return new Finding(value, isEnough, seen, subject);
    }

    /** Whether this raises the lint. */
    boolean raises(Lint lint) {
        return enough && value.isPresent() && value.getAsDouble() > lint.threshold();
    }
}
