package dev.penstock.backends.diagnostics;

import java.util.List;
import java.util.Optional;

/**
 * A session of a server, as the server shows it: an immutable value.
 *
 * @param pid the process that serves it
 * @param state the state such as {@code active} or {@code idle in transaction}; empty if the server hides it
 * @param stateNanos the time since it has that state, in nanoseconds; 0 if that is not known
 * @param waitsOn the wait event of the server, such as {@code Lock:transactionid}; empty if it waits on nothing
 * @param user the user of the session
 * @param application its application_name; empty if there is none
 * @param sql its present or last SQL with {@code ?} for each literal; empty if there is none, or if the server hides it
 * @param blockers the processes for which it waits, 0 for a prepared transaction; empty if it waits for none
 */
public record ServerSession(
        int pid,
        Optional<String> state,
        long stateNanos,
        Optional<String> waitsOn,
        Optional<String> user,
        Optional<String> application,
        Optional<String> sql,
        List<Integer> blockers) {
    /** Copies the list. */
    public ServerSession {
        blockers = List.copyOf(blockers);
    }

    /** Whether the server shows the state only to members of pg_monitor, and this user is none. */
    public boolean hidden() {
        return state.isEmpty();
    }

    /** Whether the session executes a statement. */
    public boolean active() {
        return state.filter(text -> !text.startsWith("idle")).isPresent();
    }

    /** Whether the session is in a transaction, and its client sends no statement. */
    public boolean idleInTransaction() {
        return state.filter(text -> text.startsWith("idle in transaction")).isPresent();
    }
}
