package dev.penstock.lab.property;

import dev.penstock.lab.LabException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The sequence of choices that determines one case. A property and its generators draw their values from it.
 *
 * <p>Each choice is an unsigned number from 0 to a bound; 0 is the simplest. A choice comes from a script or is random.
 * Without a source of randomness, the choices after the end of the script are 0. Confined to one thread.
 */
public final class Choices {
    /** A limit for generators that draw until a value suits them: the 0 of a script that has ended may never do. */
    private static final int MAX_CHOICES = 100_000;

    private final long[] script;
    private final @Nullable BiasedRandom random;
    private final boolean described;
    private final List<String> drawn = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();
    private long[] values = new long[16];
    private long[] bounds = new long[16];
    private int size;

    private Choices(long[] script, @Nullable BiasedRandom random, boolean described) {
        this.script = script;
        this.random = random;
        this.described = described;
    }

    /** The choices from {@code begin} to {@code end - 1}, which make one element of a list. */
    record Element(int begin, int end) {}

    static Choices random(BiasedRandom random) {
        return new Choices(new long[0], random, false);
    }

    static Choices replay(long[] script) {
        return new Choices(script, null, false);
    }

    /** As {@link #replay}, and keeps the text of each named value for the report of a failure. */
    static Choices described(long[] script) {
        return new Choices(script, null, true);
    }

    /** Draws a value. */
    public <T> T draw(Generator<T> generator) {
        return generator.generate(this);
    }

    /** Draws a value that is reported by its name if the case fails. */
    public <T> T draw(String name, Generator<T> generator) {
        T value = draw(generator);
        if (described) {
            drawn.add(name + " = " + describe(value));
        }
        return value;
    }

    private static String describe(Object value) {
        if (!(value instanceof String text)) {
            return String.valueOf(value);
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(
                        c -> quoted.append(c >= ' ' && c <= '~' ? Character.toString(c) : String.format("\\u%04x", c)));
        return quoted.append('"').toString();
    }

    /**
     * Makes one choice.
     *
     * @param bound the greatest number that may be chosen, unsigned
     * @param pick chooses if the choice is random
     */
    long choose(long bound, ToLongFunction<BiasedRandom> pick) {
        long value = 0;
        if (size < script.length) {
            value = Long.compareUnsigned(script[size], bound) > 0 ? bound : script[size];
        } else if (random != null) {
            value = pick.applyAsLong(random);
        }
        record(value, bound);
        return value;
    }

    /**
     * Chooses whether a list goes on.
     *
     * @param must whether the list goes on in any case. The choice is recorded nevertheless: the minimizer can then
     *     delete this element like any other
     * @param suggested the choice if it is random
     */
    boolean goesOn(boolean must, boolean suggested) {
        if (must) {
            record(1, 1);
            return true;
        }
        return choose(1, random -> suggested ? 1 : 0) == 1;
    }

    /** The length of a random list. This is no choice: {@link #goesOn} records one for each element. */
    int suggestLength(int min, int max) {
        return random == null ? min : random.length(min, max);
    }

    /** Marks the choices from {@code begin} to the latest one as one element of a list. */
    void endElement(int begin) {
        elements.add(new Element(begin, size));
    }

    private void record(long value, long bound) {
        if (size == MAX_CHOICES) {
            throw new LabException("one case takes more than " + MAX_CHOICES + " choices");
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            bounds = Arrays.copyOf(bounds, 2 * size);
        }
        values[size] = value;
        bounds[size] = bound;
        size++;
    }

    int size() {
        return size;
    }

    long[] values() {
        return Arrays.copyOf(values, size);
    }

    List<Element> elements() {
        return elements;
    }

    /** The text of each named value, in the order of the draws. */
    List<String> drawn() {
        return drawn;
    }

    /** The script of the case after this one in lexicographic order; empty if this is the last. */
    Optional<long[]> next() {
        for (int i = size - 1; i >= 0; i--) {
            if (values[i] != bounds[i]) {
                long[] next = Arrays.copyOf(values, i + 1);
                next[i]++;
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }
}
