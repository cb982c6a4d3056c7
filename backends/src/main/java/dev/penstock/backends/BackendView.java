package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import java.util.Optional;

/**
 * A backend as its pool sees it at one moment: an immutable value.
 *
 * @param backend name, address and port
 * @param health what is known of the server
 * @param role what the server is to the service
 * @param timeline the timeline that a primary says it writes; 0 where that is not known
 * @param stalled whether its status task does not answer
 * @param slots slots by state
 * @param statusNanos the last status round trip, in nanoseconds; -1 before the first
 * @param microstate what its status task is doing at this moment
 * @param epoch how many status tasks it has had, the present one included
 * @param refused effects of replaced status tasks that were refused
 * @param lastError why it is not online, why the last connect attempt failed, or why the server lets no more
 *     connections in; empty after a success
 * @param lastStall the last stall of its status task
 */
public record BackendView(
        Backend backend,
        BackendHealth health,
        Role role,
        long timeline,
        boolean stalled,
        SlotCounts slots,
        long statusNanos,
        Microstate microstate,
        int epoch,
        long refused,
        Optional<String> lastError,
        Optional<StallReport> lastStall) {
    /** The health in one word, {@code STALLED} where the status task does not answer. */
    public String state() {
        return stalled ? "STALLED" : health.name();
    }

    /** For example {@code db-1.test/127.0.0.2:5432 ONLINE PRIMARY (total=4, …)}, with the last error, if any. */
    @Override
    public String toString() {
        return backend.label() + " " + state() + (role == Role.UNKNOWN ? "" : " " + role) + " (" + slots + ")"
                + lastError.map(error -> ", last error: " + error).orElse("");
    }
}
