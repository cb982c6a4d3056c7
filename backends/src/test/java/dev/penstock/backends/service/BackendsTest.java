package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Balance;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Backends with real threads: discovery, sizes, closing, and what races with it. */
class BackendsTest {
    private static final Duration LIMIT = BackendsFixture.LIMIT;

    @Test
    void slotsAreSpreadOverTheBackendsAndAreGoneAfterClose() {
        try (BackendsFixture fixture = new BackendsFixture(9)) {
            fixture.found(1, 2, 3);
            fixture.awaitFree(9);
            assertThat(fixture.backends.views())
                    .allSatisfy(view -> assertThat(view.slots().unclaimed()).isEqualTo(3));
            assertThat(fixture.database.connectionsOpen()).isEqualTo(9);
            assertThat(fixture.backends.waitReason()).isEqualTo(WaitEvent.CLAIM_WAIT_SLOT);
        }
    }

    @Test
    void aBackendThatComesBackBeforeItsTaskKnewThatItHadGoneIsThere() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch late = new CountDownLatch(1);
        try (BackendsFixture fixture = new BackendsFixture(BackendsFixture.quick(4, 4), NanoClock.system(), task -> {
            if (late.getCount() > 0) {
                executor.execute(task);
            } else {
                threads.execute(task);
            }
        })) {
            fixture.found(1, 2);
            Await.until("both are found", LIMIT, () -> fixture.backends.views().size() == 2);
            fixture.found(2);
            Await.until(
                    "one goes",
                    LIMIT,
                    () -> fixture.backends.controllers().stream().anyMatch(SlotSetController::isLeaving));
            fixture.found(1, 2);
            Await.until("all is applied", LIMIT, () -> fixture.backends.views().size() == 3);
            late.countDown();
            executor.tasks.forEach(threads::execute);
            fixture.awaitFree(4);
            Await.until(
                    "the one that went is gone",
                    LIMIT,
                    () -> fixture.backends.views().size() == 2);
            assertThat(fixture.backends.views())
                    .extracting(BackendView::backend)
                    .containsExactlyInAnyOrder(fixture.backend(1), fixture.backend(2));
            assertThat(fixture.backends.views())
                    .allSatisfy(view -> assertThat(view.slots().unclaimed()).isEqualTo(2));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aBackendThatComesBackWhileItDrainsServesBesideItsFormerSelfAndKeepsItsName() {
        try (BackendsFixture fixture = new BackendsFixture(2)) {
            fixture.found(1);
            fixture.awaitFree(2);
            Slot held = fixture.backends.tryClaim(System.nanoTime());
            fixture.found();
            Await.until("it drains", LIMIT, () -> fixture.backends.counts().total() == 1);
            fixture.found(1);
            Await.until(
                    "its successor serves",
                    LIMIT,
                    () -> fixture.backends.counts().unclaimed() == 1);
            assertThat(fixture.backends.views()).hasSize(2);
            assertThat(fixture.database.connectionsOpen()).isEqualTo(2);

            Slot other = fixture.backends.tryClaim(System.nanoTime());
            assertThat(other.set()).isNotSameAs(held.set());
            fixture.release(held);
            fixture.release(other);
            fixture.awaitFree(2);
            Await.until(
                    "the former is forgotten",
                    LIMIT,
                    () -> fixture.backends.views().size() == 1);
            String label = fixture.backend(1).label();
            assertThat(fixture.accounts
                            .snapshot()
                            .event(WaitEvent.SLOT_CONNECT, label)
                            .total())
                    .as("what was recorded under its name")
                    .isPositive();
        }
    }

    @Test
    void aDeadBackendDoesNotKeepTheOnlySlotFromOneThatLives() {
        try (BackendsFixture fixture = new BackendsFixture(BackendsFixture.quick(1, 0), NanoClock.system(), null)) {
            fixture.dead.add(fixture.backend(1).id());
            fixture.found(1, 2);
            fixture.waiting = 1;
            fixture.backends.requestSlot(1);
            fixture.awaitFree(1);
            assertThat(fixture.claimAll()).singleElement().satisfies(slot -> {
                assertThat(slot.set().backend()).isEqualTo(fixture.backend(2));
                fixture.release(slot);
            });
            fixture.dead.clear();
            Await.until(
                    "the other is back",
                    LIMIT,
                    () -> fixture.backends.views().stream().noneMatch(view -> view.health() == BackendHealth.OFFLINE));
        }
    }

    @Test
    void theServersNeverSeeMoreConnectionsThanThePolicyAllowsWhateverIsFoundAndLost() {
        try (BackendsFixture fixture = new BackendsFixture(6)) {
            AtomicInteger most = new AtomicInteger();
            for (int round = 0; round < 60; round++) {
                switch (round % 4) {
                    case 0 -> fixture.found(1, 2);
                    case 1 -> fixture.found(1, 2, 3);
                    case 2 -> fixture.found(2, 3);
                    default -> fixture.found(3, 1);
                }
                List<Slot> claimed = fixture.claimAll();
                for (int i = 0; i < claimed.size(); i++) {
                    if (i % 3 == 0) {
                        fixture.discard(claimed.get(i));
                    } else {
                        fixture.release(claimed.get(i));
                    }
                }
                most.accumulateAndGet(fixture.backends.counts().total(), Math::max);
            }
            fixture.awaitFree(6);
            assertThat(most.get()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void closingWhileConnectsAreInFlightClosesThemWhenTheyCome() throws InterruptedException {
        BackendsFixture fixture = new BackendsFixture(4);
        StubScript connect = fixture.database.on("Driver.connect").hangIgnoringInterrupt();
        fixture.found(1, 2);
        Await.until("connects hang", LIMIT, () -> connect.hanging() >= 2);
        assertThat(fixture.backends.close(Duration.ofSeconds(5))).isTrue();
        connect.release();
        fixture.assertClosed();
        assertThat(fixture.database.connectionsOpened()).isPositive();
    }

    @Test
    void closingWithAnExecutorThatNeverRunsAnythingClosesEverything() throws InterruptedException {
        StatusTaskFixture.Manual starved = new StatusTaskFixture.Manual();
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch starve = new CountDownLatch(1);
        BackendsFixture fixture = new BackendsFixture(BackendsFixture.quick(4, 4), NanoClock.system(), task -> {
            (starve.getCount() == 0 ? starved : threads).execute(task);
        });
        fixture.found(1, 2);
        fixture.awaitFree(4);
        starve.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.backends.close(LIMIT)).isTrue();
        assertThat(starved.tasks.size()).as("nobody asked it to close").isLessThanOrEqualTo(2);
        fixture.assertClosed();
    }

    @Test
    void aSlotThatIsHeldWhenThePoolClosesIsClosedOnReleaseThoughTheExecutorIsGone() throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        BackendsFixture fixture = new BackendsFixture(BackendsFixture.quick(2, 2), NanoClock.system(), threads);
        fixture.found(1);
        fixture.awaitFree(2);
        Slot held = fixture.backends.tryClaim(System.nanoTime());
        Slot broken = fixture.backends.tryClaim(System.nanoTime());
        assertThat(fixture.backends.close(Duration.ofMillis(100))).isFalse();
        threads.shutdown();
        assertThat(fixture.database.connectionsOpen()).isEqualTo(2);
        Await.until("both are condemned", LIMIT, () -> held.condemned() && broken.condemned());
        fixture.release(held);
        fixture.discard(broken);
        Await.until("all slots are gone", LIMIT, () -> fixture.backends.counts().total() == 0);
        fixture.assertClosed();
    }

    @Test
    void nothingConnectsAfterCloseWhateverTheResolverFindsMeanwhile() throws Exception {
        for (int round = 0; round < 60; round++) {
            BackendsFixture fixture = new BackendsFixture(4);
            fixture.found(1);
            CountDownLatch go = new CountDownLatch(1);
            Thread finding = new Thread(() -> {
                await(go);
                for (int i = 2; i < 6; i++) {
                    fixture.found(i, i + 1);
                }
            });
            finding.start();
            go.countDown();
            fixture.backends.close(LIMIT);
            finding.join();
            Await.until(
                    "all slots are gone", LIMIT, () -> fixture.backends.counts().total() == 0);
            fixture.assertClosed();
        }
    }

    @Test
    void claimsThatRaceWithCloseLoseNoSlot() throws Exception {
        for (int round = 0; round < 20; round++) {
            BackendsFixture fixture = new BackendsFixture(4);
            fixture.found(1, 2);
            fixture.awaitFree(4);
            List<Thread> claimants = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                Thread claimant = new Thread(() -> {
                    started.countDown();
                    while (fixture.backends.counts().total() > 0) {
                        Slot slot = fixture.backends.tryClaim(System.nanoTime());
                        if (slot != null) {
                            fixture.release(slot);
                        }
                    }
                });
                claimants.add(claimant);
                claimant.start();
            }
            await(started);
            assertThat(fixture.backends.close(LIMIT)).isTrue();
            for (Thread claimant : claimants) {
                claimant.join();
            }
            fixture.assertClosed();
        }
    }

    @Test
    void aStatusIntervalOfTenMillisecondsOrADayWillDo() {
        for (Duration interval : List.of(Duration.ofMillis(10), Duration.ofDays(1))) {
            BackendsPolicy quick = BackendsFixture.quick(4, 4);
            BackendsPolicy policy = new BackendsPolicy(
                    quick.size(),
                    quick.connect(),
                    quick.life(),
                    new BackendsPolicy.Status(
                            interval, Duration.ofSeconds(2), Duration.ofMillis(750), Duration.ofMillis(300)));
            try (BackendsFixture fixture = new BackendsFixture(policy, NanoClock.system(), null)) {
                fixture.dead.add(fixture.backend(1).id());
                fixture.found(1);
                Await.until(
                        "it is offline",
                        LIMIT,
                        () -> fixture.backends.views().size() == 1
                                && fixture.backends.views().get(0).health() == BackendHealth.OFFLINE);
                fixture.dead.clear();
                fixture.awaitFree(4);
            }
        }
    }

    @Test
    void aBackendServesByItsNewPriorityBeforeTheNextBeat() {
        BackendsPolicy quick = BackendsFixture.quick(2, 2);
        BackendsPolicy.Status daily = new BackendsPolicy.Status(
                Duration.ofDays(1), Duration.ofHours(12), Duration.ofMillis(750), Duration.ofMillis(300));
        BackendsPolicy policy = new BackendsPolicy(quick.size(), quick.connect(), quick.life(), daily);
        RoutingPolicy byPriority = new RoutingPolicy(TargetServerType.ANY, Balance.PRIORITY);
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (BackendsFixture fixture = new BackendsFixture(policy, NanoClock.system(), executor, byPriority)) {
            fixture.resolver.say(List.of(ranked(fixture, 1, 0), ranked(fixture, 2, 1)));
            executor.until("both are ready", () -> fixture.backends.counts().unclaimed() == 2);
            executor.until(
                    "the first serves",
                    () -> serving(fixture).equals(fixture.backend(1).label()));

            AtomicInteger tables = new AtomicInteger();
            fixture.onRoutingChanged = tables::incrementAndGet;
            fixture.resolver.say(List.of(ranked(fixture, 1, 1), ranked(fixture, 2, 0)));
            Await.until("it is applied, and no status task knows", LIMIT, () -> tables.get() > 0);
            assertThat(serving(fixture)).isEqualTo(fixture.backend(1).label());
            executor.until(
                    "the second serves",
                    () -> serving(fixture).equals(fixture.backend(2).label()));
        }
    }

    private static Backend ranked(BackendsFixture fixture, int number, int priority) {
        Backend plain = fixture.backend(number);
        return new Backend(plain.name(), plain.address(), plain.port(), priority, plain.weight());
    }

    /** The backend that claims go to. */
    private static String serving(BackendsFixture fixture) {
        Slot slot = fixture.backends.tryClaim(System.nanoTime());
        fixture.release(slot);
        return slot.set().backend().label();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
