package dev.penstock.pool.diagnosis;

import dev.penstock.backends.Stacks;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.HeldSlot;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.calls.SqlDigests;
import dev.penstock.waits.history.ClaimState;
import dev.penstock.waits.history.InFlightSource;
import dev.penstock.waits.sessions.SessionAccounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the claims in flight of one pool: those that wait, from the accounts, and those that hold a slot, from the
 * ledgers. A claim that gets its slot meanwhile counts once, with its slot. Thread-safe; no claim waits for a reader.
 */
public final class ClaimsInFlight implements InFlightSource {
    /** Of more claims, one in two, three or more is read, so that 100,000 waiters cost no more than this many. */
    private static final int MOST_READ = 4_096;

    private static final int STACKS = 16;

    private final Backends backends;
    private final WaitAccounts accounts;

    /** The claims of the pool with these backends and accounts. */
    public ClaimsInFlight(Backends backends, WaitAccounts accounts) {
        this.backends = backends;
        this.accounts = accounts;
    }

    @Override
    public InFlight read(long now, long stackAge) {
        List<HeldSlot> heldSlots = backends.heldSlots();
        int total = accounts.waitingCount() + heldSlots.size();
        int step = total / MOST_READ + 1;
        Map<Long, Seen> seen = new HashMap<>();
        accounts.waitingClaims(now, step).forEach(claim -> seen.put(claim.claimId(), Seen.of(claim)));
        for (int i = Math.floorMod(Long.hashCode(now), step); i < heldSlots.size(); i += step) {
            HeldSlot held = heldSlots.get(i);
            seen.put(held.claim().claimId(), Seen.of(held, accounts.digests()));
        }
        List<Seen> oldestFirst = new ArrayList<>(seen.values());
        oldestFirst.sort(Comparator.comparingLong((Seen claim) -> claim.state().claimNanos())
                .reversed());
        List<ClaimState> claims = new ArrayList<>(oldestFirst.size());
        for (Seen claim : oldestFirst) {
            boolean withFrame = claims.size() < STACKS && claim.state().claimNanos() >= stackAge;
            claims.add(withFrame ? claim.withFrame() : claim.state());
        }
        return new InFlight(claims, step == 1 ? claims.size() : total);
    }

    @Override
    public SessionAccounts sessions() {
        return backends.sessions();
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
                            claim.trace(),
                            Optional.empty(),
                            Optional.empty(),
                            OptionalInt.empty()));
        }

        static Seen of(HeldSlot held, SqlDigests digests) {
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
                            claim.attributes().trace(),
                            Optional.empty(),
                            claim.sql().map(digests::of),
                            held.pid()));
        }

        /** The state with the frame of the application. */
        ClaimState withFrame() {
            return state.withFrame(Stacks.application(Stacks.of(thread)));
        }
    }
}
