package dev.penstock.backends.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.lab.Await;
import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandoffQueueTest {
    private static final Runnable TASK = () -> {};

    private final HandoffQueue queue = new HandoffQueue();
    private final ConcurrentLinkedQueue<Runnable> taken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final List<Thread> waiters = new ArrayList<>();

    @AfterEach
    void nobodyWaits() {
        waiters.forEach(Thread::interrupt);
        waiters.forEach(HandoffQueueTest::end);
    }

    private static void end(Thread waiter) {
        Await.until("a waiter ends", StatusTaskFixture.LIMIT, () -> !waiter.isAlive());
    }

    /** A thread that takes one task, and waits for it already. */
    private Thread waiter() {
        Thread waiter = new Thread(this::takeOne, "waiter");
        waiters.add(waiter);
        waiter.start();
        Await.until("it waits", StatusTaskFixture.LIMIT, () -> waiter.getState() == State.TIMED_WAITING);
        return waiter;
    }

    private void takeOne() {
        try {
            Runnable task = queue.poll(1, TimeUnit.HOURS);
            taken.add(task);
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
    }

    @Test
    void nothingIsHandedOverWhereNobodyWaits() {
        assertThat(queue.handOver(TASK)).isFalse();
        assertThat(queue).isEmpty();
    }

    @Test
    void eachThreadThatWaitsIsHandedOneTask() {
        Thread first = waiter();
        Thread second = waiter();
        assertThat(queue.handOver(TASK)).isTrue();
        assertThat(queue.handOver(TASK)).isTrue();
        assertThat(queue.handOver(TASK)).as("both have one").isFalse();
        end(first);
        end(second);
        assertThat(taken).containsExactly(TASK, TASK);
        assertThat(queue).isEmpty();
    }

    @Test
    void whatIsQueuedBeforeIsNotCountedTwice() {
        Thread waiter = waiter();
        assertThat(queue.offer(TASK)).isTrue();
        assertThat(queue.handOver(TASK)).as("it has that one").isFalse();
        end(waiter);
        assertThat(taken).containsExactly(TASK);
    }

    @Test
    void whoGaveUpIsHandedNothing() throws InterruptedException {
        assertThat(queue.poll(1, TimeUnit.MICROSECONDS)).isNull();
        assertThat(queue.handOver(TASK)).isFalse();
    }

    @Test
    void whoWasInterruptedIsHandedNothing() {
        Thread waiter = waiter();
        waiter.interrupt();
        end(waiter);
        assertThat(interrupted).hasValue(1);
        assertThat(queue.handOver(TASK)).isFalse();
    }

    @Test
    void aThreadThatTakesWithoutALimitIsHandedATaskToo() {
        Thread taker = new Thread(() -> {
            try {
                taken.add(queue.take());
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        });
        waiters.add(taker);
        taker.start();
        Await.until("it is handed a task", StatusTaskFixture.LIMIT, () -> queue.handOver(TASK));
        end(taker);
        assertThat(taken).containsExactly(TASK);
    }

    @Test
    void nothingIsLostOrTakenTwiceWhereThreadsGiveUpMeanwhile() {
        int tasks = 20_000;
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            Thread impatient = new Thread(() -> takeAll(runs, tasks));
            waiters.add(impatient);
            impatient.start();
        }
        for (int i = 0; i < tasks; i++) {
            if (!queue.handOver(TASK)) {
                queue.offer(TASK);
            }
        }
        Await.until("all are taken", StatusTaskFixture.LIMIT, () -> runs.get() >= tasks);
        waiters.forEach(HandoffQueueTest::end);
        assertThat(runs).hasValue(tasks);
        assertThat(queue.handOver(TASK)).isFalse();
    }

    /** Waits for a microsecond, again and again. */
    private void takeAll(AtomicInteger runs, int tasks) {
        while (runs.get() < tasks) {
            try {
                if (queue.poll(1, TimeUnit.MICROSECONDS) != null) {
                    runs.incrementAndGet();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
