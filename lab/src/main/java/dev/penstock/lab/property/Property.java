package dev.penstock.lab.property;

import dev.penstock.lab.LabException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A check that a statement holds for many generated cases.
 *
 * <p>A failure is an {@link AssertionError} that prints the seed and the minimised case. With {@code -Dproperty.seed=N}
 * every property of the JVM draws the cases of that seed again. Otherwise each check takes a new seed.
 *
 * <p>The body runs in the calling thread, thousands of times. It must depend on nothing but the values that it draws.
 * Stateless, safe for any thread.
 */
public final class Property {
    /** The number of tries of {@link #check(Body)}. */
    public static final int DEFAULT_TRIES = 1_000;

    static final String SEED = "property.seed";

    private static final int MAX_CASES = 100_000;

    private final Body body;
    private final String replay;

    private Property(Body body, String replay) {
        this.body = body;
        this.replay = replay;
    }

    /** A statement about one case: it draws the case and throws if the statement is false. */
    @FunctionalInterface
    public interface Body {
        /** Checks one case. */
        void check(Choices choices) throws Exception;
    }

    /**
     * Checks {@value #DEFAULT_TRIES} random cases.
     *
     * @throws AssertionError if a case fails
     */
    public static void check(Body body) {
        check(DEFAULT_TRIES, body);
    }

    /**
     * Checks random cases.
     *
     * @param tries the number of cases; at least 1
     * @throws AssertionError if a case fails
     */
    public static void check(int tries, Body body) {
        check(tries, seed(System.getProperty(SEED)), body);
    }

    static void check(int tries, long seed, Body body) {
        if (tries < 1) {
            throw new IllegalArgumentException("a property needs at least one try, not " + tries);
        }
        Property property = new Property(body, "seed " + seed + ", replay with -D" + SEED + "=" + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 1; i <= tries; i++) {
            property.take(Choices.random(new BiasedRandom(seeds.split())), "try " + i + " of " + tries);
        }
    }

    /**
     * Checks every case once. Fit for a few numbers of small ranges.
     *
     * @return the number of cases
     * @throws AssertionError if a case fails
     * @throws LabException if there are more than 100,000 cases
     */
    public static int checkEveryCase(Body body) {
        Property property = new Property(body, "every case was to be checked");
        Optional<long[]> next = Optional.of(new long[0]);
        int cases = 0;
        while (next.isPresent()) {
            cases++;
            if (cases > MAX_CASES) {
                throw new LabException("there are more than " + MAX_CASES + " cases: check random ones instead");
            }
            next = property.take(Choices.replay(next.get()), "case " + cases).next();
        }
        return cases;
    }

    private Choices take(Choices choices, String which) {
        Trial trial = Trial.of(choices, body);
        Throwable failure = trial.failure();
        if (failure != null) {
            throw failed(trial, failure, which);
        }
        return choices;
    }

    private AssertionError failed(Trial trial, Throwable failure, String which) {
        String headline = which + " failed (" + replay + "): " + failure;
        Trial again = Trial.of(Choices.described(trial.values()), body);
        if (!again.failsAs(failure)) {
            return error(
                    headline,
                    "the same case then passed or failed otherwise: not only the choices matter",
                    again,
                    failure);
        }
        Minimizer minimizer = new Minimizer(body, again, failure);
        Trial minimal = Trial.of(Choices.described(minimizer.minimize()), body);
        Throwable cause = minimal.failure();
        return error(
                headline,
                "minimal case, after " + minimizer.runs() + " more runs",
                minimal,
                cause == null ? failure : cause);
    }

    private static AssertionError error(String headline, String about, Trial trial, Throwable cause) {
        StringBuilder text =
                new StringBuilder(headline).append('\n').append(about).append(':');
        trial.choices().drawn().forEach(value -> text.append("\n  ").append(value));
        return new AssertionError(text.append("\nit fails with: ").append(cause).toString(), cause);
    }

    /** The seed of the system property, or a new one if the property is not set. */
    static long seed(@Nullable String given) {
        if (given == null) {
            return new SplittableRandom().nextInt(Integer.MAX_VALUE);
        }
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException e) {
            throw new LabException("-D" + SEED + " must be a whole number, not '" + given + "'", e);
        }
    }
}
