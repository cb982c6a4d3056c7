package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.Scheduler;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.lab.Await;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

/** What an operation waits for that came between what it saw and what the status task did. */
class OperatorCommandsTest {
    private static final Duration LIMIT = StatusTaskFixture.LIMIT;

    /** Whoever waits does the next of these instead. */
    private record Steps(Queue<Runnable> next) implements Scheduler {
        @Override
        public ThreadPoolExecutor executor(ThreadFactory threads, int width, Duration idle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledExecutorService timer(ThreadFactory threads) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void park(Object blocker, long nanos) {
            next.remove().run();
        }

        @Override
        public void unpark(Thread thread) {
            // it looks by itself
        }

        @Override
        public SplittableRandom random() {
            throw new UnsupportedOperationException();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEvictionWaitsForTheClaimThatGotWhatWasJustMadeAsItBegan() throws InterruptedException {
        StatusTaskFixture.Manual executor = new StatusTaskFixture.Manual();
        try (StatusTaskFixture fixture = new StatusTaskFixture(executor)) {
            Steps steps = new Steps(new ArrayDeque<>());
            OperatorCommands operations = new OperatorCommands(
                    () -> List.of(fixture.controller),
                    new EventCount(steps, fixture.clock),
                    fixture.clock,
                    () -> LIMIT);
            List<Slot> claimed = new ArrayList<>();
            fixture.onOffer = () -> claimed.add(fixture.set.tryClaim(0, 0));
            CountDownLatch acknowledged = new CountDownLatch(1);
            fixture.onConnect = () -> await(acknowledged);
            fixture.controller.resize(1, false);
            executor.runOne();
            acknowledged.countDown();
            Await.until("the connection is made", LIMIT, () -> !executor.tasks.isEmpty());

            steps.next().add(executor::runOne);
            steps.next().add(() -> fixture.clock.advance(LIMIT));
            OperatorCommands.Outcome left = operations.evict("", LIMIT);
            assertThat(claimed).hasSize(1);
            assertThat(left.complete()).isFalse();
            assertThat(left.held()).isEqualTo(1);

            fixture.onOffer = () -> {};
            steps.next().add(() -> fixture.controller.retire(claimed.get(0), SlotState.CLAIMED));
            steps.next().add(executor::runOne);
            assertThat(operations.evict("", LIMIT).complete()).isTrue();
        }
    }
}
