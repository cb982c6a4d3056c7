package dev.penstock.pool.claims;

import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
 * case is not seen: a thread without a claim is going to close a connection that it has not used yet, or uses only by
 * calls that are not timed, such as a walk over rows that are in memory.
 */
final class DeadlockCheck {
    /** A claim that waits for less than this is no part of a deadlock. */
    static final Duration LEAST_WAIT = Duration.ofMillis(500);

    private final Slots slots;
    private final ClaimQueue queue;
    private final LockWaits locks;
    private final NanoClock clock;
    private final Consumer<Deadlock> onDeadlock;

    /**
     * The slots of a pool.
     *
     * @param all all of them
     * @param eligible whether claims may use the backend of a slot
     * @param mayGrow whether the pool may open more slots than it has
     */
    record Slots(Supplier<List<Slot>> all, Predicate<Slot> eligible, BooleanSupplier mayGrow) {}

    /** A slot and the claim that holds it. */
    private record Holding(Slot slot, HeldClaim claim) {}

    /** A thread that waits, and the slots that it holds. Two parties are never equal. */
    private static final class Party {
        /** Its claim that waits for a slot; null if it waits in a call. */
        private final @Nullable Waiter waiter;

        /** The time since it waits, in nanoseconds. */
        private final long waited;

        /** At least one. */
        private final List<Holding> holdings;

        Party(@Nullable Waiter waiter, long waited, List<Holding> holdings) {
            this.waiter = waiter;
            this.waited = waited;
            this.holdings = holdings;
        }

        long waited() {
            return waited;
        }

        boolean calls() {
            return waiter == null;
        }

        Stream<Slot> slots() {
            return holdings.stream().map(Holding::slot);
        }
    }

    /** The callers of a set that wait for locks of given slots. */
    private interface Locks {
        Locks NONE = (holders, callers) -> List.of();

        List<Party> waitingFor(Set<Slot> holders, List<Party> callers);
    }

    /**
     * A check of the waiters in {@code queue}.
     *
     * @param locks for which locks the calls wait
     * @param onDeadlock receives each deadlock after its youngest claim was made to fail; must neither block nor throw
     */
    DeadlockCheck(Slots slots, ClaimQueue queue, LockWaits locks, NanoClock clock, Consumer<Deadlock> onDeadlock) {
        this.slots = slots;
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
        List<Slot> all = slots.all().get();
        Map<Thread, List<Holding>> holders = holders(all, now);
        List<Party> waiters = waiters(holders, now);
        if (waiters.isEmpty() || slots.mayGrow().getAsBoolean()) {
            return;
        }
        List<Party> deadlocked = deadlocked(all, waiters, List.of(), Locks.NONE);
        if (deadlocked.isEmpty()) {
            deadlocked = deadlockedByLocks(all, waiters, holders, now);
        }
        if (!deadlocked.isEmpty() && isDefinite(deadlocked, now)) {
            breakDeadlock(deadlocked);
        }
    }

