package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.lab.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The end of a start that another thread cancels. */
class PoolStartTest {
    private static Claimant<Void> cancelling(PoolStart start) {
        return Claimant.start("canceller", () -> {
            start.cancel(Duration.ZERO);
            return null;
        });
    }

    private static RunningPool awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("the latch stays closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void interruptOfCancelEndsWithStart() {
        CountDownLatch begun = new CountDownLatch(1);
        PoolStart start = new PoolStart(() -> {
            begun.countDown();
            return awaitInterrupt();
        });
        Claimant<Boolean> runner = Claimant.start("runner", () -> {
            start.run();
            return Thread.currentThread().isInterrupted();
        });
        Await.until("it runs", Invariants.LIMIT, () -> begun.getCount() == 0);
        cancelling(start).result();

        assertThat(runner.result()).as("the caller is interrupted").isFalse();
    }

    @Test
    void interruptOfApplicationOutlivesStart() {
        PoolStart start = new PoolStart(() -> {
            throw new IllegalStateException("scripted");
        });
        Claimant<Boolean> runner = Claimant.start("runner", () -> {
            Thread.currentThread().interrupt();
            start.run();
            start.cancel(Duration.ZERO);
            return Thread.currentThread().isInterrupted();
        });

        assertThat(runner.result()).isTrue();
    }

    @Test
    void cancelAwaitsStartThatHasNotReachedItsThread() {
        PoolStart start = new PoolStart(() -> {
            throw new IllegalStateException("scripted");
        });
        Claimant<Void> canceller = cancelling(start);
        Await.until("it waits", Invariants.LIMIT, () -> canceller.thread().getState() == Thread.State.TIMED_WAITING);
        start.run();

        canceller.result();
    }
}
