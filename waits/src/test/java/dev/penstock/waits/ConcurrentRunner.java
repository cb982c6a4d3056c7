package dev.penstock.waits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A group of tasks that begin together. {@link #finish} throws the failure of a task. Confined to one thread. */
final class ConcurrentRunner implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch start = new CountDownLatch(1);
    private final List<Future<?>> running = new ArrayList<>();

    void add(Callable<?> task) {
        running.add(threads.submit(() -> {
            start.await();
            return task.call();
        }));
    }

    /** Starts all tasks, and waits until all have ended. */
    void finish() throws Exception {
        start.countDown();
        for (Future<?> one : running) {
            one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
