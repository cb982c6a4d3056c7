package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.slots.Slot;
import dev.penstock.discovery.BackendId;
import dev.penstock.lab.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A backend whose sessions end under their claims again and again keeps one slot, and the others get the rest. */
class UnsteadyBackendsTest {
    private static final int SLOTS = 6;

    private final AtomicLong ahead = new AtomicLong();

    private BackendsFixture open(int... backends) {
        return open(BackendsFixture.quick(SLOTS, SLOTS), backends);
    }

    private BackendsFixture open(BackendsPolicy policy, int... backends) {
        BackendsFixture bench = new BackendsFixture(policy, () -> System.nanoTime() + ahead.get(), null);
        bench.found(backends);
        bench.awaitFree(SLOTS);
        return bench;
    }

    /** Each of these backends loses a session under a claim, three times in three seconds. */
    private void loseSessions(BackendsFixture bench, int... backends) {
        for (int times = 0; times < 3; times++) {
            Set<BackendId> left = new HashSet<>();
            for (int number : backends) {
                left.add(bench.backend(number).id());
            }
            for (Slot slot : bench.claimAll()) {
                if (left.remove(slot.set().backend().id())) {
                    bench.discard(slot);
                } else {
                    bench.release(slot);
                }
            }
            assertThat(left).isEmpty();
            ahead.addAndGet(Duration.ofSeconds(1).toNanos());
            bench.awaitFree(SLOTS);
        }
    }

    /** The slots of each backend, by its number. */
    private static Map<Integer, Integer> slots(BackendsFixture bench, int... backends) {
        Map<Integer, Integer> slots = new TreeMap<>();
        for (int number : backends) {
            slots.put(number, (int) bench.backends.slotViews().stream()
                    .filter(slot -> slot.backend().equals(bench.backend(number).label()))
                    .count());
        }
        return slots;
    }

    private static void await(BackendsFixture bench, Map<Integer, Integer> wanted) {
        int[] numbers = wanted.keySet().stream().mapToInt(number -> number).toArray();
        Await.until(
                "the slots are " + wanted,
                BackendsFixture.LIMIT,
                () -> slots(bench, numbers).equals(wanted)
                        && bench.backends.counts().unclaimed() == SLOTS);
    }

    @Test
    void othersGetItsSlotsUntilItsSessionsLast() {
        try (BackendsFixture bench = open(1, 2, 3)) {
            loseSessions(bench, 2);
            Await.until(
                    "it keeps one slot",
                    BackendsFixture.LIMIT,
                    () -> slots(bench, 2).get(2).equals(1));
            bench.awaitFree(SLOTS);
            ahead.addAndGet(Duration.ofSeconds(10).toNanos());
            await(bench, Map.of(1, 2, 2, 2, 3, 2));
            String label = bench.backend(2).label();
            assertThat(bench.accounts.events().between(Instant.MIN, Instant.MAX))
                    .extracting(event -> event.text())
                    .containsSubsequence(
                            "backend " + label + " loses sessions under claims again and again, 3 times within"
                                    + " 10 s: the other backends come first for its slots, except one",
                            "backend " + label + " counts as steady again");
        }
    }

    @Test
    void backendsThatAllLoseSessionsKeepTheirShares() {
        try (BackendsFixture bench = open(1, 2)) {
            loseSessions(bench, 1, 2);
            await(bench, Map.of(1, 3, 2, 3));
        }
    }

    @Test
    void onlyBackendKeepsItsSlots() {
        try (BackendsFixture bench = open(1)) {
            loseSessions(bench, 1);
            await(bench, Map.of(1, SLOTS));
        }
    }

    @Test
    void itGetsTheSlotsThatTheOthersMayNotHave() {
        BackendsPolicy quick = BackendsFixture.quick(SLOTS, SLOTS);
        BackendsPolicy.Size size =
                new BackendsPolicy.Size(SLOTS, SLOTS, Duration.ofMinutes(10), new BackendsPolicy.PerBackend(0, 4));
        BackendsPolicy policy = new BackendsPolicy(size, quick.connect(), quick.life(), quick.status());
        try (BackendsFixture bench = open(policy, 1, 2)) {
            loseSessions(bench, 1);
            await(bench, Map.of(1, 2, 2, 4));
            bench.waiting = 1;
            bench.backends.requestSlot(1);
            await(bench, Map.of(1, 2, 2, 4));
            bench.waiting = 0;
        }
    }
}
