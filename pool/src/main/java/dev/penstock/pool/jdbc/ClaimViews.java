package dev.penstock.pool.jdbc;

import dev.penstock.pool.operations.ClaimView;
import dev.penstock.waits.HeldClaim;
import java.sql.SQLException;
import java.time.Duration;

/** Makes the {@link ClaimView} of a connection. Stateless. */
final class ClaimViews {
    private ClaimViews() {}

    static boolean accepts(Class<?> type) {
        return type.equals(ClaimView.class);
    }

    /**
     * The view at this moment.
     *
     * @throws SQLException if the claim has ended, or if the pool does not record claims
     */
    static ClaimView of(ClaimedConnection connection) throws SQLException {
        long now = connection.policy().slotReturn().now();
        HeldClaim claim = connection.ledger().heldClaim(now).orElse(null);
        connection.requireOpen("its ClaimView was asked for after close()");
        if (claim == null) {
            throw new SQLException("the pool does not record claims: a ClaimView needs recording=full");
        }
        return new ClaimView(
                claim.ids().format(claim.claimId()),
                claim.attributes().operation(),
                connection.slot().set().backend().label(),
                connection.slot().id(),
                Duration.ofNanos(claim.claimNanos() - claim.heldNanos()),
                Duration.ofNanos(claim.executedNanos()),
                Duration.ofNanos(Math.max(0, claim.heldNanos() - claim.executedNanos())));
    }
}
