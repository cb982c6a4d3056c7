package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubScript;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What changes while the slots are in use: sizes, times, credentials, and every connection. */
class BackendsLiveTest {
    private static final Duration LIMIT = BackendsFixture.LIMIT;

    private static BackendsPolicy interval(Duration interval) {
        BackendsPolicy quick = BackendsFixture.quick(2, 2);
        return new BackendsPolicy(
                quick.size(),
                quick.connect(),
                quick.life(),
                new BackendsPolicy.Status(
                        interval,
                        Duration.ofHours(2),
                        quick.status().suspectAfter(),
                        quick.status().probeTimeout()));
    }

    @Test
    void aHigherMaximumIsFilledAndALowerOneShedsFreeSlotsAtOnce() {
        try (BackendsFixture fixture = new BackendsFixture(2)) {
            fixture.found(1, 2);
            fixture.awaitFree(2);
            fixture.backends.apply(BackendsFixture.quick(9, 9));
            fixture.awaitFree(9);
            fixture.backends.apply(BackendsFixture.quick(3, 3));
            fixture.awaitFree(3);
            assertThat(fixture.backends.counts().total()).isEqualTo(3);
        }
    }

    @Test
    void aLowerMaximumWaitsForTheHoldersOfWhatIsTooMuchAndTakesTheirSlotsOnRelease() {
        try (BackendsFixture fixture = new BackendsFixture(8)) {
            fixture.found(1);
            fixture.awaitFree(8);
            List<Slot> held = fixture.claimAll();
            fixture.backends.apply(BackendsFixture.quick(3, 3));
            Await.until(
                    "five are condemned",
                    LIMIT,
                    () -> held.stream().filter(Slot::condemned).count() == 5);
            List<Slot> condemned = held.stream().filter(Slot::condemned).toList();
            assertThat(fixture.backends.counts().held())
                    .as("their holders go on")
                    .isEqualTo(8);
            held.forEach(fixture::release);
            fixture.awaitFree(3);
            assertThat(fixture.backends.counts().total()).isEqualTo(3);
            assertThat(condemned).allMatch(slot -> slot.state() == SlotState.RETIRED);
        }
    }

    @Test
    void aLowerMaximumPerBackendIsReachedAsClaimsAreGivenBackAndAHigherOneIsFilled() {
        BackendsPolicy eight = BackendsFixture.quick(8, 8);
        try (BackendsFixture fixture = new BackendsFixture(eight, dev.penstock.waits.NanoClock.system(), null)) {
            fixture.found(1, 2);
            fixture.awaitFree(8);
            List<Slot> held = fixture.claimAll();
            fixture.backends.apply(each(eight, new BackendsPolicy.PerBackend(0, 1)));
            Await.until(
                    "six are condemned",
                    LIMIT,
                    () -> held.stream().filter(Slot::condemned).count() == 6);
            held.forEach(fixture::release);
            fixture.awaitFree(2);
            assertThat(fixture.backends.views())
                    .allSatisfy(view -> assertThat(view.slots().total()).isEqualTo(1));
            fixture.backends.apply(each(eight, new BackendsPolicy.PerBackend(1, 3)));
            fixture.awaitFree(6);
        }
    }

    @Test
    void aBackendThatLeftAndCameBackHasNoMoreSlotsThanItMayWhileOldOnesAreHeld() {
        BackendsPolicy two = each(BackendsFixture.quick(8, 8), new BackendsPolicy.PerBackend(0, 2));
        try (BackendsFixture fixture = new BackendsFixture(two, dev.penstock.waits.NanoClock.system(), null)) {
            fixture.found(1);
            fixture.awaitFree(2);
            Slot kept = fixture.backends.tryClaim(System.nanoTime());
            fixture.found(2);
            Await.until("it has left", LIMIT, kept::condemned);
            fixture.found(1, 2);
            fixture.awaitFree(3);
            fixture.backends.supervisor().tick();
            fixture.awaitFree(3);
            assertThat(fixture.backends.views().stream()
                            .filter(view -> view.backend().equals(fixture.backend(1)))
                            .mapToInt(view -> view.slots().total()))
                    .as("one is held, so that one more may come")
                    .containsExactlyInAnyOrder(1, 1);
            fixture.release(kept);
            fixture.awaitFree(4);
        }
    }

    private static BackendsPolicy each(BackendsPolicy policy, BackendsPolicy.PerBackend each) {
        return new BackendsPolicy(
                new BackendsPolicy.Size(
                        policy.size().maximum(),
                        policy.size().minimumIdle(),
                        policy.size().idleTimeout(),
                        each),
                policy.connect(),
                policy.life(),
                policy.status());
    }

    @Test
    void aStatusIntervalOfAnHourIsNoneAfterItWasShortened() {
        try (BackendsFixture fixture =
                new BackendsFixture(interval(Duration.ofHours(1)), dev.penstock.waits.NanoClock.system(), null)) {
            fixture.found(1);
            fixture.awaitFree(2);
            assertThat(fixture.backends.views().get(0).statusNanos()).isNegative();
            fixture.backends.apply(interval(Duration.ofMillis(10)));
            Await.until(
                    "it is asked", LIMIT, () -> fixture.backends.views().get(0).statusNanos() >= 0);
        }
    }

