package dev.penstock.chaos.pools;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The pools that the suite knows by name, and those that it loads by class name. Stateless and thread-safe. */
public final class KnownPools {
    private static final String CLASS = "class:";

    private static final Map<String, Supplier<PoolUnderTest>> KNOWN = new TreeMap<>(Map.of(
            "penstock", PenstockPool::new,
            "hikaricp", HikariPool::new,
            "agroal", AgroalPool::new,
            "dbcp2", DbcpPool::new));

    private KnownPools() {}

    /** The names of the known pools, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(KNOWN.keySet());
    }

    /**
     * The pool of a name, or of {@code class:} and the name of a class.
     *
     * @throws IllegalArgumentException if there is no pool of this name; the message lists the names
     */
    public static PoolUnderTest of(String name) {
        if (name.startsWith(CLASS)) {
            return load(name.substring(CLASS.length()));
        }
        Supplier<PoolUnderTest> known = KNOWN.get(name);
        if (known == null) {
            throw new IllegalArgumentException("there is no pool '" + name + "'; pools are "
                    + String.join(", ", KNOWN.keySet()) + " and class:NAME for a class of yours");
        }
        return known.get();
    }

    private static PoolUnderTest load(String className) {
        try {
            return Class.forName(className, true, Thread.currentThread().getContextClassLoader())
                    .asSubclass(PoolUnderTest.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the class '" + className + "' is not on the class path", e);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("'" + className + "' does not implement PoolUnderTest", e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw new IllegalArgumentException(
                    "'" + className + "' must be public with a public constructor without parameters", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("the constructor of '" + className + "' failed", e);
        }
    }
}
