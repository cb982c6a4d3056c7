package dev.penstock.pool.instrument;

import dev.penstock.waits.jfr.FlightExtract;

/**
 * What a bundle has besides the records: an immutable value.
 *
 * @param process the process of the pool, in one line
 * @param threads the stacks of its threads
 * @param flight the events of the pool in the recordings of Flight Recorder
 */
public record BundleSource(String process, Part threads, Part flight) {
    /**
     * A text, or a part of one.
     *
     * @param text the text; empty if there is none
     * @param missing what the text lacks and why, in one sentence without a full stop; empty if it lacks nothing
     */
    public record Part(String text, String missing) {
        /** The text of {@link InstrumentMXBean#threads}. */
        public static Part ofThreads(String text) {
            return new Part(text, ThreadDump.isCut(text) ? "its last line counts the threads that are left out" : "");
        }

        /** No text, for a reason. */
        public static Part none(String reason) {
            return new Part("", reason);
        }
    }

    /** The source of a bundle of a pool of this process. Its threads stop for a moment. */
    static BundleSource of(Instrument instrument) {
        FlightExtract events = instrument.events();
        return of(instrument, new Part(events.lines(), events.missing()));
    }

    private static BundleSource of(Instrument instrument, Part flight) {
        return new BundleSource(
                ProcessHandle.current().pid() + ", Java " + Runtime.version(),
                Part.ofThreads(instrument.threads()),
                flight);
    }

    /** The same without recordings: the end of the process could leave the copy of a recording behind. */
    static BundleSource atExit(Instrument instrument) {
        return of(instrument, Part.none("recordings are not read at the end of the process"));
    }
}
