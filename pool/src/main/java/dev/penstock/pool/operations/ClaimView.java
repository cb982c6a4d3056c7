package dev.penstock.pool.operations;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The claim of a connection at one moment, from {@code connection.unwrap(ClaimView.class)}: an immutable value.
 *
 * @param claim the claim's printed ID, as in logs and reports
 * @param operation the name of the operation to which it belongs
 * @param backend the label of its backend
 * @param slot the ID of its slot
 * @param acquired the time from the entry of {@code getConnection()} to the handover of the connection
 * @param executed the time during which a JDBC call was at the driver
 * @param idle the time since the handover without a JDBC call
 */
public record ClaimView(
        String claim,
        Optional<String> operation,
        String backend,
        long slot,
        Duration acquired,
        Duration executed,
        Duration idle) {
    /** For example {@code claim 7f3a9c01d4-2-1042 for 'checkout' on db-1:5432, slot 17: acquired in 0.000 ms, …}. */
    @Override
    public String toString() {
        return "claim " + claim + operation.map(name -> " for '" + name + "'").orElse("") + " on " + backend + ", slot "
                + slot + ": acquired in " + millis(acquired) + ", executed " + millis(executed) + ", idle "
                + millis(idle);
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.3f ms", time.toNanos() / 1e6);
    }
}
