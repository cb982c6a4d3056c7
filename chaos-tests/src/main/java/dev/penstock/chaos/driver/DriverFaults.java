package dev.penstock.chaos.driver;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The faults of {@link ChaosDriver} at this moment, for the whole JVM: the suite runs one pool at a time. */
public final class DriverFaults {
    private static final AtomicReference<Fault> CURRENT = new AtomicReference<>(Fault.NONE);
    private static final AtomicLong HITS = new AtomicLong();

    private DriverFaults() {}

    /** The behaviour before a call of the driver. */
    @FunctionalInterface
    public interface Fault {
        /** No fault. */
        Fault NONE = call -> false;

        /**
         * Runs before the call. May wait or throw.
         *
         * @param call the type and the method, such as {@code Connection.commit}, or {@code Driver.connect}
         * @return whether the call was disturbed
         */
        boolean before(String call) throws Exception;
    }

    /** Replaces the fault and sets the count of disturbed calls to 0. */
    public static void set(Fault fault) {
        HITS.set(0);
        CURRENT.set(fault);
    }

    /** Ends the fault; the count of disturbed calls stays. */
    public static void clear() {
        CURRENT.set(Fault.NONE);
    }

    /** The calls that were disturbed since {@link #set}. */
    public static long hits() {
        return HITS.get();
    }

    /** Counts a disturbed call. A fault calls it before it throws. */
    public static void hit() {
        HITS.incrementAndGet();
    }

    static void before(String call) throws Exception {
        if (CURRENT.get().before(call)) {
            hit();
        }
    }
}
