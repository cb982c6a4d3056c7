package dev.penstock.lab.property;

import java.util.List;
import java.util.function.Function;

/**
 * A way to draw values of a type. Stateless: the same choices make the same value.
 *
 * <p>Several generators are combined by a lambda that draws from each:
 * {@code choices -> new Point(choices.draw(X), choices.draw(Y))}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Generator<T> {
    /** Makes a value of the choices. */
    T generate(Choices choices);

    /** Values that a function makes of the values of this generator. */
    default <R> Generator<R> map(Function<? super T, ? extends R> function) {
        return choices -> function.apply(generate(choices));
    }

    /** Unmodifiable lists of values of this generator; their length is between the bounds, which are included. */
    default Generator<List<T>> list(int min, int max) {
        return Generators.list(this, min, max);
    }
}
