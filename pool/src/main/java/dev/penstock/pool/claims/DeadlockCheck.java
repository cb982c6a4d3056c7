package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds a deadlock that claims make with each other, and breaks it: threads hold every slot that could serve them, and
 * each waits for another slot. The youngest claim fails; its thread then returns its slots, and the others go on. One
 * thread looks at a time.
 *
 * <p><b>Method.</b> The threads of the deadlock are the greatest set of waiting threads such that each slot that could
 * serve one of them is held by a thread of the set. The set is found by removal until nothing changes.
 *
 * <p><b>No false deadlock.</b> Claims and slots move while they are read. The check therefore reads all parties a
 * second time: a claim that was held at both readings was held in between, and a waiter that is queued at the second
 * reading was queued in between. A claim whose last call is another one at the second reading made progress, and is no
 * party. A held connection that was used while its thread waited has another user, who may
 * return it; its thread is no party. Neither is a claim that began less than {@link #LEAST_WAIT} ago. One case is not
 * seen: a thread without a claim is going to close a connection that it has not used yet.
 */
final class DeadlockCheck {
    /** A claim that waits for less than this is no part of a deadlock. */
    static final Duration LEAST_WAIT = Duration.ofMillis(500);

    private final Supplier<List<Slot>> slots;
    private final Predicate<Slot> eligible;
    private final BooleanSupplier mayGrow;
    private final ClaimQueue queue;
    private final NanoClock clock;
    private final Consumer<Deadlock> onDeadlock;

    /** A slot and the claim that holds it. */
    private record Holding(Slot slot, HeldClaim claim) {}

    /** A waiting thread, and the slots that it holds. */
    private record Party(Waiter waiter, List<Holding> holdings) {}

    /**
     * A check of the waiters in {@code queue}.
     *
     * @param slots all slots of the pool
     * @param eligible whether claims may use the backend of a slot
     * @param mayGrow whether the pool may open more slots than it has
     * @param onDeadlock receives each deadlock after its youngest claim was made to fail; must neither block nor throw
     */
    DeadlockCheck(
            Supplier<List<Slot>> slots,
            Predicate<Slot> eligible,
            BooleanSupplier mayGrow,
            ClaimQueue queue,
            NanoClock clock,
            Consumer<Deadlock> onDeadlock) {
        this.slots = slots;
        this.eligible = eligible;
        this.mayGrow = mayGrow;
        this.queue = queue;
        this.clock = clock;
        this.onDeadlock = onDeadlock;
    }

    /** Looks once, and breaks the deadlock that it finds. */
    void look() {
        if (queue.isEmpty()) {
            return;
        }
        long now = clock.nanoTime();
        List<Slot> all = slots.get();
        Map<Thread, List<Holding>> holders = waitingHolders(all, now);
        if (holders.isEmpty() || mayGrow.getAsBoolean()) {
            return;
        }
        Map<Slot, Party> deadlocked = deadlocked(all, parties(holders, now));
        if (!deadlocked.isEmpty() && isDefinite(deadlocked.values(), now)) {
            breakDeadlock(Set.copyOf(deadlocked.values()), now);
        }
    }

    /** The holders that are parked as claimants, by a test that costs no lock. */
    private static Map<Thread, List<Holding>> waitingHolders(List<Slot> all, long now) {
        Map<Thread, List<Holding>> holders = new HashMap<>();
        for (Slot slot : all) {
            HeldClaim claim = slot.ledger().heldClaim(now).orElse(null);
            if (claim != null && ParkBlocker.isOne(LockSupport.getBlocker(claim.holder()))) {
                holders.computeIfAbsent(claim.holder(), thread -> new ArrayList<>())
                        .add(new Holding(slot, claim));
            }
        }
        return holders;
    }

    private List<Party> parties(Map<Thread, List<Holding>> holders, long now) {
        List<Party> parties = new ArrayList<>();
        for (Waiter waiter : queue.waitersOf(holders.keySet())) {
            List<Holding> holdings = holders.getOrDefault(waiter.claimant(), List.of());
            long waited = waiter.age(now);
            boolean idle = holdings.stream()
                    .allMatch(held -> !held.claim().executing() && held.claim().eventNanos() >= waited);
            if (idle && waited >= LEAST_WAIT.toNanos()) {
                parties.add(new Party(waiter, holdings));
            }
        }
        return parties;
    }

    /** The greatest set of parties in which no party can get a slot from outside, by the slots that they hold. */
    private Map<Slot, Party> deadlocked(List<Slot> all, List<Party> parties) {
        List<Party> left = new ArrayList<>(parties);
        Map<Slot, Party> held = new HashMap<>();
        boolean changed = true;
        while (changed) {
            held.clear();
            left.forEach(party -> party.holdings().forEach(holding -> held.put(holding.slot(), party)));
            List<Slot> outside =
                    all.stream().filter(slot -> !held.containsKey(slot)).toList();
            changed = left.removeIf(party -> outside.stream().anyMatch(slot -> mayServe(slot, party.waiter())));
        }
        return held;
    }

    /** Whether the waiter may get this slot one day. A backend that is not eligible may come back with any role. */
    private boolean mayServe(Slot slot, Waiter waiter) {
        return queue.mayHave(waiter, slot) || !eligible.test(slot);
    }

    private boolean isDefinite(Iterable<Party> parties, long now) {
        for (Party party : parties) {
            for (Holding holding : party.holdings()) {
                HeldClaim again = holding.slot().ledger().heldClaim(now).orElse(null);
                if (again == null || !isUnused(holding.claim(), again)) {
                    return false;
                }
            }
        }
        for (Party party : parties) {
            if (!party.waiter().isQueued() || party.waiter().isNotified()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the same claim made no call between two readings of the same moment. */
    private static boolean isUnused(HeldClaim before, HeldClaim again) {
        return again.claimId() == before.claimId()
                && !again.executing()
                && again.eventNanos() == before.eventNanos()
                && again.executedNanos() == before.executedNanos();
    }

    private void breakDeadlock(Set<Party> parties, long now) {
        List<Party> youngestFirst = new ArrayList<>(parties);
        youngestFirst.sort(Comparator.comparingLong(party -> party.waiter().age(now)));
        int held = youngestFirst.stream()
                .mapToInt(party -> party.holdings().size())
                .sum();
        List<Deadlock.Party> named = youngestFirst.stream()
                .limit(Deadlock.MOST_PARTIES)
                .map(party -> describe(party, now))
                .toList();
        Deadlock deadlock = new Deadlock(named, youngestFirst.size(), held);
        Waiter youngest = youngestFirst.get(0).waiter();
        youngest.fail(deadlock, now);
        onDeadlock.accept(deadlock);
    }

    private static Deadlock.Party describe(Party party, long now) {
        List<Deadlock.Held> held = new ArrayList<>();
        for (Holding holding : party.holdings()) {
            HeldClaim claim = holding.claim();
            held.add(new Deadlock.Held(
                    claim.ids().format(claim.claimId()),
                    holding.slot().set().backend().label(),
                    claim.attributes().operation()));
        }
        Waiter waiter = party.waiter();
        return new Deadlock.Party(waiter.claimant().getName(), Duration.ofNanos(waiter.age(now)), held);
    }
}
