package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import java.util.Optional;

/**
 * The state of one backend at one moment, as its pool sees it: an immutable value.
 *
 * @param backend name, address and port
 * @param health the health of the server
 * @param role the role of the server in the service
 * @param timeline the timeline that a primary reports; 0 if it is not known
 * @param stalled whether its status task is stalled
 * @param slots how many slots are in each state
 * @param statusNanos the duration of the last status round trip, in nanoseconds; -1 before the first
 * @param microstate the present activity of its status task
 * @param epoch the number of status tasks that the backend has had, including the present one
 * @param refused how many effects of replaced status tasks were refused
 * @param lastError the reason why the backend is offline, why the last connect attempt failed, or why the server
 *     accepts no more connections; empty after a success
 * @param lastStall the last stall of its status task; empty if there was none
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
    /** The health in one word; {@code STALLED} if the status task is stalled. */
    public String state() {
        return stalled ? "STALLED" : health.name();
    }

    /** One line, as in {@code db-1.test/127.0.0.2:5432 ONLINE PRIMARY (total=4, …)}, with the last error, if any. */
    @Override
    public String toString() {
        return backend.label() + " " + state() + (role == Role.UNKNOWN ? "" : " " + role) + " (" + slots + ")"
                + lastError.map(error -> ", last error: " + error).orElse("");
    }
}
