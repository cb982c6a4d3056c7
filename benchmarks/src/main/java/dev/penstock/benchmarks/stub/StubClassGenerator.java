package dev.penstock.benchmarks.stub;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * A generator of concrete subclasses of abstract classes: each abstract method returns null, zero or false.
 *
 * <p>The result is an ordinary class. Therefore no call on a measured path goes through a proxy or reflection.
 */
final class StubClassGenerator {
    private StubClassGenerator() {}

    /** The constructor of a generated subclass of {@code type}; both have a constructor without arguments. */
    static <T> Constructor<? extends T> subclass(Class<T> type, MethodHandles.Lookup lookup) {
        try {
            Constructor<? extends T> constructor = new ByteBuddy()
                    .subclass(type)
                    .method(ElementMatchers.isAbstract())
                    .intercept(StubMethod.INSTANCE)
                    .make()
                    .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup))
                    .getLoaded()
                    .getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot generate a subclass of " + type.getName(), e);
        }
    }

    /** A new object of a generated class. */
    static <T> T create(Constructor<? extends T> constructor) {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create a stub", e);
        }
    }
}
