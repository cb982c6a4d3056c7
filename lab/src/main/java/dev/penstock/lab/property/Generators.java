package dev.penstock.lab.property;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The basic generators. All bounds are included, and the edges of a range come up more often than the rest. */
public final class Generators {
    private static final double DOUBLE_STEPS = 0x1p53;

    private Generators() {}

    /** Whole numbers of a range. The simplest is the one next to 0. */
    public static Generator<Integer> ints(int min, int max) {
        return longs(min, max).map(Math::toIntExact);
    }

    /** All whole numbers of 32 bits. */
    public static Generator<Integer> ints() {
        return ints(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Whole numbers of a range. The simplest is the one next to 0. */
    public static Generator<Long> longs(long min, long max) {
        requireOrder(min <= max, min, max);
        if (min >= 0) {
            return choices -> min + number(choices, max - min);
        }
        if (max <= 0) {
            return choices -> max - number(choices, max - min);
        }
        double negative = -(double) min / ((double) max - min);
        // The complement of n is -1 - n.
        return choices -> choices.choose(1, random -> random.chance(negative) ? 1 : 0) == 1
                ? ~number(choices, ~min)
                : number(choices, max);
    }

    /** All whole numbers of 64 bits. */
    public static Generator<Long> longs() {
        return longs(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long number(Choices choices, long bound) {
        return choices.choose(bound, random -> random.upTo(bound));
    }

    /** Finite numbers of a range. The simplest is the least. */
    public static Generator<Double> doubles(double min, double max) {
        requireOrder(min <= max && Double.isFinite(max - min), min, max);
        return longs(0, (long) DOUBLE_STEPS).map(step -> Math.min(max, min + (max - min) * (step / DOUBLE_STEPS)));
    }

    /** All floating-point numbers, infinities and NaN included; those between -10 and 10 more often than the rest. */
    public static Generator<Double> doubles() {
        Generator<Double> special = of(
                0.0,
                -0.0,
                1.0,
                Math.nextUp(1.0),
                -Double.MIN_VALUE,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN);
        return oneOf(special, doubles(-10, 10), longs().map(Double::longBitsToDouble));
    }

    /** True and false, equally likely. The simpler is false. */
    public static Generator<Boolean> booleans() {
        return of(false, true);
    }

    /** Given values, equally likely; a value that is given twice is twice as likely. The simplest is the first. */
    @SafeVarargs
    public static <T> Generator<T> of(T... values) {
        requireSome(values.length);
        List<T> all = new ArrayList<>();
        for (T value : values) {
            all.add(value);
        }
        return choices -> all.get(index(choices, all.size()));
    }

    /** The constants of an enum, equally likely. The simplest is the first. */
    public static <E extends Enum<E>> Generator<E> of(Class<E> type) {
        return of(type.getEnumConstants());
    }

    /** Values of given generators, which are equally likely. The simplest is the first generator. */
    @SafeVarargs
    public static <T> Generator<T> oneOf(Generator<? extends T>... generators) {
        requireSome(generators.length);
        List<Generator<? extends T>> all = new ArrayList<>();
        for (Generator<? extends T> generator : generators) {
            all.add(generator);
        }
        return choices -> choices.draw(all.get(index(choices, all.size())));
    }

    private static int index(Choices choices, int size) {
        return (int) choices.choose(size - 1, random -> random.index(size));
    }

    /** Values of two generators, which come up in proportion to their weights. The simplest is the first generator. */
    public static <T> Generator<T> weighted(
            int weight, Generator<? extends T> one, int otherWeight, Generator<? extends T> other) {
        double second = otherWeight / ((double) weight + otherWeight);
        return choices -> choices.choose(1, random -> random.chance(second) ? 1 : 0) == 0
                ? choices.draw(one)
                : choices.draw(other);
    }

    /** Texts of {@code min} to {@code max} characters, given as code points. */
    public static Generator<String> strings(Generator<Integer> characters, int min, int max) {
        return characters.list(min, max).map(list -> {
            StringBuilder text = new StringBuilder();
            list.forEach(text::appendCodePoint);
            return text.toString();
        });
    }

    static <T> Generator<List<T>> list(Generator<? extends T> elements, int min, int max) {
        requireOrder(min >= 0 && min <= max, min, max);
        return choices -> {
            int suggested = choices.suggestLength(min, max);
            List<T> list = new ArrayList<>();
            int begin = choices.size();
            while (list.size() < max && choices.goesOn(list.size() < min, list.size() < suggested)) {
                list.add(choices.draw(elements));
                choices.endElement(begin);
                begin = choices.size();
            }
            return Collections.unmodifiableList(list);
        };
    }

    private static void requireSome(int count) {
        if (count == 0) {
            throw new IllegalArgumentException("there is nothing to choose from");
        }
    }

    private static void requireOrder(boolean holds, Object min, Object max) {
        if (!holds) {
            throw new IllegalArgumentException("there is nothing between " + min + " and " + max);
        }
    }
}
