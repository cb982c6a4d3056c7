package dev.penstock.chaos.report.model;

import java.util.Optional;

/**
 * The moment from which a track is in a state.
 *
 * @param millis the moment, in milliseconds since the begin of the run
 * @param state the state, such as {@code UNCLAIMED}
 * @param claim the ID of the claim that holds the slot from then on; empty if none does
 */
public record StateChange(long millis, String state, Optional<String> claim) {
    /** Without a claim. */
    public static StateChange to(long millis, String state) {
        return new StateChange(millis, state, Optional.empty());
    }
}
