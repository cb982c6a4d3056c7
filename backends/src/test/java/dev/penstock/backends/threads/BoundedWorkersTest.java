package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.lab.Await;
import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedWorkersTest {
    private final BoundedWorkers workers = new BoundedWorkers(ThreadSource.OWN, "workers-test", 2);
    private final AtomicBoolean release = new AtomicBoolean();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    @AfterEach
    void noThreadIsLeft() {
        release.set(true);
        workers.close();
        Await.until(
                "all threads have ended",
                StatusTaskFixture.LIMIT,
                () -> StatusTaskFixture.threads("workers-test").isEmpty());
    }

    private void hang(BoundedWorkers.Call call) {
        running.incrementAndGet();
        while (!release.get()) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted()) {
                interrupted.incrementAndGet();
            }
        }
        running.decrementAndGet();
    }

    private List<BoundedWorkers.Call> hang(int calls) {
        List<BoundedWorkers.Call> made = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            made.add(workers.submit(this::hang));
        }
        return made;
    }

    @Test
    void aThreadThatWaitsTakesTheNextWork() {
        for (int i = 0; i < 20; i++) {
            CountDownLatch done = new CountDownLatch(1);
            workers.submit(call -> done.countDown());
            Await.until("it is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
            Await.until("its thread waits", StatusTaskFixture.LIMIT, BoundedWorkersTest::allWait);
        }
        assertThat(StatusTaskFixture.threads("workers-test")).hasSize(1);
    }

    private static boolean allWait() {
        return StatusTaskFixture.threads("workers-test").stream()
                .allMatch(thread -> thread.getState() == State.TIMED_WAITING);
    }

    @Test
    void workThatIsGivenUpWhileItWaitsLeavesTheQueueAndNeverRuns() {
        hang(2);
        AtomicBoolean ran = new AtomicBoolean();
        for (int i = 0; i < 1_000; i++) {
            workers.submit(call -> ran.set(true)).cancel();
        }
        assertThat(workers.queued()).isZero();
        release.set(true);
        CountDownLatch last = new CountDownLatch(1);
        workers.submit(call -> last.countDown());
        Await.until("a worker is free", StatusTaskFixture.LIMIT, () -> last.getCount() == 0);
        assertThat(ran).isFalse();
    }

    @Test
    void workThatHangsThoughItWasGivenUpDoesNotCountAgainstTheWidth() {
        List<BoundedWorkers.Call> hanging = hang(2);
        Await.until("both run", StatusTaskFixture.LIMIT, () -> running.get() == 2);
        hanging.forEach(BoundedWorkers.Call::cancel);
        CountDownLatch done = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            workers.submit(call -> done.countDown());
        }
        Await.until("other work is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        Await.until("both were interrupted", StatusTaskFixture.LIMIT, () -> interrupted.get() == 2);
    }

    @Test
    void workThatLastsIsMadeUpForAndGoesOn() {
        List<BoundedWorkers.Call> lasting = hang(2);
        Await.until("both run", StatusTaskFixture.LIMIT, () -> running.get() == 2);
        lasting.forEach(BoundedWorkers.Call::compensate);
        CountDownLatch done = new CountDownLatch(1);
        workers.submit(call -> done.countDown());
        Await.until("other work is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void workThatEndsAsItIsMadeUpForIsOverAllTheSame() {
        BoundedWorkers narrow = new BoundedWorkers(ThreadSource.OWN, "workers-test", 1);
        AtomicInteger ended = new AtomicInteger();
        for (int i = 1; i <= 20_000; i++) {
            AtomicBoolean ends = new AtomicBoolean();
            BoundedWorkers.Call call = narrow.prepare(any -> ends.set(true));
            call.whenEnded(ended::incrementAndGet);
            call.submit();
            while (!ends.get()) {
                Thread.onSpinWait();
            }
            call.compensate();
        }
        Await.until("all have ended", StatusTaskFixture.LIMIT, () -> ended.get() == 20_000);
        narrow.close();
    }

    @Test
    void cancelledWorkReportsItsEndWhetherItBeganOrNot() {
        List<BoundedWorkers.Call> hanging = hang(2);
        Await.until("both run", StatusTaskFixture.LIMIT, () -> running.get() == 2);
        AtomicInteger ended = new AtomicInteger();
        BoundedWorkers.Call waiting = workers.submit(call -> {});
        waiting.whenEnded(ended::incrementAndGet);
        waiting.cancel();
        assertThat(ended).hasValue(1);
        waiting.whenEnded(ended::incrementAndGet);
        assertThat(ended).hasValue(2);
        hanging.get(0).whenEnded(ended::incrementAndGet);
        hanging.get(0).cancel();
        assertThat(ended).hasValue(2);
        release.set(true);
        Await.until("the one that hung has ended", StatusTaskFixture.LIMIT, () -> ended.get() == 3);
    }

    @Test
    void threadsThatHangAreBounded() {
        assertThat(workers.isExhausted()).isFalse();
        for (int i = 0; i < 50; i++) {
            BoundedWorkers.Call call = workers.submit(this::hang);
            if (i < 2 + BoundedWorkers.SPARE_THREADS) {
                int expected = i + 1;
                Await.until("it runs", StatusTaskFixture.LIMIT, () -> running.get() == expected);
            }
            call.cancel();
        }
        assertThat(StatusTaskFixture.threads("workers-test")).hasSize(2 + BoundedWorkers.SPARE_THREADS);
        assertThat(workers.queued()).isZero();
        assertThat(workers.isExhausted()).isTrue();
        release.set(true);
        Await.until("all came back", StatusTaskFixture.LIMIT, () -> running.get() == 0);
        CountDownLatch two = new CountDownLatch(2);
        hangNot(two);
        Await.until("the workers do other work", StatusTaskFixture.LIMIT, () -> two.getCount() == 0);
    }

    private void hangNot(CountDownLatch done) {
        workers.submit(call -> done.countDown());
        workers.submit(call -> done.countDown());
    }

    @Test
    void anInterruptMeantForOneDoesNotReachTheNext() {
        AtomicInteger leaked = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            workers.submit(call -> Thread.onSpinWait()).cancel();
            workers.submit(call -> {
                leaked.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                done.countDown();
            });
        }
        Await.until("all are done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        assertThat(leaked).hasValue(0);
    }

    @Test
    void closedWorkersDoWaitingAndLateWorkWhileThreadsHang() {
        hang(2);
        CountDownLatch done = new CountDownLatch(2);
        workers.submit(call -> done.countDown());
        workers.close();
        workers.submit(call -> done.countDown());
        Await.until("both are done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
    }

    @Test
    void workThatThrowsAnythingCostsNoThread() {
        CountDownLatch done = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            workers.submit(call -> {
                done.countDown();
                throw new LinkageError("scripted");
            });
        }
        Await.until("all ran", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
    }

    private static BoundedWorkers fragile(FragileScheduler scheduler) {
        return new BoundedWorkers(new ThreadSource(null, scheduler), "workers-test", 1);
    }

    @Test
    void cancelSucceedsAlthoughNoThreadCanBeAdded() {
        FragileScheduler scheduler = new FragileScheduler();
        BoundedWorkers fragile = fragile(scheduler);
        BoundedWorkers.Call hanging = fragile.submit(this::hang);
        Await.until("it runs", StatusTaskFixture.LIMIT, () -> running.get() == 1);
        CountDownLatch done = new CountDownLatch(2);
        fragile.submit(call -> done.countDown());
        scheduler.setFails(true);
        hanging.cancel();
        scheduler.setFails(false);
        fragile.submit(call -> done.countDown());
        Await.until("other work is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        fragile.close();
    }

    @Test
    void closeEndsThreadsAlthoughNoneCanBeAdded() {
        FragileScheduler scheduler = new FragileScheduler();
        BoundedWorkers fragile = fragile(scheduler);
        fragile.submit(this::hang);
        Await.until("it runs", StatusTaskFixture.LIMIT, () -> running.get() == 1);
        CountDownLatch done = new CountDownLatch(1);
        fragile.submit(call -> done.countDown());
        scheduler.setFails(true);
        fragile.close();
        release.set(true);
        Await.until("waiting work is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        Await.until(
                "all threads have ended",
                StatusTaskFixture.LIMIT,
                () -> StatusTaskFixture.threads("workers-test").isEmpty());
    }
}
