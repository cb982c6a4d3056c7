package dev.penstock.pool.jdbc;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.jdbc.SessionInspector;
import dev.penstock.backends.slots.Slot;
import dev.penstock.waits.sessions.CloseReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The reset of a session that a claim leaves: at the end of the claim, or when the claim moves to another slot. It
 * exists only if the session needs a reset; {@link #endUse} decides that.
 *
 * <p>It ends within the policy's limit. The reset runs in the caller if the driver obeys its network timeout
 * in each wait. Otherwise a thread of the backend runs it, and the caller waits at most for the limit. Such is also a
 * claim that has unwrapped its connection, because the application may use the driver's object on; and a claim with
 * open statements, if their close may read the rest of a result.
 */
final class SessionReset implements Runnable {
    /** The cause if {@link #endUse} does not return, because the driver threw an {@link Error}. */
    static final DisconnectCause ERROR = DisconnectCause.client("its session could not be reset: an Error was thrown")
            .as(CloseReason.RESET_FAILED);

    /** The cause if a session is left while another thread uses it. */
    static final DisconnectCause USED_BY_ANOTHER_THREAD =
            DisconnectCause.client("it was closed during a call of another thread");

    private static final DisconnectCause CLOSED_BY_DRIVER = DisconnectCause.unknown("its driver has closed it");
    private static final DisconnectCause COPY_LEFT = DisconnectCause.client("a COPY was in progress at its end");

    private final ClaimedConnection claim;
    private final Connection driver;
    private final @Nullable SessionChanges changes;
    private final SessionInspector.Activity activity;
    /** Whether the claim may have set something by statements, and a statement is configured that undoes it. */
    private final boolean runsQuery;

    /** The result of {@link #run()}. */
    private @Nullable DisconnectCause failure;

    private SessionReset(
            ClaimedConnection claim,
            Connection driver,
            @Nullable SessionChanges changes,
            SessionInspector.Activity activity,
            boolean runsQuery) {
        this.claim = claim;
        this.driver = driver;
        this.changes = changes;
        this.activity = activity;
        this.runsQuery = runsQuery;
    }

    /**
     * Ends the use of a session by a claim that entered {@code close()} at {@code closing}, as {@link #endUse}. The
     * ledger of the slot records that the reset has begun.
     */
    static @Nullable DisconnectCause endClaim(
            ClaimedConnection claim, Connection driver, @Nullable SessionChanges changes, long closing) {
        SessionReset reset = neededBy(claim, driver, changes);
        if (reset == null) {
            return checkUnchanged(claim, driver);
        }
        if (claim.policy().slotReturn().records()) {
            claim.slot().ledger().beginReset(closing);
        }
        return reset.resetSlot(claim.slot());
    }

    /**
     * Ends the use of a session: resets it if necessary, and moves its slot to RESETTING for that.
     *
     * @return the reason why no other claim may have the session; null if the session is ready
     */
    static @Nullable DisconnectCause endUse(
            ClaimedConnection claim, Slot slot, Connection driver, @Nullable SessionChanges changes) {
        SessionReset reset = neededBy(claim, driver, changes);
        return reset == null ? checkUnchanged(claim, driver) : reset.resetSlot(slot);
    }

    private @Nullable DisconnectCause resetSlot(Slot slot) {
        slot.beginReset();
        DisconnectCause failure = run(slot);
        return failure == null && claim.hasMarkedCallAfterWait() ? USED_BY_ANOTHER_THREAD : failure;
    }

    /** The reset that the session needs; null if it needs none. Takes no round trip. */
    private static @Nullable SessionReset neededBy(
            ClaimedConnection claim, Connection driver, @Nullable SessionChanges changes) {
        boolean used = claim.hasUsedSession();
        boolean unchanged = claim.autoCommit()
                && (changes == null || !changes.any())
                && !ClaimedStatement.hasOpen(claim.newestStatement);
        if (unchanged && !used) {
            return null;
        }
        ResetPolicy policy = claim.policy().reset();
        SessionInspector.Activity activity = policy.inspectors().of(driver).activity(driver);
        boolean idle = activity == SessionInspector.Activity.IDLE || activity == SessionInspector.Activity.UNKNOWN;
        boolean runsQuery = used && claim.policy().defaults().resetSql().isPresent();
        return unchanged && idle && !runsQuery ? null : new SessionReset(claim, driver, changes, activity, runsQuery);
    }

    /**
     * Checks a session that needs no reset.
     *
     * @return the reason why no other claim may have the session; null if the session is ready
     */
    private static @Nullable DisconnectCause checkUnchanged(ClaimedConnection claim, Connection driver) {
        try {
            if (driver.isClosed()) {
                return CLOSED_BY_DRIVER;
            }
            if (claim.newestStatement != null) {
                driver.clearWarnings();
            }
            return null;
        } catch (Exception e) {
            return causeOf(claim.policy(), e);
        }
    }

    /**
     * Resets the session of a slot that is RESETTING.
     *
     * @return the reason why no other claim may have the session; null if the session is ready
     */
    private @Nullable DisconnectCause run(Slot slot) {
        if (activity == SessionInspector.Activity.COPY) {
            return COPY_LEFT;
        }
        ResetPolicy policy = claim.policy().reset();
        if (isBounded(policy.inspectors().of(driver))) {
            run();
            return failure;
        }
        boolean ended = claim.policy().slotReturn().runReset(slot, this, policy.limit());
        return ended
                ? failure
                : DisconnectCause.unknown("its session could not be reset within "
                                + policy.limit().toMillis() + " ms")
                        .as(CloseReason.RESET_FAILED);
    }

    /** Whether the network timeout bounds the whole reset. */
    private boolean isBounded(SessionInspector inspector) {
        return inspector.isBounded()
                && !claim.isUnwrapped()
                && (inspector.closesStatementsAtOnce() || !ClaimedStatement.hasOpen(claim.newestStatement));
    }

    /** Resets the session, on the thread that was chosen for it. */
    @Override
    public void run() {
        try {
            reset();
            failure = driver.isClosed() ? CLOSED_BY_DRIVER : null;
        } catch (Exception e) {
            failure = causeOf(claim.policy(), e);
        }
    }

    private static DisconnectCause causeOf(SessionPolicy policy, Exception failure) {
        DisconnectCause.Blame blame =
                policy.classifier().causeOf(failure).map(DisconnectCause::blame).orElse(DisconnectCause.Blame.CLIENT);
        return new DisconnectCause(
                "its session could not be reset: " + policy.classifier().describe(failure),
                blame,
                CloseReason.RESET_FAILED);
    }

    private void reset() throws SQLException {
        SessionPolicy policy = claim.policy();
        boolean strict = changes != null && changes.changesNetworkTimeout();
        RoundTripLimit limit = new RoundTripLimit(
                driver, policy.slotReturn().clock(), policy.reset().limit(), strict);
        ClaimedStatement.closeAll(claim.newestStatement);
        limit.next();
        rollBack();
        if (changes != null) {
            changes.restore(limit);
        }
        if (runsQuery) {
            policy.defaults().resetAndApplyTo(driver, limit::next);
        }
        limit.next();
        limit.end(changes == null || !strict ? limit.before() : changes.networkTimeoutBefore());
        driver.clearWarnings();
    }

    /** JDBC ends no transaction while automatic commit is on. A transaction that a statement began is ended by one. */
    private void rollBack() throws SQLException {
        if (activity == SessionInspector.Activity.TRANSACTION) {
            claim.policy().slotReturn().leftTransaction();
        }
        if (!claim.autoCommit()) {
            driver.rollback();
        } else if (activity == SessionInspector.Activity.TRANSACTION) {
            try (Statement statement = driver.createStatement()) {
                statement.execute("ROLLBACK");
            }
        }
    }
}
