package dev.penstock.waits.history;

import dev.penstock.waits.sessions.SessionAccounts;
import java.util.List;

/** Reads the claims in flight. Called by the recorder once a second, and by readers of the activity. Thread-safe. */
public interface InFlightSource {
    /**
     * The claims in flight at one moment.
     *
     * @param claims their states, the oldest claim first; a random part of them, if there are very many
     * @param total the number of claims in flight
     */
    record InFlight(List<ClaimState> claims, long total) {}

    /**
     * Reads the claims in flight without stopping one.
     *
     * @param now the time of the pool's clock, in nanoseconds
     * @param stackAge the age in nanoseconds from which on the stack of a claim is read, if it is among the oldest. On
     *     Java 17 each reading of a stack stops all threads for a moment
     */
    InFlight read(long now, long stackAge);

    /** The accounts of the pool's sessions. */
    SessionAccounts sessions();

    /** The number of slots that claims hold. */
    int slotsInUse();
}
