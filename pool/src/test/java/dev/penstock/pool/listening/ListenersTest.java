package dev.penstock.pool.listening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.lab.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Listeners that are slow, hang or throw cost a limited number of threads and news. */
class ListenersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_WAITING = 3;

    /** A listener of numbers. */
    private interface Listener {
        void hear(int number) throws Exception;
    }

    private final AtomicLong clock = new AtomicLong();
    private final AsyncLog log = new AsyncLog(ThreadSource.OWN, "listeners-test");
    private final Listeners<Listener> listeners = new Listeners<>(
            new Listeners.Kind("numbers", LoggerFactory.getLogger(ListenersTest.class), MOST_WAITING),
            "listeners-test",
            ThreadSource.OWN,
            clock::get,
            log);
    private final List<Integer> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();

    @AfterEach
    void close() {
        listeners.close();
        log.close();
    }

    private void deliver(int number) {
        listeners.deliver("number " + number, listener -> listener.hear(number));
    }

    private void hang(int number) {
        heard.add(number);
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupts.incrementAndGet();
        }
    }

    private void awaitHeard(int news) {
        Await.until(news + " news are heard", LIMIT, () -> heard.size() == news);
    }

    @Test
    void callIsInterruptedOnceAfterTenSeconds() {
        listeners.listen(this::hang);
        deliver(1);
        awaitHeard(1);
        clock.addAndGet(DeliveryLane.LIMIT.toNanos());
        listeners.interruptLate(clock.get());
        deliver(2);
        assertThat(interrupts).hasValue(0);

        listeners.interruptLate(clock.addAndGet(1));
        awaitHeard(2);
        listeners.interruptLate(clock.get());

        assertThat(interrupts).hasValue(1);
        assertThat(heard).containsExactly(1, 2);
    }

    @Test
    void listenerThatIgnoresInterruptsHearsTheNextNewsWithoutOne() {
        CountDownLatch go = new CountDownLatch(1);
        listeners.listen(number -> {
            heard.add(number);
            while (go.getCount() > 0) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                interrupts.incrementAndGet();
            }
        });
        deliver(1);
        awaitHeard(1);
        listeners.interruptLate(clock.addAndGet(DeliveryLane.LIMIT.toNanos() + 1));
        Await.until("the call is interrupted", LIMIT, () -> interrupts.get() == 1);
        go.countDown();
        deliver(2);
        awaitHeard(2);

        assertThat(interrupts).hasValue(1);
    }

    @Test
    void slowListenerLosesTheLatestNewsAndAnotherHearsAll() {
        CountDownLatch go = new CountDownLatch(1);
        List<Integer> heardSlowly = new CopyOnWriteArrayList<>();
        CountDownLatch called = new CountDownLatch(1);
        listeners.listen(number -> {
            called.countDown();
            go.await();
            heardSlowly.add(number);
        });
        listeners.listen(heard::add);
        deliver(0);
        Await.until("the slow listener is called", LIMIT, () -> called.getCount() == 0);
        for (int number = 1; number < 6; number++) {
            deliver(number);
            awaitHeard(number + 1);
        }
        go.countDown();
        Await.until("the slow listener has heard what waited", LIMIT, () -> heardSlowly.size() == 1 + MOST_WAITING);

        assertThat(heardSlowly).containsExactly(0, 1, 2, 3);
        assertThat(heard).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void throwingListenerHearsTheNextNews() {
        listeners.listen(number -> {
            heard.add(number);
            throw new AssertionError("thrown by a listener");
        });
        deliver(1);
        deliver(2);

        awaitHeard(2);
    }

    @Test
    void endedListenerIsInterruptedAndHearsNothingMore() throws Exception {
        AutoCloseable registration = listeners.listen(this::hang);
        deliver(1);
        awaitHeard(1);
        deliver(2);
        registration.close();
        Await.until("the call is interrupted", LIMIT, () -> interrupts.get() == 1);
        deliver(3);
        listeners.listen(heard::add);
        deliver(4);
        awaitHeard(2);

        assertThat(heard).containsExactly(1, 4);
    }

    @Test
    void ninthListenerIsRefused() throws Exception {
        AutoCloseable first = listeners.listen(heard::add);
        for (int i = 1; i < Listeners.MOST; i++) {
            listeners.listen(heard::add);
        }
        assertThatThrownBy(() -> listeners.listen(heard::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pool has 8 listeners of numbers: close one of them");
        first.close();
        listeners.listen(heard::add);
    }
}
