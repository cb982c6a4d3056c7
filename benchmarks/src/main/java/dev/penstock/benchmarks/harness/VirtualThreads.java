package dev.penstock.benchmarks.harness;

import java.util.concurrent.ThreadFactory;

/** Access to virtual threads by reflection, because this module is compiled for Java 17. */
final class VirtualThreads {
    private static final int FIRST = 21;

    private VirtualThreads() {}

    static boolean available() {
        return Runtime.version().feature() >= FIRST;
    }

    /** A factory of virtual threads. */
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