    private static Map<Thread, List<Holding>> holders(List<Slot> all, long now) {
        Map<Thread, List<Holding>> holders = new HashMap<>();
        for (Slot slot : all) {
            slot.ledger()
                    .heldClaim(now)
                    .ifPresent(claim -> holders.computeIfAbsent(claim.holder(), thread -> new ArrayList<>())
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
            if (waited >= LEAST_WAIT.toNanos() && holdings.stream().allMatch(held -> isIdleFor(held, waited))) {
                parties.add(new Party(waiter, waited, holdings));
            }
        }
        return parties;
    }

    private static boolean isIdleFor(Holding held, long nanos) {
        return held.claim().event() == WaitEvent.CLAIM_IDLE && held.claim().eventNanos() >= nanos;
    }

    /**
     * The holders of which a call is at the driver for long. A thread that is in its call itself keeps its other slots,
     * too, if they are unused since.
     */
    private static List<Party> callers(Map<Thread, List<Holding>> holders) {
        List<Party> parties = new ArrayList<>();
        holders.forEach((thread, holdings) -> {
            List<Holding> calls = holdings.stream()
                    .filter(held -> held.claim().executing() && held.claim().eventNanos() >= LEAST_WAIT.toNanos())
                    .toList();
            if (!calls.isEmpty()) {
                long called = calls.stream()
                        .mapToLong(held -> held.claim().eventNanos())
                        .max()
                        .orElseThrow();
                boolean inCall =
                        calls.stream().allMatch(held -> held.slot().ledger().isCalledBy(thread));
                List<Holding> kept = new ArrayList<>(calls);
                holdings.stream()
                        .filter(held -> inCall && isIdleFor(held, called))
                        .forEach(kept::add);
                parties.add(new Party(null, called, kept));
            }
        });
        return parties;
    }

    /** Looks for a deadlock of which calls are a part, and asks the servers if their answers could show one. */
    private List<Party> deadlockedByLocks(
            List<Slot> all, List<Party> waiters, Map<Thread, List<Holding>> holders, long now) {
        List<Party> possible = deadlocked(all, waiters, callers(holders), (any, callers) -> callers);
        if (possible.isEmpty()) {
            return List.of();
        }
        long still = now
                - possible.stream()
                        .flatMap(party -> Stream.concat(
                                Stream.of(party.waited),
                                party.holdings.stream().map(held -> held.claim().eventNanos())))
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
        List<Party> callers = possible.stream().filter(Party::calls).toList();
        List<Party> claims = possible.stream().filter(party -> !party.calls()).toList();
        Set<Slot> held = holders.values().stream()
                .flatMap(List::stream)
                .map(Holding::slot)
                .collect(Collectors.toSet());
        Set<Slot> calls = callers.stream()
                .flatMap(party -> party.holdings.stream())
                .filter(holding -> holding.claim().executing())
                .map(Holding::slot)
                .collect(Collectors.toSet());
        LockGraph graph = new LockGraph(held, calls, locks, still, now);
        List<Party> found = deadlocked(all, claims, callers, (slots, left) -> {
            Set<Slot> waiting = graph.waitingFor(slots);
            return left.stream()
                    .filter(party -> party.slots().anyMatch(waiting::contains))
                    .toList();
        });
        if (found.isEmpty()) {
            locks.ask(still, now);
        }
        return found;
    }

    /**
     * The greatest set of waiters that can get no slot from outside, and the callers that wait for their locks,
     * directly or through a caller.
     */
    private List<Party> deadlocked(List<Slot> all, List<Party> waiters, List<Party> callers, Locks waits) {
        List<Party> waiting = new ArrayList<>(waiters);
        while (!waiting.isEmpty()) {
            List<Party> parties = withCallers(waiting, callers, waits);
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
    private static List<Party> withCallers(List<Party> waiters, List<Party> callers, Locks waits) {
        List<Party> parties = new ArrayList<>(waiters);
        List<Party> left = new ArrayList<>(callers);
        boolean changed = true;
        while (changed && !left.isEmpty()) {
            Set<Party> more = new HashSet<>(waits.waitingFor(slotsOf(parties), left));
            parties.addAll(more);
            changed = left.removeIf(more::contains);
        }
        return parties;
    }

    private static Set<Slot> slotsOf(List<Party> parties) {
        return parties.stream().flatMap(Party::slots).collect(Collectors.toSet());
    }

    /** Whether the waiter may get this slot one day. A backend that is not eligible may come back with any role. */
    private boolean mayServe(Slot slot, Party party) {
        return queue.mayHave(Objects.requireNonNull(party.waiter), slot)
                || !slots.eligible().test(slot);
    }

    private static boolean isDefinite(List<Party> parties, long now) {
        for (Party party : parties) {
            for (Holding holding : party.holdings) {
                HeldClaim again = holding.slot().ledger().heldClaim(now).orElse(null);
                if (again == null || !isSame(holding.claim(), again)) {
                    return false;
                }
            }
        }
        for (Party party : parties) {
            Waiter waiter = party.waiter;
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
                .filter(party -> !party.calls())
                .min(Comparator.comparingLong(Party::waited))
                .orElseThrow();
        List<Party> named = new ArrayList<>(parties);
        named.sort(
                Comparator.comparing((Party party) -> !party.equals(youngest)).thenComparingLong(Party::waited));
        Deadlock deadlock = new Deadlock(
                named.stream()
                        .limit(Deadlock.MOST_PARTIES)
                        .map(DeadlockCheck::describe)
                        .toList(),
                parties.size(),
                Math.toIntExact(parties.stream().filter(Party::calls).count()),
                parties.stream().mapToInt(party -> party.holdings.size()).sum());
        Objects.requireNonNull(youngest.waiter).fail(deadlock, clock.nanoTime());
        onDeadlock.accept(deadlock);
    }

    private static Deadlock.Party describe(Party party) {
        List<Deadlock.Held> held = new ArrayList<>();
        for (Holding holding : party.holdings) {
            HeldClaim claim = holding.claim();
            held.add(new Deadlock.Held(
                    claim.ids().format(claim.claimId()),
                    holding.slot().set().backend().label(),
                    claim.attributes().operation()));
        }
        return new Deadlock.Party(
                party.holdings.get(0).claim().holder().getName(),
                party.calls() ? Deadlock.Awaited.LOCK : Deadlock.Awaited.SLOT,
                Duration.ofNanos(party.waited),
                held);
    }
}
