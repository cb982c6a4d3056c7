package dev.penstock.waits.jfr;

import java.time.Duration;

/** The door to the JFR events: the only class of this package that loads without the module {@code jdk.jfr}. */
public final class FlightEvents {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightEvents() {}

    /** The events of a pool; {@link PoolFlight#NONE} if this Java has no Flight Recorder. */
    public static PoolFlight of(String pool) {
        return PRESENT ? new RecordedPool(pool) : PoolFlight.NONE;
    }

    /**
     * The last events of a pool in the recordings of this process: at most 1,000 of each kind, and at most 2 MiB. It
     * begins no recording of its own. It has no events of the JDK, because these contain passwords from the command
     * line and the environment. Reads and writes files in the folder of temporary files: the caller may have to wait
     * for a disk.
     *
     * @param before the time until now whose events are wanted
     */
    public static FlightExtract recorded(String pool, Duration before) {
        return PRESENT
                ? RecordingReader.read(pool, before)
                : FlightExtract.none("this Java has no Flight Recorder (module jdk.jfr)");
    }
}
