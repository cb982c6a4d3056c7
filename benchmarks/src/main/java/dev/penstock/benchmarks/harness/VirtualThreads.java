package dev.penstock.benchmarks.harness;

import java.util.concurrent.ThreadFactory;

/** Virtual threads, reached by reflection: this is compiled for Java 17, which has none. */
final class VirtualThreads {
    private static final int FIRST = 21;

    private VirtualThreads() {}

    static boolean available() {
        return Runtime.version().feature() >= FIRST;
    }

    /** Makes virtual threads. */
    static ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("virtual threads need Java " + FIRST + " or later", e);
        }
    }
}
