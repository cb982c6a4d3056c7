package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.slots.Slot;
import dev.penstock.lab.Await;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of backends that leave the service, and of those that come back. */
class RemovalGraceTest {
    private static final Duration LIMIT = BackendsFixture.LIMIT;
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(60);

    private static BackendsFixture bench(int slots, Duration grace) {
        return new BackendsFixture(BackendsFixture.patient(slots, grace), NanoClock.system(), null);
    }

    private static Set<Long> slots(BackendsFixture bench) {
        Set<Long> ids = new TreeSet<>();
        bench.backends.forEachSlot(slot -> ids.add(slot.id()));
        return ids;
    }

    private static void awaitAbsent(BackendsFixture bench, int... numbers) {
        List<Object> expected = new ArrayList<>();
        for (int number : numbers) {
            expected.add(bench.backend(number).id());
        }
        Await.until(
                "these are absent: " + expected,
                LIMIT,
                () -> bench.backends.discovery().absent().stream()
                        .<Object>map(gone -> gone.backend().id())
                        .toList()
                        .equals(expected));
    }

    private static void awaitServing(BackendsFixture bench, int... numbers) {
        Await.until(
                "so many serve",
                LIMIT,
                () -> bench.backends.views().stream()
                                        .filter(view -> view.health() == BackendHealth.ONLINE)
                                        .count()
                                == numbers.length
                        && bench.backends.views().size() == numbers.length);
    }

    private static Set<String> reached(BackendsFixture bench) {
        Set<String> labels = new TreeSet<>();
        List<Slot> all = bench.claimAll();
        all.forEach(slot -> labels.add(slot.set().backend().label()));
        all.forEach(bench::release);
        return labels;
    }

    @Test
    void oneThatComesBackWithinItsGraceHasKeptItsSlotsAndItsConnections() {
        try (BackendsFixture bench = bench(4, LONG)) {
            bench.found(1, 2);
            bench.awaitFree(4);
            Set<Long> before = slots(bench);
            long connects = bench.database.connectionsOpened();
            bench.found(1);
            awaitAbsent(bench, 2);
            assertThat(reached(bench)).as("it serves meanwhile").hasSize(2);
            bench.found(1, 2);
            awaitAbsent(bench);
            assertThat(slots(bench)).isEqualTo(before);
            assertThat(bench.database.connectionsOpened()).isEqualTo(connects);
        }
    }

    @Test
    void fromNewToOldAndToNewAgainNothingIsRebuilt() {
        try (BackendsFixture bench = bench(4, LONG)) {
            bench.found(1, 2);
            bench.awaitFree(4);
            bench.found(3, 4);
            awaitServing(bench, 1, 2, 3, 4);
            bench.awaitFree(4);
            Set<Long> settled = slots(bench);
            long connects = bench.database.connectionsOpened();
            for (int i = 0; i < 20; i++) {
                bench.found(1, 2);
                awaitAbsent(bench, 3, 4);
                bench.found(3, 4);
                awaitAbsent(bench, 1, 2);
                assertThat(reached(bench)).hasSize(4);
            }
            assertThat(slots(bench)).isEqualTo(settled);
            assertThat(bench.database.connectionsOpened()).isEqualTo(connects);
        }
    }

    @Test
    void aPoolWithLessSlotsThanBackendsLeavesThemWhereTheyAreWhileAnswersAlternate() {
        try (BackendsFixture bench = bench(1, LONG)) {
            bench.found(1);
            bench.awaitFree(1);
            Set<Long> before = slots(bench);
            for (int i = 0; i < 20; i++) {
                bench.found(2);
                awaitAbsent(bench, 1);
                bench.found(1);
                awaitAbsent(bench, 2);
            }
            assertThat(slots(bench)).isEqualTo(before);
            assertThat(bench.database.connectionsOpened()).isEqualTo(1);
        }
    }

    @Test
    void oneThatStaysAwayDrainsAndItsHeldSlotFinishes() {
        try (BackendsFixture bench = bench(4, SHORT)) {
            bench.found(1, 2);
            bench.awaitFree(4);
            List<Slot> held = bench.claimAll();
            bench.found(1);
            Await.until(
                    "the held slots of it are condemned",
                    LIMIT,
                    () -> held.stream()
                            .filter(slot -> slot.set()
                                    .backend()
                                    .id()
                                    .equals(bench.backend(2).id()))
                            .allMatch(Slot::condemned));
            assertThat(bench.database.connectionsClosed()).isZero();
            held.forEach(bench::release);
            Await.until("it is gone", LIMIT, () -> bench.backends.views().size() == 1);
            assertThat(reached(bench)).containsExactly(bench.backend(1).label());
            assertThat(bench.backends.discovery().absent()).isEmpty();
        }
    }

    @Test
    void oneThatIsSickWhenItLeavesDrainsAtOnce() {
        try (BackendsFixture bench = bench(4, LONG)) {
            bench.dead.add(bench.backend(2).id());
            bench.found(1, 2);
            Await.until(
                    "it is offline",
                    LIMIT,
                    () -> bench.backends.views().stream().anyMatch(view -> view.health() == BackendHealth.OFFLINE));
            bench.found(1);
            Await.until("it is gone", LIMIT, () -> bench.backends.views().size() == 1);
        }
    }

    @Test
    void oneThatFallsSickAfterItHasLeftDrainsAtOnce() {
        try (BackendsFixture bench = bench(4, LONG)) {
            bench.found(1, 2);
            bench.awaitFree(4);
            bench.found(1);
            awaitAbsent(bench, 2);
            bench.dead.add(bench.backend(2).id());
            List<Slot> all = bench.claimAll();
            all.stream()
                    .filter(slot ->
                            slot.set().backend().id().equals(bench.backend(2).id()))
                    .forEach(bench::discard);
            all.stream()
                    .filter(slot ->
                            slot.set().backend().id().equals(bench.backend(1).id()))
                    .forEach(bench::release);
            Await.until("it is gone", LIMIT, () -> bench.backends.views().size() == 1);
        }
    }

    @Test
    void whileOneIsAwayTheResolverIsAskedAgainBeforeItsGraceIsOver() {
        Duration grace = Duration.ofSeconds(2);
        try (BackendsFixture bench = bench(4, grace)) {
            bench.found(1, 2);
            bench.awaitFree(4);
            int asked = bench.resolver.refreshes.get();
            bench.found(1);
            awaitAbsent(bench, 2);
            Await.until("it is asked", LIMIT, () -> bench.resolver.refreshes.get() > asked);
            bench.found(1, 2);
            awaitAbsent(bench);
        }
    }

    @Test
    void aClaimThatWaitsForDiscoveryHasTheResolverAskedAgain() {
        try (BackendsFixture bench = bench(4, LONG)) {
            assertThat(bench.resolver.refreshes.get()).isZero();
            bench.backends.requestSlot(1);
            Await.until("it is asked", LIMIT, () -> bench.resolver.refreshes.get() > 0);
            bench.found(1);
            bench.awaitFree(4);
        }
    }
}
