package dev.penstock.pool.claims;

import dev.penstock.waits.WaitEvent;
import org.jspecify.annotations.Nullable;

/**
 * The objects on which queued claims park. The class of each is named by the wait reason, because a thread dump shows
 * the class: {@code parking to wait for <…> (a dev.penstock.pool.claims.ParkBlocker$ClaimWaitSlot)}. Immutable.
 *
 * <p>The reason is that of the moment at which the claim parked; it may have changed since.
 */
final class ParkBlocker {
    private static final Object SLOT = new ClaimWaitSlot();
    private static final Object CONNECT = new ClaimWaitConnect();
    private static final Object BACKEND = new ClaimWaitBackend();
    private static final Object DISCOVERY = new ClaimWaitDiscovery();
    private static final Object ADMIN = new ClaimWaitAdmin();

    private ParkBlocker() {}

    /** Every eligible slot is claimed, or its last claim resets the session. */
    static final class ClaimWaitSlot {}

    /** Eligible slots are connecting or being checked. */
    static final class ClaimWaitConnect {}

    /** No known backend is online. */
    static final class ClaimWaitBackend {}

    /** No backend has been found yet. */
    static final class ClaimWaitDiscovery {}

    /** The pool is suspended. */
    static final class ClaimWaitAdmin {}

    /** Whether a thread that parks on {@code blocker} is a claimant of some pool. */
    static boolean isOne(@Nullable Object blocker) {
        return blocker == SLOT || blocker == CONNECT || blocker == BACKEND || blocker == DISCOVERY || blocker == ADMIN;
    }

    /** The blocker of claims that wait for {@code reason}. */
    static Object of(WaitEvent reason) {
        return switch (reason) {
            case CLAIM_WAIT_CONNECT -> CONNECT;
            case CLAIM_WAIT_BACKEND -> BACKEND;
            case CLAIM_WAIT_DISCOVERY -> DISCOVERY;
            case CLAIM_WAIT_ADMIN -> ADMIN;
            default -> SLOT;
        };
    }
}
