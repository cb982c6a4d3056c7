package dev.penstock.waits.jfr;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the JFR events of one pool, as far as a recording wants them. Thread-safe. No method throws or blocks. Texts
 * must hold no secret.
 */
public interface PoolFlight {
    /** Records nothing. */
    PoolFlight NONE = new PoolFlight() {};

    /** Whether a recording wants events of claims. */
    default boolean wantsClaims() {
        return false;
    }

    /** Begins to record a claim. */
    default ClaimFlight begin() {
        return ClaimFlight.NONE;
    }

    /** A connect attempt of a slot begins. */
    default FlightSpan connect(String backend, long slot) {
        return FlightSpan.NONE;
    }

    /** A check of an idle connection begins. */
    default FlightSpan check(String backend) {
        return FlightSpan.NONE;
    }

    /** The close of a connection begins. */
    default FlightSpan close(String backend) {
        return FlightSpan.NONE;
    }

    /** A probe of a server begins. */
    default FlightSpan probe(String backend) {
        return FlightSpan.NONE;
    }

    /**
     * A request to a status task begins.
     *
     * @param roundTrip supplies the printed ID of the request
     * @param claim supplies the printed ID of the claim that caused it, or null
     */
    default FlightSpan roundTrip(String backend, Supplier<String> roundTrip, Supplier<@Nullable String> claim) {
        return FlightSpan.NONE;
    }

    /** A slot moved from state to state, other than by a claim. */
    default void moved(String backend, long slot, String from, String to) {}

    /** The health of a backend changed. */
    default void healthChanged(String backend, String before, String now, String reason) {}

    /** A status task stalls. */
    default void stalled(String backend, String microstate, String report) {}

    /** The pool applied a result of its resolver. */
    default void discovered(String service, long version, int backends) {}

    /** A backend was granted another number of slots. */
    default void granted(String backend, int before, int granted) {}

    /** An alert fires or is resolved. */
    default void alerted(String rule, String state, String text) {}

    /**
     * Records the state of each backend once a second, if a recording wants that. Call this again and again: it begins
     * when the first recording has begun.
     *
     * @param states reads the states; called by a thread of Flight Recorder, must not block
     */
    default void recordStates(Supplier<List<BackendState>> states) {}

    /** Ends {@link #recordStates}. */
    default void close() {}

    /**
     * The state of a backend at one moment: an immutable value.
     *
     * @param backend the label of the backend
     * @param health its health
     * @param slots its slots by state
     * @param waiting the claims that wait in the pool, for whichever backend
     */
    record BackendState(String backend, String health, Slots slots, int waiting) {}

    /**
     * The number of slots in each state: an immutable value.
     *
     * @param connecting slots without a connection
     * @param unclaimed slots that a claim can take
     * @param claimed slots that a claim holds or resets
     * @param checking slots that the status task checks
     */
    record Slots(int connecting, int unclaimed, int claimed, int checking) {}
}
