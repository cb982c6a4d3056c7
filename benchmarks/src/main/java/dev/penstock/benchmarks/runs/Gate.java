package dev.penstock.benchmarks.runs;

import java.util.concurrent.CountDownLatch;

/** Opens once for all claimants, and closes once. Thread-safe. */
final class Gate {
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean closed;

    void awaitOpen() throws InterruptedException {
        open.await();
    }

    void open() {
        open.countDown();
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