    @Test
    void evictionReplacesFreeConnectionsAtOnceAndHeldOnesOnRelease() {
        try (BackendsFixture fixture = new BackendsFixture(4)) {
            fixture.found(1);
            fixture.awaitFree(4);
            Slot held = fixture.backends.tryClaim(System.nanoTime());
            Connection kept = held.connection();
            fixture.backends.operations().evict();
            Await.until("the free three are replaced", LIMIT, () -> fixture.database.connectionsOpened() == 7);
            fixture.awaitFree(3);
            assertThat(held.connection()).as("its holder goes on").isSameAs(kept);
            fixture.release(held);
            fixture.awaitFree(4);
            assertThat(fixture.database.connectionsOpened()).isEqualTo(8);
        }
    }

    @Test
    void refusedCredentialsAreTriedAtOnceWhenTheyChange() {
        try (BackendsFixture fixture = new BackendsFixture(2)) {
            StubScript refusal = fixture.database.on("Driver.connect").throwing(new SQLException("no", "28P01"));
            fixture.found(1);
            Await.until(
                    "it is refused",
                    LIMIT,
                    () -> fixture.backends.views().stream().anyMatch(view -> view.health() == BackendHealth.REFUSED));
            refusal.usual();
            fixture.backends.credentialsChanged();
            fixture.awaitFree(2);
        }
    }

    @Test
    void hangingConnectAttemptIsReportedWithItsFrame() {
        try (BackendsFixture fixture = new BackendsFixture(1)) {
            StubScript hanging = fixture.database.on("Driver.connect").hang();
            fixture.found(1);
            Await.until(
                    "the frame is reported",
                    LIMIT,
                    () -> fixture.backends.views().stream()
                            .flatMap(view -> view.lastError().stream())
                            .anyMatch(error ->
                                    error.contains("has not ended within 300 ms: it is in dev.penstock.lab.")));
            hanging.usual();
            hanging.release();
            fixture.awaitFree(1);
        }
    }

    /** Whatever is changed while slots are claimed and released, it ends with the slots that the last policy wants. */
    @Test
    void randomChangesEndWithWhatTheLastOneWants() {
        long first = Long.getLong("penstock.seed", 1);
        for (long seed = first; seed < first + 12; seed++) {
            try (BackendsFixture fixture = new BackendsFixture(4)) {
                play(fixture, new SplittableRandom(seed));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void play(BackendsFixture fixture, SplittableRandom random) {
        fixture.found(1, 2, 3);
        fixture.awaitFree(4);
        Deque<Slot> held = new ArrayDeque<>();
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(10)) {
                case 0 -> fixture.backends.apply(BackendsFixture.quick(1 + random.nextInt(12), random.nextInt(2)));
                case 1 -> fixture.backends.operations().evict();
                case 2 -> fixture.backends.credentialsChanged();
                case 3, 4, 5, 6 -> {
                    Slot slot = fixture.backends.tryClaim(System.nanoTime());
                    if (slot != null) {
                        held.add(slot);
                    }
                }
                default -> {
                    if (!held.isEmpty()) {
                        fixture.release(held.remove());
                    }
                }
            }
            assertOneHolderEach(held);
        }
        held.forEach(fixture::release);
        int last = 3 + random.nextInt(9);
        fixture.backends.apply(BackendsFixture.quick(last, last));
        fixture.awaitFree(last);
        assertThat(fixture.backends.counts().total()).isEqualTo(last);
        Await.until("no connection is left over", LIMIT, () -> fixture.database.connectionsOpen() == last);
    }

    private static void assertOneHolderEach(Deque<Slot> held) {
        Set<Connection> connections = Collections.newSetFromMap(new IdentityHashMap<>());
        held.forEach(slot -> connections.add(slot.connection()));
        assertThat(connections).hasSize(held.size());
        assertThat(new HashSet<>(held)).hasSize(held.size());
    }

    @Test
    void aThreadFactoryMakesEveryThreadAndOneThatFailsIsMadeUpFor() {
        AtomicInteger made = new AtomicInteger();
        ThreadSource good = new ThreadSource(task -> {
            made.incrementAndGet();
            return new Thread(task, "theirs");
        });
        assertThat(good.named("mine").newThread(() -> {}).getName()).isEqualTo("theirs");
        assertThat(made).hasValue(1);
        ThreadSource none = new ThreadSource(task -> null);
        ThreadSource bad = new ThreadSource(task -> {
            throw new LinkageError("scripted");
        });
        for (ThreadSource source : List.of(none, bad, ThreadSource.OWN)) {
            Thread thread = source.named("mine").newThread(() -> {});
            assertThat(thread.getName()).isEqualTo("mine-1");
            assertThat(thread.isDaemon()).isTrue();
        }
    }
}
