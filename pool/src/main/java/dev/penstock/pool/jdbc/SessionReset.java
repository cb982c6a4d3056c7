package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.text.ForeignText;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The reset of a session that a claim leaves: at the end of the claim, or when the claim moves to another slot.
 *
 * <p>The caller calls {@link #begin}, then {@link #run}, and then gives the slot back, whatever {@code run} throws.
 */
final class SessionReset {
    /** The cause if {@link #run} does not return, because the driver threw an {@link Error}. */
    static final DisconnectCause ERROR = DisconnectCause.client("its session could not be reset: an Error was thrown");

    private static final DisconnectCause CLOSED_BY_DRIVER = DisconnectCause.unknown("its driver has closed it");
    private static final int NOT_LIMITED = -1;
    private static final Executor IN_CALLER = Runnable::run;

    private SessionReset() {}

    /**
     * Moves the slot to RESETTING if its session needs a reset.
     *
     * @return the state of the slot
     */
    static SlotState begin(ClaimedConnection claim, Slot slot, @Nullable SessionChanges changes) {
        if (claim.autoCommit() && changes == null && !claim.hasOpenStatements()) {
            return SlotState.CLAIMED;
        }
        slot.beginReset();
        return SlotState.RESETTING;
    }

    /**
     * Resets the session. If no reset is needed, checks that the driver has not closed the connection.
     *
     * @param state the state of the slot, from {@link #begin}
     * @return the reason why no other claim may have the session; null if the session is ready
     */
    static @Nullable DisconnectCause run(
            ClaimedConnection claim, SlotState state, Connection driver, @Nullable SessionChanges changes) {
        try {
            if (state == SlotState.RESETTING) {
                reset(claim, driver, changes);
            } else if (driver.isClosed()) {
                return CLOSED_BY_DRIVER;
            } else if (claim.hasStatements()) {
                driver.clearWarnings();
            }
            return null;
        } catch (Exception e) {
            return causeOf(claim.policy(), e);
        }
    }

    private static DisconnectCause causeOf(SessionPolicy policy, Exception failure) {
        DisconnectCause.Blame blame =
                policy.classifier().causeOf(failure).map(DisconnectCause::blame).orElse(DisconnectCause.Blame.CLIENT);
        return new DisconnectCause("its session could not be reset: " + ForeignText.message(failure), blame);
    }

    private static void reset(ClaimedConnection claim, Connection driver, @Nullable SessionChanges changes)
            throws SQLException {
        int before = limitNetworkTimeout(driver, claim.policy().resetMillis());
        claim.closeStatements();
        if (!claim.autoCommit()) {
            driver.rollback();
        }
        if (changes != null) {
            changes.restore();
        }
        int former = changes == null ? before : changes.networkTimeoutBefore(before);
        if (former >= 0) {
            driver.setNetworkTimeout(IN_CALLER, former);
        }
        driver.clearWarnings();
    }

    /**
     * Bounds each round trip of the reset by the network timeout, if the driver has one.
     *
     * @return the network timeout before, in milliseconds; {@link #NOT_LIMITED} if it stays as it is
     */
    private static int limitNetworkTimeout(Connection driver, int millis) throws SQLException {
        try {
            int before = driver.getNetworkTimeout();
            if (before > 0 && before <= millis) {
                return NOT_LIMITED;
            }
            driver.setNetworkTimeout(IN_CALLER, millis);
            return before;
        } catch (SQLFeatureNotSupportedException | UnsupportedOperationException | AbstractMethodError e) {
            return NOT_LIMITED;
        }
    }
}
