package dev.penstock.waits.jfr;

/** The door to the JFR events: the only class of this package that loads without the module {@code jdk.jfr}. */
public final class FlightEvents {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightEvents() {}

    /** The events of a pool; {@link PoolFlight#NONE} if this Java has no Flight Recorder. */
    public static PoolFlight of(String pool) {
        return PRESENT ? new RecordedPool(pool) : PoolFlight.NONE;
    }
}
