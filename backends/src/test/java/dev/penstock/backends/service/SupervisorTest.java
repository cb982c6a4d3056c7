package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.FakeClock;
import dev.penstock.backends.slots.SlotSetController;
import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.lab.Await;
import dev.penstock.waits.WaitEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The supervisor, beaten by the test: its own timer never comes. */
class SupervisorTest {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final FakeClock clock = new FakeClock();

    private BackendsFixture bench(StatusTaskFixture.Manual executor) {
        BackendsPolicy quick = BackendsFixture.quick(4, 4);
        BackendsPolicy policy = new BackendsPolicy(
                quick.size(),
                quick.connect(),
                quick.life(),
                new BackendsPolicy.Status(
                        INTERVAL, Duration.ofSeconds(1), Duration.ofMillis(750), Duration.ofMillis(300)));
        return new BackendsFixture(policy, clock, executor);
    }

    private static void awaitSets(BackendsFixture bench, int sets) {
        Await.until(
                "what was found is applied",
                BackendsFixture.LIMIT,
                () -> bench.backends.views().size() == sets);
    }

    @Test
    void noStatusTaskIsCalledStalledForAPauseOfTheSupervisorItself() {
        try (BackendsFixture bench = bench(new StatusTaskFixture.Manual())) {
            bench.found(1);
            awaitSets(bench, 1);
            Supervisor supervisor = bench.backends.supervisor();
            supervisor.tick();
            clock.advance(INTERVAL.plusSeconds(10));
            supervisor.tick();
            assertThat(bench.backends.views().get(0).stalled()).isFalse();
            assertThat(bench.accounts.snapshot().event(WaitEvent.RUNTIME_PAUSE).maxNanos())
                    .isEqualTo(Duration.ofSeconds(10).toNanos());

            clock.advance(Duration.ofSeconds(1));
            supervisor.tick();
            assertThat(bench.backends.views().get(0).stalled())
                    .as("it gets its whole time again")
                    .isFalse();
            clock.advance(Duration.ofMillis(1));
            supervisor.tick();
            assertThat(bench.backends.views().get(0).lastStall()).isPresent();
            assertThat(bench.backends.views().get(0).epoch()).isEqualTo(2);
        }
    }

    @Test
    void whatTheListenerThrowsStopsNothing() {
        try (BackendsFixture bench = bench(new StatusTaskFixture.Manual())) {
            bench.found(1);
            awaitSets(bench, 1);
            AtomicInteger thrown = new AtomicInteger();
            bench.onRoutingChanged = () -> {
                thrown.incrementAndGet();
                throw new LinkageError("scripted");
            };
            bench.backends.supervisor().tick();
            bench.backends.supervisor().tick();
            assertThat(thrown).hasValueGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void slotsThatASetMayStillMakeAreNotGivenToAnother() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (BackendsFixture bench = bench(executor)) {
            bench.found(1);
            awaitSets(bench, 1);
            SlotSetController first = bench.backends.controllers().get(0);
            Await.until("it has its share", BackendsFixture.LIMIT, () -> first.granted() == 4);
            bench.found(1, 2);
            awaitSets(bench, 2);
            Await.until("the first gives up its share", BackendsFixture.LIMIT, () -> first.granted() == 2);
            SlotSetController second = bench.backends.controllers().get(1);
            assertThat(second.granted()).as("the first has not heard of it yet").isZero();
            bench.backends.supervisor().tick();
            assertThat(second.granted()).isEqualTo(2);
        }
    }

    @Test
    void slotsThatASetGoesForUntilItHearsThatItIsToHaveLessAreNotGivenToAnother() {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (BackendsFixture bench = bench(executor)) {
            bench.found(1);
            awaitSets(bench, 1);
            SlotSetController first = bench.backends.controllers().get(0);
            runUntilItGoesFor(4, first, executor);
            bench.found(1, 2);
            awaitSets(bench, 2);
            Await.until("the first is told of its share", BackendsFixture.LIMIT, () -> first.granted() == 2);
            SlotSetController second = bench.backends.controllers().get(1);
            bench.backends.supervisor().tick();
            assertThat(second.granted()).as("the first has not heard of it yet").isZero();
            runUntilItGoesFor(2, first, executor);
            Await.until("the second gets its share", BackendsFixture.LIMIT, () -> {
                runNext(executor); // an attempt that is given up counts until its status task hears that it has ended
                bench.backends.supervisor().tick();
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
