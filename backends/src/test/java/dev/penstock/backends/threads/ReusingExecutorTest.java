package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.lab.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work that comes just as the number of threads changes, where the others hang. */
class ReusingExecutorTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private static void await(CountDownLatch latch) {
        Await.until("it is let go on", StatusTaskFixture.LIMIT, () -> latch.getCount() == 0);
    }

    private static void awaitForEver(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    private void hang(ReusingExecutor executor) {
        CountDownLatch hangs = new CountDownLatch(1);
        executor.execute(() -> {
            hangs.countDown();
            awaitForEver(release);
        });
        await(hangs);
    }

    private void assertDoneAlthoughOthersHang(ReusingExecutor executor) {
        Await.until("it is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        end(executor);
    }

    private void end(ReusingExecutor executor) {
        release.countDown();
        executor.shutdown();
        Await.until("all threads have ended", StatusTaskFixture.LIMIT, executor::isTerminated);
    }

    @Test
    void workThatIsQueuedAsThePoolWidensGetsTheThreadThatThereMayBe() {
        Widening queue = new Widening();
        ReusingExecutor executor = new ReusingExecutor(queue, Thread::new, 1, LONG);
        hang(executor);
        queue.widened = executor;
        executor.execute(done::countDown);
        assertDoneAlthoughOthersHang(executor);
    }

    /** May have two threads from when it is found to have as many as it may, until work is queued. */
    private static final class Widening extends HandoffQueue {
        private static final long serialVersionUID = 1L;

        private transient volatile ReusingExecutor widened;

        @Override
        public boolean offer(Runnable task) {
            ReusingExecutor wide = widened;
            if (wide != null) {
                wide.setMaximumPoolSize(2);
                wide.setCorePoolSize(2);
            }
            return super.offer(task);
        }
    }

    @Test
    void workThatIsQueuedAsTheLastThreadThatIsFreeEndsGetsAnother() {
        Ending queue = new Ending();
        ReusingExecutor executor = new ReusingExecutor(queue, Thread::new, 2, Duration.ofNanos(1));
        hang(executor);
        executor.execute(() -> {});
        await(queue.ends);
        executor.execute(done::countDown);
        queue.mayEnd.countDown();
        assertDoneAlthoughOthersHang(executor);
    }

    /** The first thread that has waited in vain does not go on before it may. */
    private static final class Ending extends HandoffQueue {
        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch ends = new CountDownLatch(1);
        private final transient CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
            Runnable task = super.poll(timeout, unit);
            if (task == null) {
                ends.countDown();
                await(mayEnd);
            }
            return task;
        }
    }

    @Test
    void workThatComesAfterShutdownIsDoneAlthoughAllThreadsHang() {
        ReusingExecutor executor = new ReusingExecutor(Thread::new, 1, LONG);
        hang(executor);
        executor.shutdown();
        executor.execute(done::countDown);
        assertDoneAlthoughOthersHang(executor);
    }

    @Test
    void aThreadThatCannotBeMadeFailsNothingThatIsQueued() {
        Widening queue = new Widening();
        AtomicInteger made = new AtomicInteger();
        ThreadFactory one = task -> {
            if (made.getAndIncrement() > 0) {
                throw new OutOfMemoryError("no more threads");
            }
            return new Thread(task);
        };
        ReusingExecutor executor = new ReusingExecutor(queue, one, 1, LONG);
        hang(executor);
        queue.widened = executor;
        executor.execute(done::countDown);
        assertThat(made).hasValue(2);
        release.countDown();
        Await.until("it is done by the thread that hung", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        end(executor);
    }
}
