package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.FakeClock;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The supervisor, beaten by the test: its own timer never comes. */
class SupervisorTest {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final FakeClock clock = new FakeClock();

    private BackendsFixture open(StatusTaskFixture.Manual executor) {
        BackendsPolicy quick = BackendsFixture.quick(4, 4);
        BackendsPolicy policy = new BackendsPolicy(
                quick.size(),
                quick.connect(),
                quick.life(),
                new BackendsPolicy.Status(
                        INTERVAL, Duration.ofSeconds(1), Duration.ofMillis(750), Duration.ofMillis(300)));
        return new BackendsFixture(policy, clock, executor);
    }

    private static void awaitSets(BackendsFixture fixture, int sets) {
        Await.until(
                "what was found is applied",
                BackendsFixture.LIMIT,
                () -> fixture.backends.views().size() == sets);
    }

    @Test
    void noStatusTaskIsCalledStalledForAPauseOfTheSupervisorItself() {
        try (BackendsFixture fixture = open(new StatusTaskFixture.Manual())) {
            fixture.found(1);
            awaitSets(fixture, 1);
            Supervisor supervisor = fixture.backends.supervisor();
            supervisor.tick();
            clock.advance(INTERVAL.plusSeconds(10));
            supervisor.tick();
            assertThat(fixture.backends.views().get(0).stalled()).isFalse();
            assertThat(fixture.accounts
                            .snapshot()
                            .event(WaitEvent.RUNTIME_PAUSE)
                            .maxNanos())
                    .isEqualTo(Duration.ofSeconds(10).toNanos());

            clock.advance(Duration.ofSeconds(1));
            supervisor.tick();
            assertThat(fixture.backends.views().get(0).stalled())
                    .as("it gets its whole time again")
                    .isFalse();
            clock.advance(Duration.ofMillis(1));
            supervisor.tick();
            assertThat(fixture.backends.views().get(0).lastStall()).isPresent();
            assertThat(fixture.backends.views().get(0).epoch()).isEqualTo(2);
        }
    }

    @Test
    void pauseInTheMiddleOfABeatIsRecordedAndStallsNoStatusTask() {
        try (BackendsFixture fixture = open(new StatusTaskFixture.Manual())) {
            fixture.found(1);
            awaitSets(fixture, 1);
            Supervisor supervisor = fixture.backends.supervisor();
            supervisor.tick(); // the backend may get its slots only now, and without slots its task has nothing to do
            pauseInEachBeat(fixture);
            supervisor.tick();
            assertThat(pauses(fixture)).isEqualTo(1);

            fixture.onRoutingChanged = () -> {};
            clock.advance(Duration.ofSeconds(1));
            supervisor.tick();
            assertThat(fixture.backends.views().get(0).stalled())
                    .as("its time begins after the pause")
                    .isFalse();
            clock.advance(Duration.ofMillis(1));
            supervisor.tick();
            assertThat(fixture.backends.views().get(0).lastStall()).isPresent();
            assertThat(pauses(fixture)).isEqualTo(1);
        }
    }

    @Test
    void supervisorWhoseBeatsAreAllLongStillFindsAStall() {
        try (BackendsFixture fixture = open(new StatusTaskFixture.Manual())) {
            fixture.found(1);
            awaitSets(fixture, 1);
            Supervisor supervisor = fixture.backends.supervisor();
            supervisor.tick(); // the backend may get its slots only now, and without slots its task has nothing to do
            pauseInEachBeat(fixture);
            for (int beat = 0; beat < 4; beat++) {
                supervisor.tick();
            }
            assertThat(pauses(fixture)).isEqualTo(1);
            assertThat(fixture.backends.views().get(0).lastStall()).isPresent();
        }
    }

    /** Other threads publish routes, too: their calls are no part of a beat. */
    private void pauseInEachBeat(BackendsFixture fixture) {
        Thread beats = Thread.currentThread();
        fixture.onRoutingChanged = () -> {
            if (Thread.currentThread().equals(beats)) {
                clock.advance(Duration.ofMillis(501));
            }
        };
    }

