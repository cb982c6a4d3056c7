package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.routing.RoutingTable;
import dev.penstock.lab.Await;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Threads that publish a routing table at once. */
class PublishedRoutingTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicInteger constructions = new AtomicInteger();
    private final RoutingTable last = new RoutingTable(List.of());
    private final PublishedRouting routing = new PublishedRouting(lock, this::construct);

    /** The first construction lasts until two more threads wait for the lock; the second one throws. */
    private RoutingTable construct() {
        int number = constructions.incrementAndGet();
        if (number == 1) {
            begun.countDown();
            Await.until("two more threads wait", BackendsFixture.LIMIT, () -> lock.getQueueLength() == 2);
        }
        if (number == 2) {
            throw new IllegalStateException("a table that cannot be made");
        }
        return number == 1 ? RoutingTable.EMPTY : last;
    }

    private Thread republishing() {
        Thread thread = new Thread(routing::republish);
        thread.setUncaughtExceptionHandler((failed, thrown) -> {});
        thread.start();
        return thread;
    }

    @Test
    void changeIsPublishedAlthoughAnotherConstructionThrows() throws InterruptedException {
        Thread first = republishing();
        begun.await();
        List<Thread> others = List.of(republishing(), republishing());
        first.join();
        for (Thread other : others) {
            other.join();
        }

        assertThat(routing.table()).isSameAs(last);
        assertThat(constructions).hasValue(3);
    }
}
