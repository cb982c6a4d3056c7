package dev.penstock.waits;

import java.lang.ref.WeakReference;
import java.util.Optional;

/**
 * A claim that has held its slot for long enough to be watched: it is no longer kept reachable, so that it shows when
 * nobody has its connection any more and nobody can close it. Thread-safe.
 */
public final class WatchedClaimGuard {
    private final WeakReference<ClaimGuard> claim;
    private final ClaimAttributes attributes;
    private final long claimId;

    WatchedClaimGuard(ClaimGuard claim, long claimId) {
        this.claim = new WeakReference<>(claim);
        this.attributes = claim.attributes();
        this.claimId = claimId;
    }

    /** The claim's ID. */
    public long claimId() {
        return claimId;
    }

    /** What else is known of it. */
    public ClaimAttributes attributes() {
        return attributes;
    }

    /** Whether nobody has the connection any more, so that nobody will ever close it. */
    public boolean isUnreachable() {
        return claim.refersTo(null);
    }

    /** The claim, where somebody still has its connection. */
    public Optional<ClaimGuard> claim() {
        return Optional.ofNullable(claim.get());
    }
}
