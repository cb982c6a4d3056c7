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
        try (BackendsFixture bench = new BackendsFixture(9)) {
            bench.found(1, 2, 3);
            bench.awaitFree(9);
            assertThat(bench.backends.views())
                    .allSatisfy(view -> assertThat(view.slots().unclaimed()).isEqualTo(3));
            assertThat(bench.database.connectionsOpen()).isEqualTo(9);
            assertThat(bench.backends.waitReason()).isEqualTo(WaitEvent.CLAIM_WAIT_SLOT);
        }
    }

    @Test
    void aBackendThatComesBackBeforeItsTaskKnewThatItHadGoneIsThere() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch late = new CountDownLatch(1);
        try (BackendsFixture bench = new BackendsFixture(BackendsFixture.quick(4, 4), NanoClock.system(), task -> {
            if (late.getCount() > 0) {
                executor.execute(task);
            } else {
                threads.execute(task);
            }
        })) {
            bench.found(1, 2);
            Await.until("both are found", LIMIT, () -> bench.backends.views().size() == 2);
            bench.found(2);
            Await.until(
                    "one goes",
                    LIMIT,
                    () -> bench.backends.controllers().stream().anyMatch(SlotSetController::isLeaving));
            bench.found(1, 2);
            Await.until("all is applied", LIMIT, () -> bench.backends.views().size() == 3);
            late.countDown();
            executor.tasks.forEach(threads::execute);
            bench.awaitFree(4);
            Await.until(
                    "the one that went is gone",
                    LIMIT,
                    () -> bench.backends.views().size() == 2);
            assertThat(bench.backends.views())
                    .extracting(BackendView::backend)
                    .containsExactlyInAnyOrder(bench.backend(1), bench.backend(2));
            assertThat(bench.backends.views())
                    .allSatisfy(view -> assertThat(view.slots().unclaimed()).isEqualTo(2));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aBackendThatComesBackWhileItDrainsServesBesideItsFormerSelfAndKeepsItsName() {
        try (BackendsFixture bench = new BackendsFixture(2)) {
            bench.found(1);
            bench.awaitFree(2);
            Slot held = bench.backends.tryClaim(System.nanoTime());
            bench.found();
            Await.until("it drains", LIMIT, () -> bench.backends.counts().total() == 1);
            bench.found(1);
            Await.until(
                    "its successor serves", LIMIT, () -> bench.backends.counts().unclaimed() == 1);
            assertThat(bench.backends.views()).hasSize(2);
            assertThat(bench.database.connectionsOpen()).isEqualTo(2);

            Slot other = bench.backends.tryClaim(System.nanoTime());
            assertThat(other.set()).isNotSameAs(held.set());
            bench.release(held);
            bench.release(other);
            bench.awaitFree(2);
            Await.until(
                    "the former is forgotten",
                    LIMIT,
                    () -> bench.backends.views().size() == 1);
            String label = bench.backend(1).label();
            assertThat(bench.accounts
                            .snapshot()
                            .event(WaitEvent.SLOT_CONNECT, label)
                            .total())
                    .as("what was recorded under its name")
                    .isPositive();
        }
    }

    @Test
    void aDeadBackendDoesNotKeepTheOnlySlotFromOneThatLives() {
        try (BackendsFixture bench = new BackendsFixture(BackendsFixture.quick(1, 0), NanoClock.system(), null)) {
            bench.dead.add(bench.backend(1).id());
            bench.found(1, 2);
            bench.waiting = 1;
            bench.backends.requestSlot(1);
            bench.awaitFree(1);
            assertThat(bench.claimAll()).singleElement().satisfies(slot -> {
                assertThat(slot.set().backend()).isEqualTo(bench.backend(2));
                bench.release(slot);
            });
            bench.dead.clear();
            Await.until(
                    "the other is back",
                    LIMIT,
                    () -> bench.backends.views().stream().noneMatch(view -> view.health() == BackendHealth.OFFLINE));
        }
    }

    @Test
    void theServersNeverSeeMoreConnectionsThanThePolicyAllowsWhateverIsFoundAndLost() {
        try (BackendsFixture bench = new BackendsFixture(6)) {
            AtomicInteger most = new AtomicInteger();
            for (int round = 0; round < 60; round++) {
                switch (round % 4) {
                    case 0 -> bench.found(1, 2);
                    case 1 -> bench.found(1, 2, 3);
                    case 2 -> bench.found(2, 3);
                    default -> bench.found(3, 1);
                }
                List<Slot> claimed = bench.claimAll();
                for (int i = 0; i < claimed.size(); i++) {
                    if (i % 3 == 0) {
                        bench.discard(claimed.get(i));
                    } else {
                        bench.release(claimed.get(i));
                    }
                }
                most.accumulateAndGet(bench.backends.counts().total(), Math::max);
            }
            bench.awaitFree(6);
            assertThat(most.get()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void closingWhileConnectsAreInFlightClosesThemWhenTheyCome() throws InterruptedException {
        BackendsFixture bench = new BackendsFixture(4);
        StubScript connect = bench.database.on("Driver.connect").hangIgnoringInterrupt();
        bench.found(1, 2);
        Await.until("connects hang", LIMIT, () -> connect.hanging() >= 2);
        assertThat(bench.backends.close(Duration.ofSeconds(5))).isTrue();
        connect.release();
        bench.assertClosed();
        assertThat(bench.database.connectionsOpened()).isPositive();
    }

    @Test
    void closingWithAnExecutorThatNeverRunsAnythingClosesEverything() throws InterruptedException {
        StatusTaskFixture.Manual starved = new StatusTaskFixture.Manual();
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch starve = new CountDownLatch(1);
        BackendsFixture bench = new BackendsFixture(BackendsFixture.quick(4, 4), NanoClock.system(), task -> {
            (starve.getCount() == 0 ? starved : threads).execute(task);
        });
        bench.found(1, 2);
        bench.awaitFree(4);
        starve.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.backends.close(LIMIT)).isTrue();
        assertThat(starved.tasks.size()).as("nobody asked it to close").isLessThanOrEqualTo(2);
        bench.assertClosed();
    }

    @Test
    void aSlotThatIsHeldWhenThePoolClosesIsClosedOnReleaseThoughTheExecutorIsGone() throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        BackendsFixture bench = new BackendsFixture(BackendsFixture.quick(2, 2), NanoClock.system(), threads);
        bench.found(1);
        bench.awaitFree(2);
        Slot held = bench.backends.tryClaim(System.nanoTime());
        Slot broken = bench.backends.tryClaim(System.nanoTime());
        assertThat(bench.backends.close(Duration.ofMillis(100))).isFalse();
        threads.shutdown();
        assertThat(bench.database.connectionsOpen()).isEqualTo(2);
        Await.until("both are condemned", LIMIT, () -> held.condemned() && broken.condemned());
        bench.release(held);
        bench.discard(broken);
        Await.until("all slots are gone", LIMIT, () -> bench.backends.counts().total() == 0);
        bench.assertClosed();
    }

    @Test
    void nothingConnectsAfterCloseWhateverTheResolverFindsMeanwhile() throws Exception {
        for (int round = 0; round < 60; round++) {
            BackendsFixture bench = new BackendsFixture(4);
            bench.found(1);
            CountDownLatch go = new CountDownLatch(1);
            Thread finding = new Thread(() -> {
                await(go);
                for (int i = 2; i < 6; i++) {
                    bench.found(i, i + 1);
                }
            });
            finding.start();
            go.countDown();
            bench.backends.close(LIMIT);
            finding.join();
            Await.until(
                    "all slots are gone", LIMIT, () -> bench.backends.counts().total() == 0);
            bench.assertClosed();
        }
    }

    @Test
    void claimsThatRaceWithCloseLoseNoSlot() throws Exception {
        for (int round = 0; round < 20; round++) {
            BackendsFixture bench = new BackendsFixture(4);
            bench.found(1, 2);
            bench.awaitFree(4);
            List<Thread> claimants = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                Thread claimant = new Thread(() -> {
                    started.countDown();
                    while (bench.backends.counts().total() > 0) {
                        Slot slot = bench.backends.tryClaim(System.nanoTime());
                        if (slot != null) {
                            bench.release(slot);
                        }
                    }
                });
                claimants.add(claimant);
                claimant.start();
            }
            await(started);
            assertThat(bench.backends.close(LIMIT)).isTrue();
            for (Thread claimant : claimants) {
                claimant.join();
            }
            bench.assertClosed();
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
            try (BackendsFixture bench = new BackendsFixture(policy, NanoClock.system(), null)) {
                bench.dead.add(bench.backend(1).id());
                bench.found(1);
                Await.until(
                        "it is offline",
                        LIMIT,
                        () -> bench.backends.views().size() == 1
                                && bench.backends.views().get(0).health() == BackendHealth.OFFLINE);
                bench.dead.clear();
                bench.awaitFree(4);
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
        try (BackendsFixture bench = new BackendsFixture(policy, NanoClock.system(), executor, byPriority)) {
            bench.resolver.say(List.of(ranked(bench, 1, 0), ranked(bench, 2, 1)));
            executor.until("both are ready", () -> bench.backends.counts().unclaimed() == 2);
            executor.until(
                    "the first serves",
                    () -> serving(bench).equals(bench.backend(1).label()));

            AtomicInteger tables = new AtomicInteger();
            bench.onRoutingChanged = tables::incrementAndGet;
            bench.resolver.say(List.of(ranked(bench, 1, 1), ranked(bench, 2, 0)));
            Await.until("it is applied, and no status task knows", LIMIT, () -> tables.get() > 0);
            assertThat(serving(bench)).isEqualTo(bench.backend(1).label());
            executor.until(
                    "the second serves",
                    () -> serving(bench).equals(bench.backend(2).label()));
        }
    }

    private static Backend ranked(BackendsFixture bench, int number, int priority) {
        Backend plain = bench.backend(number);
        return new Backend(plain.name(), plain.address(), plain.port(), priority, plain.weight());
    }

    /** The backend that claims go to. */
    private static String serving(BackendsFixture bench) {
        Slot slot = bench.backends.tryClaim(System.nanoTime());
        bench.release(slot);
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
