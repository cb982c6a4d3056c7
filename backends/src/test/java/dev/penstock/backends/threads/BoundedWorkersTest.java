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
    private final BoundedWorkers lane = new BoundedWorkers(ThreadSource.OWN, "lane-test", 2);
    private final AtomicBoolean release = new AtomicBoolean();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    @AfterEach
    void noThreadIsLeft() {
        release.set(true);
        lane.close();
        Await.until(
                "all threads have ended",
                StatusTaskFixture.LIMIT,
                () -> StatusTaskFixture.threads("lane-test").isEmpty());
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
            made.add(lane.submit(this::hang));
        }
        return made;
    }

    @Test
    void aThreadThatWaitsTakesTheNextWork() {
        for (int i = 0; i < 20; i++) {
            CountDownLatch done = new CountDownLatch(1);
            lane.submit(call -> done.countDown());
            Await.until("it is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
            Await.until("its thread waits", StatusTaskFixture.LIMIT, BoundedWorkersTest::allWait);
        }
        assertThat(StatusTaskFixture.threads("lane-test")).hasSize(1);
    }

    private static boolean allWait() {
        return StatusTaskFixture.threads("lane-test").stream()
                .allMatch(thread -> thread.getState() == State.TIMED_WAITING);
    }

    @Test
    void workThatIsGivenUpWhileItWaitsLeavesTheQueueAndNeverRuns() {
        hang(2);
        AtomicBoolean ran = new AtomicBoolean();
        for (int i = 0; i < 1_000; i++) {
            lane.submit(call -> ran.set(true)).giveUp();
        }
        assertThat(lane.queued()).isZero();
        release.set(true);
        CountDownLatch last = new CountDownLatch(1);
        lane.submit(call -> last.countDown());
        Await.until("the lane is free", StatusTaskFixture.LIMIT, () -> last.getCount() == 0);
        assertThat(ran).isFalse();
    }

    @Test
    void workThatHangsThoughItWasGivenUpDoesNotCountAgainstTheWidth() {
        List<BoundedWorkers.Call> hanging = hang(2);
        Await.until("both run", StatusTaskFixture.LIMIT, () -> running.get() == 2);
        hanging.forEach(BoundedWorkers.Call::giveUp);
        CountDownLatch done = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            lane.submit(call -> done.countDown());
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
        lane.submit(call -> done.countDown());
        Await.until("other work is done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void workThatEndsAsItIsMadeUpForIsOverAllTheSame() {
        BoundedWorkers narrow = new BoundedWorkers(ThreadSource.OWN, "lane-test", 1);
        AtomicInteger told = new AtomicInteger();
        for (int i = 1; i <= 20_000; i++) {
            AtomicBoolean ends = new AtomicBoolean();
            BoundedWorkers.Call call = narrow.call(any -> ends.set(true));
            call.whenOver(told::incrementAndGet);
            call.submit();
            while (!ends.get()) {
                Thread.onSpinWait();
            }
            call.compensate();
        }
        Await.until("all are told of", StatusTaskFixture.LIMIT, () -> told.get() == 20_000);
        narrow.close();
    }

    @Test
    void whoAsksIsToldWhenWorkThatWasGivenUpIsOverWhetherItBeganOrNot() {
        List<BoundedWorkers.Call> hanging = hang(2);
        Await.until("both run", StatusTaskFixture.LIMIT, () -> running.get() == 2);
        AtomicInteger told = new AtomicInteger();
        BoundedWorkers.Call waiting = lane.submit(call -> {});
        waiting.whenOver(told::incrementAndGet);
        waiting.giveUp();
        assertThat(told).hasValue(1);
        waiting.whenOver(told::incrementAndGet);
        assertThat(told).hasValue(2);
        hanging.get(0).whenOver(told::incrementAndGet);
        hanging.get(0).giveUp();
        assertThat(told).hasValue(2);
        release.set(true);
        Await.until("the one that hung has ended", StatusTaskFixture.LIMIT, () -> told.get() == 3);
    }

    @Test
    void threadsThatHangAreBounded() {
        assertThat(lane.isExhausted()).isFalse();
        for (int i = 0; i < 50; i++) {
            BoundedWorkers.Call call = lane.submit(this::hang);
            if (i < 2 + BoundedWorkers.SPARE_THREADS) {
                int expected = i + 1;
                Await.until("it runs", StatusTaskFixture.LIMIT, () -> running.get() == expected);
            }
            call.giveUp();
        }
        assertThat(StatusTaskFixture.threads("lane-test")).hasSize(2 + BoundedWorkers.SPARE_THREADS);
        assertThat(lane.queued()).isZero();
        assertThat(lane.isExhausted()).isTrue();
        release.set(true);
        Await.until("all came back", StatusTaskFixture.LIMIT, () -> running.get() == 0);
        CountDownLatch two = new CountDownLatch(2);
        hangNot(two);
        Await.until("the lane works", StatusTaskFixture.LIMIT, () -> two.getCount() == 0);
    }

    private void hangNot(CountDownLatch done) {
        lane.submit(call -> done.countDown());
        lane.submit(call -> done.countDown());
    }

    @Test
    void anInterruptMeantForOneDoesNotReachTheNext() {
        AtomicInteger leaked = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            lane.submit(call -> Thread.onSpinWait()).giveUp();
            lane.submit(call -> {
                leaked.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                done.countDown();
            });
        }
        Await.until("all are done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
        assertThat(leaked).hasValue(0);
    }

    @Test
    void whatWaitsWhenTheLaneClosesAndWhatComesLaterIsDoneThoughThreadsHang() {
        hang(2);
        CountDownLatch done = new CountDownLatch(2);
        lane.submit(call -> done.countDown());
        lane.close();
        lane.submit(call -> done.countDown());
        Await.until("both are done", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
    }

    @Test
    void workThatThrowsAnythingCostsNoThread() {
        CountDownLatch done = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            lane.submit(call -> {
                done.countDown();
                throw new LinkageError("scripted");
            });
        }
        Await.until("all ran", StatusTaskFixture.LIMIT, () -> done.getCount() == 0);
    }
}
