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

    private static BackendsFixture open(int slots, Duration grace) {
        return new BackendsFixture(BackendsFixture.patient(slots, grace), NanoClock.system(), null);
    }

    private static Set<Long> slots(BackendsFixture fixture) {
        Set<Long> ids = new TreeSet<>();
        fixture.backends.forEachSlot(slot -> ids.add(slot.id()));
        return ids;
    }

    private static void awaitAbsent(BackendsFixture fixture, int... numbers) {
        List<Object> expected = new ArrayList<>();
        for (int number : numbers) {
            expected.add(fixture.backend(number).id());
        }
        Await.until(
                "these are absent: " + expected,
                LIMIT,
                () -> fixture.backends.discovery().absent().stream()
                        .<Object>map(gone -> gone.backend().id())
                        .toList()
                        .equals(expected));
    }

    private static void awaitServing(BackendsFixture fixture, int... numbers) {
        Await.until(
                "so many serve",
                LIMIT,
                () -> fixture.backends.views().stream()
                                        .filter(view -> view.health() == BackendHealth.ONLINE)
                                        .count()
                                == numbers.length
                        && fixture.backends.views().size() == numbers.length);
    }

    private static Set<String> reached(BackendsFixture fixture) {
        Set<String> labels = new TreeSet<>();
        List<Slot> all = fixture.claimAll();
        all.forEach(slot -> labels.add(slot.set().backend().label()));
        all.forEach(fixture::release);
        return labels;
    }

    @Test
    void oneThatComesBackWithinItsGraceHasKeptItsSlotsAndItsConnections() {
        try (BackendsFixture fixture = open(4, LONG)) {
            fixture.found(1, 2);
            fixture.awaitFree(4);
            Set<Long> before = slots(fixture);
            long connects = fixture.database.connectionsOpened();
            fixture.found(1);
            awaitAbsent(fixture, 2);
            assertThat(reached(fixture)).as("it serves meanwhile").hasSize(2);
            fixture.found(1, 2);
            awaitAbsent(fixture);
            assertThat(slots(fixture)).isEqualTo(before);
            assertThat(fixture.database.connectionsOpened()).isEqualTo(connects);
        }
    }

    @Test
    void fromNewToOldAndToNewAgainNothingIsRebuilt() {
        try (BackendsFixture fixture = open(4, LONG)) {
            fixture.found(1, 2);
            fixture.awaitFree(4);
            fixture.found(3, 4);
            awaitServing(fixture, 1, 2, 3, 4);
            fixture.awaitFree(4);
            Set<Long> settled = slots(fixture);
            long connects = fixture.database.connectionsOpened();
            for (int i = 0; i < 20; i++) {
                fixture.found(1, 2);
                awaitAbsent(fixture, 3, 4);
                fixture.found(3, 4);
                awaitAbsent(fixture, 1, 2);
                assertThat(reached(fixture)).hasSize(4);
            }
            assertThat(slots(fixture)).isEqualTo(settled);
            assertThat(fixture.database.connectionsOpened()).isEqualTo(connects);
        }
    }

    @Test
    void aPoolWithLessSlotsThanBackendsLeavesThemWhereTheyAreWhileAnswersAlternate() {
        try (BackendsFixture fixture = open(1, LONG)) {
            fixture.found(1);
            fixture.awaitFree(1);
            Set<Long> before = slots(fixture);
            for (int i = 0; i < 20; i++) {
                fixture.found(2);
                awaitAbsent(fixture, 1);
                fixture.found(1);
                awaitAbsent(fixture, 2);
            }
            assertThat(slots(fixture)).isEqualTo(before);
            assertThat(fixture.database.connectionsOpened()).isEqualTo(1);
        }
    }

    @Test
    void oneThatStaysAwayDrainsAndItsHeldSlotFinishes() {
        try (BackendsFixture fixture = open(4, SHORT)) {
            fixture.found(1, 2);
            fixture.awaitFree(4);
            List<Slot> held = fixture.claimAll();
            fixture.found(1);
            Await.until(
                    "the held slots of it are condemned",
                    LIMIT,
                    () -> held.stream()
                            .filter(slot -> slot.set()
                                    .backend()
                                    .id()
                                    .equals(fixture.backend(2).id()))
                            .allMatch(Slot::condemned));
            assertThat(fixture.database.connectionsClosed()).isZero();
            held.forEach(fixture::release);
            Await.until("it is gone", LIMIT, () -> fixture.backends.views().size() == 1);
            assertThat(reached(fixture)).containsExactly(fixture.backend(1).label());
            assertThat(fixture.backends.discovery().absent()).isEmpty();
        }
    }

    @Test
    void oneThatIsSickWhenItLeavesDrainsAtOnce() {
        try (BackendsFixture fixture = open(4, LONG)) {
            fixture.dead.add(fixture.backend(2).id());
            fixture.found(1, 2);
            Await.until(
                    "it is offline",
                    LIMIT,
                    () -> fixture.backends.views().stream().anyMatch(view -> view.health() == BackendHealth.OFFLINE));
            fixture.found(1);
            Await.until("it is gone", LIMIT, () -> fixture.backends.views().size() == 1);
        }
    }

    @Test
    void oneThatFallsSickAfterItHasLeftDrainsAtOnce() {
        try (BackendsFixture fixture = open(4, LONG)) {
            fixture.found(1, 2);
            fixture.awaitFree(4);
            fixture.found(1);
            awaitAbsent(fixture, 2);
            fixture.dead.add(fixture.backend(2).id());
            List<Slot> all = fixture.claimAll();
            all.stream()
                    .filter(slot ->
                            slot.set().backend().id().equals(fixture.backend(2).id()))
                    .forEach(fixture::discard);
            all.stream()
                    .filter(slot ->
                            slot.set().backend().id().equals(fixture.backend(1).id()))
                    .forEach(fixture::release);
            Await.until("it is gone", LIMIT, () -> fixture.backends.views().size() == 1);
        }
    }

    @Test
    void whileOneIsAwayTheResolverIsAskedAgainBeforeItsGraceIsOver() {
        Duration grace = Duration.ofSeconds(2);
        try (BackendsFixture fixture = open(4, grace)) {
            fixture.found(1, 2);
            fixture.awaitFree(4);
            int asked = fixture.resolver.refreshes.get();
            fixture.found(1);
            awaitAbsent(fixture, 2);
            Await.until("it is asked", LIMIT, () -> fixture.resolver.refreshes.get() > asked);
            fixture.found(1, 2);
            awaitAbsent(fixture);
        }
    }

    @Test
    void aClaimThatWaitsForDiscoveryHasTheResolverAskedAgain() {
        try (BackendsFixture fixture = open(4, LONG)) {
            assertThat(fixture.resolver.refreshes.get()).isZero();
            fixture.backends.requestSlot(1);
            Await.until("it is asked", LIMIT, () -> fixture.resolver.refreshes.get() > 0);
            fixture.found(1);
            fixture.awaitFree(4);
        }
    }
}
