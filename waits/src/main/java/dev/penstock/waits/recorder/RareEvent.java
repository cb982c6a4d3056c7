package dev.penstock.waits.recorder;

import java.time.Instant;
import java.util.Optional;

/**
 * A rare event of a pool: a change of a backend's health or role, a failed connect, a stall, an operator's command, a
 * change of the configuration. An immutable value.
 *
 * @param at the moment of the event
 * @param backend the label of the backend; empty for an event of the whole pool
 * @param text what happened, in one line; a text that was cut ends in {@code …[n more]}
 */
public record RareEvent(Instant at, Optional<String> backend, String text) {
    @Override
    public String toString() {
        return at + " " + text;
    }
}
