package dev.penstock.pool.diagnosis;

import dev.penstock.backends.Stacks;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.history.ClaimState;
import dev.penstock.waits.history.InFlightSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the claims in flight of one pool: those that wait, from the accounts, and those that hold a slot, from the
 * ledgers. Thread-safe; no claim waits for a reader.
 */
public final class ClaimsInFlight implements InFlightSource {
    private final Backends backends;
    private final WaitAccounts accounts;

    /** The claims of the pool with these backends and accounts. */
    public ClaimsInFlight(Backends backends, WaitAccounts accounts) {
        this.backends = backends;
        this.accounts = accounts;
    }

    @Override
    public InFlight read(long now, int stacks) {
        List<Seen> seen = new ArrayList<>();
        accounts.waitingClaims(now).forEach(claim -> seen.add(Seen.of(claim)));
        backends.heldSlots().forEach(held -> seen.add(Seen.of(held)));
        seen.sort(Comparator.comparingLong((Seen claim) -> claim.state().claimNanos())
                .reversed());
        List<ClaimState> claims = new ArrayList<>(seen.size());
        for (Seen claim : seen) {
            claims.add(claims.size() < stacks ? claim.withFrame() : claim.state());
        }
        return new InFlight(claims, claims.size(), 0);
    }

    @Override
    public int slotsInUse() {
        return backends.counts().held();
    }

    /** A claim and its thread. */
    private record Seen(Thread thread, ClaimState state) {
        static Seen of(WaitAccounts.WaitingClaim claim) {
            return new Seen(
                    claim.claimant(),
                    new ClaimState(
                            claim.claimId(),
                            claim.event(),
                            claim.claimNanos(),
                            claim.eventNanos(),
                            Optional.empty(),
                            OptionalLong.empty(),
                            claim.operation(),
                            Optional.empty()));
        }

        static Seen of(HeldSlot held) {
            HeldClaim claim = held.claim();
            return new Seen(
                    claim.holder(),
                    new ClaimState(
                            claim.claimId(),
                            claim.event(),
                            claim.claimNanos(),
                            claim.eventNanos(),
                            Optional.of(held.backend()),
                            OptionalLong.of(held.slot()),
                            claim.attributes().operation(),
                            Optional.empty()));
        }

        /** The state with the application's frame. Reading a stack stops the thread for a moment. */
        ClaimState withFrame() {
            return state.withFrame(Stacks.application(List.of(thread.getStackTrace())));
        }
    }
}
