package dev.penstock.waits;

import java.lang.ref.WeakReference;
import java.util.Optional;

/**
 * A weak reference to the guard of a long-held claim. It shows that no thread can reach the claim's connection any
 * more, and therefore none can close it. Thread-safe.
 */
public final class WatchedClaimGuard {
    private final WeakReference<ClaimGuard> guard;
    private final ClaimAttributes attributes;
    private final ClaimGuard.LostClaim lost;
    private final CorrelationIds ids;
    private final long claimId;

    WatchedClaimGuard(ClaimGuard guard, CorrelationIds ids, long claimId) {
        this.guard = new WeakReference<>(guard);
        this.attributes = guard.attributes();
        this.lost = guard.lostClaim();
        this.ids = ids;
        this.claimId = claimId;
    }

    /** The claim's ID. */
    public long claimId() {
        return claimId;
    }

    /** The claim's operation, and the place where it was made. */
    ClaimAttributes attributes() {
        return attributes;
    }

    /** Reports that the pool took the slot back at {@code now}, because no thread can reach the claim's connection. */
    public void takenBack(long now) {
        lost.takenBack(now);
    }

    /** Whether no thread can reach the claim's connection, and therefore none can close it. */
    public boolean isUnreachable() {
        return guard.refersTo(null);
    }

    /** The guard; empty if no thread can reach it. */
    public Optional<ClaimGuard> guard() {
        return Optional.ofNullable(guard.get());
    }

    @Override
    public String toString() {
        return "watched claim " + ids.format(claimId);
    }
}
