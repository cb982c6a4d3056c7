package dev.penstock.waits.sessions;

import dev.penstock.waits.DurationFormat;
import dev.penstock.waits.EventStats;
import dev.penstock.waits.WaitEvent;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One open session and what its claims have waited on, at one moment: an immutable value.
 *
 * @param backend the label of its backend
 * @param slot the number of its slot
 * @param session its number, in the order in which the sessions of the pool were opened, from 1 on
 * @param pid the process or the connection of the server that serves it; empty if the driver does not tell it
 * @param ageNanos the time since it was opened, in nanoseconds
 * @param events the waits of its claims by event, without distributions; a claim under way counts in the times
 */
public record SessionView(
        String backend, long slot, long session, OptionalInt pid, long ageNanos, Map<WaitEvent, EventStats> events) {
    /** Makes the map unmodifiable. */
    public SessionView {
        events = Map.copyOf(events);
    }

    /** The number of claims that it was handed to. */
    public long claims() {
        EventStats acquired = events.get(WaitEvent.CLAIM_ACQUIRE);
        return acquired == null ? 0 : acquired.total();
    }

    /** For example {@code session 7 in slot 3 of db-1/10.0.0.1:5432, pid 4711, for 12 s: 42 claims}. */
    @Override
    public String toString() {
        return "session " + session + " in slot " + slot + " of " + backend
                + (pid.isPresent() ? ", pid " + pid.getAsInt() : "") + ", for " + DurationFormat.format(ageNanos) + ": "
                + claims() + " claims";
    }
}
