package dev.penstock.lab.property;

import dev.penstock.lab.property.Choices.Element;
import java.util.Arrays;
import java.util.List;

/**
 * The search for the simplest case that fails with the same type of exception.
 *
 * <p>The search changes the sequence of choices, and the generators make new values of it. Therefore the generators
 * could have drawn each simpler case themselves. A sequence is simpler if it is shorter, or if it has the same length
 * and comes first in lexicographic order. The result is a local minimum.
 *
 * <p>The method is internal test-case reduction: D. R. MacIver and A. F. Donaldson, "Test-Case Reduction via Test-Case
 * Generation: Insights from the Hypothesis Reducer", ECOOP 2020, doi:10.4230/LIPIcs.ECOOP.2020.13.
 */
final class Minimizer {
    private static final int MAX_RUNS = 5_000;

    private final Property.Body body;
    private final Throwable failure;
    private Trial best;
    private int runs;

    Minimizer(Property.Body body, Trial first, Throwable failure) {
        this.body = body;
        this.best = first;
        this.failure = failure;
    }

    /** The number of times that the body ran. */
    int runs() {
        return runs;
    }

    /** The simplest failing sequence of choices that the search finds within its limit of runs. */
    long[] minimize() {
        long[] before;
        do {
            before = best.values();
            deleteElements();
            lowerChoices();
        } while (runs < MAX_RUNS && !Arrays.equals(before, best.values()));
        return best.values();
    }

    /** Deletes neighbouring elements of lists: many at once, then fewer. */
    private void deleteElements() {
        for (int count = best.choices().elements().size(); count > 0; count /= 2) {
            for (int first = best.choices().elements().size() - count; first >= 0; first -= count) {
                List<Element> elements = best.choices().elements();
                if (first + count <= elements.size()) {
                    take(without(
                            elements.get(first).begin(),
                            elements.get(first + count - 1).end()));
                }
            }
        }
    }

    private long[] without(int begin, int end) {
        long[] values = best.values();
        // Elements of nested lists end before the element that they belong to.
        if (begin >= end) {
            return values;
        }
        long[] rest = Arrays.copyOf(values, values.length - (end - begin));
        System.arraycopy(values, end, rest, begin, values.length - end);
        return rest;
    }

    private void lowerChoices() {
        for (int i = 0; i < best.choices().size(); i++) {
            if (!take(with(i, 0))) {
                lower(i);
            }
        }
    }

    /** Lowers one choice by bisection between a number that passes and one that fails. */
    private void lower(int at) {
        long passes = 0;
        while (at < best.choices().size()
                && Long.compareUnsigned(best.values()[at] - passes, 1) > 0
                && runs < MAX_RUNS) {
            long middle = passes + ((best.values()[at] - passes) >>> 1);
            if (!take(with(at, middle))) {
                passes = middle;
            }
        }
    }

    private long[] with(int at, long value) {
        long[] values = best.values();
        values[at] = value;
        return values;
    }

    /** Runs a sequence and keeps it if it is simpler and fails with the same type of exception. */
    private boolean take(long[] sequence) {
        if (runs >= MAX_RUNS || !isSimpler(sequence, best.values())) {
            return false;
        }
        runs++;
        Trial trial = Trial.of(Choices.replay(sequence), body);
        // The generators may have taken more choices than the sequence has.
        if (!trial.failsAs(failure) || !isSimpler(trial.values(), best.values())) {
            return false;
        }
        best = trial;
        return true;
    }

    private static boolean isSimpler(long[] one, long[] other) {
        if (one.length != other.length) {
            return one.length < other.length;
        }
        int at = Arrays.mismatch(one, other);
        return at >= 0 && Long.compareUnsigned(one[at], other[at]) < 0;
    }
}
