package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a deadlock that claims make with each other, and breaks it: threads hold every slot that could serve them, and
 * each waits for another slot, or in a call for a lock of such a thread. The youngest claim that waits for a slot
 * fails; its thread then ends its transactions and returns its slots, and the others go on. One thread looks at a time.
 *
 * <p><b>Method.</b> The waiters of the deadlock are the greatest set of waiting threads such that each slot that could
 * serve one of them is held by a thread of the set, or by a call that waits for a lock of a thread of the set. The set
 * is found by removal until nothing changes. For which locks the calls wait, the servers are asked only if the set
 * would not be empty if all long calls waited for it.
 *
 * <p><b>No false deadlock.</b> Claims and slots move while they are read. The check therefore reads all parties a
 * second time: a claim that was held at both readings was held in between, and a waiter that is queued at the second
 * reading was queued in between. A claim whose last call is another one at the second reading made progress, and is no
 * party. A held connection that was used while its thread waited has another user, who could return it: its thread is
 * no party. Neither is a claim that began, or a call that went to the driver, less than {@link #LEAST_WAIT} ago. One
 * case is not seen: a thread without a claim is going to close a connection that it has not used yet.
 */
final class DeadlockCheck {
    /** A claim that waits for less than this is no part of a deadlock. */
    static final Duration LEAST_WAIT = Duration.ofMillis(500);

    private final Supplier<List<Slot>> slots;
    private final Predicate<Slot> eligible;
    private final BooleanSupplier mayGrow;
    private final ClaimQueue queue;
    private final LockWaits locks;
    private final NanoClock clock;
    private final Consumer<Deadlock> onDeadlock;

    /** A slot and the claim that holds it. */
    private record Holding(Slot slot, HeldClaim claim) {}

    /**
     * A thread that waits, and the slots that it holds.
     *
     * @param waiter its claim that waits for a slot; null if it waits in a call
     * @param waited the time since it waits, in nanoseconds
     */
    private record Party(@Nullable Waiter waiter, long waited, List<Holding> holdings) {
        Party {
            holdings = List.copyOf(holdings);
        }

        Thread thread() {
            return holdings.get(0).claim().holder();
        }

        Stream<Slot> calls() {
            return holdings.stream().filter(held -> held.claim().executing()).map(Holding::slot);
        }
    }

    /**
     * A check of the waiters in {@code queue}.
     *
     * @param slots all slots of the pool
     * @param eligible whether claims may use the backend of a slot
     * @param mayGrow whether the pool may open more slots than it has
     * @param locks for which locks the calls wait
     * @param onDeadlock receives each deadlock after its youngest claim was made to fail; must neither block nor throw
     */
    DeadlockCheck(
            Supplier<List<Slot>> slots,
            Predicate<Slot> eligible,
            BooleanSupplier mayGrow,
            ClaimQueue queue,
            LockWaits locks,
            NanoClock clock,
            Consumer<Deadlock> onDeadlock) {
        this.slots = slots;
        this.eligible = eligible;
        this.mayGrow = mayGrow;
        this.queue = queue;
        this.locks = locks;
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
        Map<Thread, List<Holding>> holders = holders(all, now);
        List<Party> waiters = waiters(holders, now);
        if (waiters.isEmpty() || mayGrow.getAsBoolean()) {
            return;
        }
        List<Party> deadlocked = deadlocked(all, waiters, List.of(), Map.of());
        if (deadlocked.isEmpty()) {
            deadlocked = deadlockedByLocks(all, waiters, callers(holders), now);
        }
        if (!deadlocked.isEmpty() && isDefinite(deadlocked, now)) {
            breakDeadlock(deadlocked);
        }
    }

    private static Map<Thread, List<Holding>> holders(List<Slot> all, long now) {
        Map<Thread, List<Holding>> holders = new HashMap<>();
        for (Slot slot : all) {
            slot.ledger().heldClaim(now).ifPresent(claim -> holders.computeIfAbsent(
                            claim.holder(), thread -> new ArrayList<>())
                    .add(new Holding(slot, claim)));
        }
        return holders;
    }

    /** The holders that wait for another slot. The first test costs no lock. */
    private List<Party> waiters(Map<Thread, List<Holding>> holders, long now) {
        Set<Thread> parked = holders.keySet().stream()
                .filter(thread -> ParkBlocker.isOne(LockSupport.getBlocker(thread)))
                .collect(Collectors.toSet());
        List<Party> parties = new ArrayList<>();
        for (Waiter waiter : parked.isEmpty() ? List.<Waiter>of() : queue.waitersOf(parked)) {
            List<Holding> holdings = holders.getOrDefault(waiter.claimant(), List.of());
            long waited = waiter.age(now);
            if (waited >= LEAST_WAIT.toNanos()
                    && holdings.stream().allMatch(held -> !held.claim().executing() && isUnusedFor(held, waited))) {
                parties.add(new Party(waiter, waited, holdings));
            }
        }
        return parties;
    }

    private static boolean isUnusedFor(Holding held, long nanos) {
        return held.claim().eventNanos() >= nanos;
    }

    /** The holders of which one call is at the driver for long, and which did nothing else since it began. */
    private static List<Party> callers(Map<Thread, List<Holding>> holders) {
        List<Party> parties = new ArrayList<>();
        for (List<Holding> holdings : holders.values()) {
            long called = holdings.stream()
                    .filter(held -> held.claim().executing())
                    .mapToLong(held -> held.claim().eventNanos())
                    .max()
                    .orElse(0);
            if (called >= LEAST_WAIT.toNanos() && holdings.stream().allMatch(held -> isUnusedFor(held, called))) {
                parties.add(new Party(null, called, holdings));
            }
        }
        return parties;
    }

    /** Looks for a deadlock of which calls are a part, and asks the servers if their answers could show one. */
    private List<Party> deadlockedByLocks(List<Slot> all, List<Party> waiters, List<Party> callers, long now) {
        Set<Slot> any = slotsOf(waiters);
        Map<Party, Set<Slot>> possible = new HashMap<>();
        callers.forEach(caller -> possible.put(caller, any));
        if (deadlocked(all, waiters, callers, possible).isEmpty()) {
            return List.of();
        }
        Map<Slot, HeldClaim> held = new HashMap<>();
        Stream.concat(waiters.stream(), callers.stream())
                .flatMap(party -> party.holdings().stream())
                .forEach(holding -> held.put(holding.slot(), holding.claim()));
        LockGraph graph = new LockGraph(held, locks, now);
        Map<Party, Set<Slot>> roots = new HashMap<>();
        callers.forEach(caller -> roots.put(
                caller,
                caller.calls().flatMap(call -> graph.roots(call).stream()).collect(Collectors.toSet())));
        List<Party> found = deadlocked(all, waiters, callers, roots);
        if (found.isEmpty() && !callers.stream().flatMap(Party::calls).allMatch(graph::knows)) {
            locks.ask(now);
        }
        return found;
    }

    /**
     * The greatest set of waiters that can get no slot from outside, and the callers that wait for their locks,
     * directly or through a caller.
     *
     * @param roots the slots whose locks keep a caller waiting
     */
    private List<Party> deadlocked(
            List<Slot> all, List<Party> waiters, List<Party> callers, Map<Party, Set<Slot>> roots) {
        List<Party> waiting = new ArrayList<>(waiters);
        while (!waiting.isEmpty()) {
            List<Party> parties = withCallers(waiting, callers, roots);
            Set<Slot> held = slotsOf(parties);
            List<Slot> outside =
                    all.stream().filter(slot -> !held.contains(slot)).toList();
            if (!waiting.removeIf(party -> outside.stream().anyMatch(slot -> mayServe(slot, party)))) {
                return parties;
            }
        }
        return List.of();
    }

    /** These waiters, and the callers that wait for them. */
    private static List<Party> withCallers(
            List<Party> waiters, List<Party> callers, Map<Party, Set<Slot>> roots) {
        List<Party> parties = new ArrayList<>(waiters);
        List<Party> left = new ArrayList<>(callers);
        boolean changed = true;
        while (changed) {
            Set<Slot> held = slotsOf(parties);
            List<Party> more = left.stream()
                    .filter(party -> !Collections.disjoint(roots.getOrDefault(party, Set.of()), held))
                    .toList();
            parties.addAll(more);
            changed = left.removeAll(more);
        }
        return parties;
    }

    private static Set<Slot> slotsOf(List<Party> parties) {
        return parties.stream()
                .flatMap(party -> party.holdings().stream())
                .map(Holding::slot)
                .collect(Collectors.toSet());
    }

    /** Whether the waiter may get this slot one day. A backend that is not eligible may come back with any role. */
    private boolean mayServe(Slot slot, Party party) {
        return queue.mayHave(Objects.requireNonNull(party.waiter()), slot) || !eligible.test(slot);
    }

    private static boolean isDefinite(List<Party> parties, long now) {
        for (Party party : parties) {
            for (Holding holding : party.holdings()) {
                HeldClaim again = holding.slot().ledger().heldClaim(now).orElse(null);
                if (again == null || !isSame(holding.claim(), again)) {
                    return false;
                }
            }
        }
        for (Party party : parties) {
            Waiter waiter = party.waiter();
            if (waiter != null && (!waiter.isQueued() || waiter.isNotified())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the same claim made no call, or is in the same call, at two readings of the same moment. */
    private static boolean isSame(HeldClaim before, HeldClaim again) {
        return again.claimId() == before.claimId()
                && again.executing() == before.executing()
                && again.eventNanos() == before.eventNanos()
                && again.executedNanos() == before.executedNanos();
    }

    private void breakDeadlock(List<Party> parties) {
        Party youngest = parties.stream()
                .filter(party -> party.waiter() != null)
                .min(Comparator.comparingLong(Party::waited))
                .orElseThrow();
        List<Party> named = new ArrayList<>(parties);
        named.sort(Comparator.comparing((Party party) -> party != youngest).thenComparingLong(Party::waited));
        Deadlock deadlock = new Deadlock(
                named.stream()
                        .limit(Deadlock.MOST_PARTIES)
                        .map(DeadlockCheck::describe)
                        .toList(),
                parties.size(),
                Math.toIntExact(
                        parties.stream().filter(party -> party.waiter() == null).count()),
                parties.stream().mapToInt(party -> party.holdings().size()).sum());
        Objects.requireNonNull(youngest.waiter()).fail(deadlock, clock.nanoTime());
        onDeadlock.accept(deadlock);
    }

    private static Deadlock.Party describe(Party party) {
        List<Deadlock.Held> held = new ArrayList<>();
        for (Holding holding : party.holdings()) {
            HeldClaim claim = holding.claim();
            held.add(new Deadlock.Held(
                    claim.ids().format(claim.claimId()),
                    holding.slot().set().backend().label(),
                    claim.attributes().operation()));
        }
        return new Deadlock.Party(
                party.thread().getName(),
                party.waiter() == null ? Deadlock.Want.LOCK : Deadlock.Want.SLOT,
                Duration.ofNanos(party.waited()),
                held);
    }
}
