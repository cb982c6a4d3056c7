package dev.penstock.waits.history;

import java.util.List;

/** Reads the claims in flight. Called by the recorder once a second, and by readers of the activity. Thread-safe. */
public interface InFlightSource {
    /**
     * The claims in flight at one moment.
     *
     * @param claims their states, the oldest claim first; a random part of them, if there are very many
     * @param total the number of claims in flight
     * @param unreadable the number of claims that changed too fast to be read
     */
    record InFlight(List<ClaimState> claims, long total, int unreadable) {}

    /**
     * Reads the claims in flight without stopping one.
     *
     * @param now the time of the pool's clock, in nanoseconds
     * @param stacks for how many of the oldest claims to read the stack
     */
    InFlight read(long now, int stacks);

    /** The number of slots that claims hold. */
    int slotsInUse();
}
