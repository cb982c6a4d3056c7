package dev.penstock.benchmarks.harness;

import java.util.concurrent.CountDownLatch;

/** The common start and stop signal of all claimants. Thread-safe. */
final class StartStopGate {
    private final CountDownLatch arrived;
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean closed;

    StartStopGate(int claimants) {
        arrived = new CountDownLatch(claimants);
    }

    void awaitOpen() throws InterruptedException {
        arrived.countDown();
        open.await();
    }

    /** Waits for all claimants, then opens the gate. */
    void open() throws InterruptedException {
        arrived.await();
        open.countDown();
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
