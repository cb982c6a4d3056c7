package dev.penstock.benchmarks.stub;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Completes an abstract class: each method that it leaves open returns null, zero or false.
 *
 * <p>The result is an ordinary class, so that no call on a measured path goes through a proxy or through reflection.
 */
final class StubClassGenerator {
    private StubClassGenerator() {}

    /** The constructor without arguments of a class that completes {@code type}, which has one too. */
    static <T> Constructor<? extends T> complete(Class<T> type, MethodHandles.Lookup lookup) {
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
            throw new IllegalStateException("cannot complete " + type.getName(), e);
        }
    }

    /** A new object of a completed class. */
    static <T> T create(Constructor<? extends T> constructor) {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create a stub", e);
        }
    }
}
