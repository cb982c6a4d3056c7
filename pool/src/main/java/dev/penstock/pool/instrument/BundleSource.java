package dev.penstock.pool.instrument;

import dev.penstock.waits.jfr.FlightExtract;
import dev.penstock.waits.text.ForeignText;
import java.util.concurrent.Callable;

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

        /** A part that a reader reads. If the reader fails, the part says so, and the rest of the bundle is written. */
        public static Part read(Callable<Part> reader) {
            try {
                return reader.call();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return none("could not be read: the reader was interrupted");
            } catch (Exception | Error e) {
                return none("could not be read: " + ForeignText.describe(e));
            }
        }

        /** No text, for a reason. */
        public static Part none(String reason) {
            return new Part("", reason);
        }
    }

    /** The source of a bundle of a pool of this process. Its threads stop for a moment. */
    static BundleSource of(Instrument instrument) {
        return of(instrument, Part.read(() -> {
            FlightExtract events = instrument.events();
            return new Part(events.lines(), events.missing());
        }));
    }

    private static BundleSource of(Instrument instrument, Part flight) {
        return new BundleSource(
                ProcessHandle.current().pid() + ", Java " + Runtime.version(),
                Part.read(() -> Part.ofThreads(instrument.threads())),
                flight);
    }

    /** The same without recordings: the end of the process could leave the copy of a recording behind. */
    static BundleSource atExit(Instrument instrument) {
        return of(instrument, Part.none("recordings are not read at the end of the process"));
    }
}