    private static long pauses(BackendsFixture fixture) {
        return fixture.accounts.snapshot().event(WaitEvent.RUNTIME_PAUSE).total();
    }

    @Test
    void whatTheListenerThrowsStopsNothing() {
        try (BackendsFixture fixture = open(new StatusTaskFixture.Manual())) {
            fixture.found(1);
            awaitSets(fixture, 1);
            AtomicInteger thrown = new AtomicInteger();
            fixture.onRoutingChanged = () -> {
                thrown.incrementAndGet();
                throw new LinkageError("scripted");
            };
            fixture.backends.supervisor().tick();
            fixture.backends.supervisor().tick();
            assertThat(thrown).hasValueGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void listenerThatHangsBlocksNoLaterBackend() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        try (BackendsFixture fixture = open(new StatusTaskFixture.Manual())) {
            Supervisor first = fixture.backends.supervisor();
            AtomicBoolean hang = new AtomicBoolean(true);
            fixture.onRoutingChanged = () -> {
                if (hang.getAndSet(false)) {
                    hangs.countDown();
                    StatusTaskFixture.await(release);
                }
            };
            fixture.found(1);
            Await.until("the listener hangs", BackendsFixture.LIMIT, () -> hangs.getCount() == 0);
            fixture.backends.watchdog().kill();
            Await.until(
                    "another supervisor takes over",
                    BackendsFixture.LIMIT,
                    () -> fixture.backends.supervisor() != first);
            fixture.found(1, 2);
            Await.until("the later backend is applied", BackendsFixture.LIMIT, () -> {
                fixture.backends.supervisor().tick(); // work that came during the takeover is done at a beat
                return fixture.backends.views().size() == 2;
            });
            release.countDown();
        } finally {
            release.countDown();
        }
    }

    @Test
    void slotsThatASetMayStillMakeAreNotGivenToAnother() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (BackendsFixture fixture = open(executor)) {
            fixture.found(1);
            awaitSets(fixture, 1);
            SlotSetController first = fixture.backends.controllers().get(0);
            Await.until("it has its share", BackendsFixture.LIMIT, () -> first.granted() == 4);
            fixture.found(1, 2);
            awaitSets(fixture, 2);
            Await.until("the first gives up its share", BackendsFixture.LIMIT, () -> first.granted() == 2);
            SlotSetController second = fixture.backends.controllers().get(1);
            assertThat(second.granted()).as("the first has not heard of it yet").isZero();
            fixture.backends.supervisor().tick();
            assertThat(second.granted()).isEqualTo(2);
        }
    }

    @Test
    void slotsThatASetGoesForUntilItHearsThatItIsToHaveLessAreNotGivenToAnother() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (BackendsFixture fixture = open(executor)) {
            fixture.found(1);
            awaitSets(fixture, 1);
            SlotSetController first = fixture.backends.controllers().get(0);
            runUntilItGoesFor(4, first, executor);
            fixture.found(1, 2);
            awaitSets(fixture, 2);
            Await.until("the first has its share", BackendsFixture.LIMIT, () -> first.granted() == 2);
            SlotSetController second = fixture.backends.controllers().get(1);
            fixture.backends.supervisor().tick();
            assertThat(second.granted()).as("the first has not heard of it yet").isZero();
            runUntilItGoesFor(2, first, executor);
            Await.until("the second gets its share", BackendsFixture.LIMIT, () -> {
                runNext(executor); // an attempt that is given up counts until its status task hears that it has ended
                fixture.backends.supervisor().tick();
                return second.granted() == 2;
            });
        }
    }

    private static void runUntilItGoesFor(int slots, SlotSetController set, StatusTaskFixture.Manual executor) {
        Await.until("it goes for " + slots, BackendsFixture.LIMIT, () -> {
            runNext(executor);
            return set.set().wanted() == slots;
        });
    }

    private static void runNext(StatusTaskFixture.Manual executor) {
        Runnable task = executor.tasks.poll();
        if (task != null) {
            task.run();
        }
    }
}
