package dev.penstock.waits.jfr;

/**
 * Events of one pool as text, in the order of time: an immutable value.
 *
 * @param lines a JSON object in each line; empty if there is no event
 * @param missing what the lines lack and why, in one sentence without a full stop; empty if they lack nothing
 */
public record FlightExtract(String lines, String missing) {
    static FlightExtract none(String reason) {
        return new FlightExtract("", reason);
    }
}
