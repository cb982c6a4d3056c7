package dev.penstock.chaos.world;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/**
 * An application's executor that keeps each task on one worker, from which no other worker steals. On a runtime like
 * this one late task blocked a whole pool.
 */
public final class SharedWorkers implements Executor {
    private final List<BlockingQueue<Runnable>> workers = new ArrayList<>();
    private final Map<Runnable, BlockingQueue<Runnable>> places = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    /** Starts {@code count} workers as daemon threads. */
    public SharedWorkers(int count) {
        for (int i = 1; i <= count; i++) {
            BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
            workers.add(queue);
            Thread thread = new Thread(() -> work(queue), "shared-worker-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    @Override
    public void execute(Runnable task) {
        places.computeIfAbsent(task, any -> workers.get(next.getAndIncrement() % workers.size()))
                .add(task);
    }

    private static void work(BlockingQueue<Runnable> queue) {
        try {
            while (true) {
                queue.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The processor time that the workers have used so far, in nanoseconds. */
    public long processorNanos() {
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        return threads.stream()
                .mapToLong(thread -> times.getThreadCpuTime(thread.getId()))
                .sum();
    }

    /** Occupies the worker of the task whose text contains {@code text}, until the latch is released. */
    public void occupy(String text, CountDownLatch until) {
        places.entrySet().stream()
                .filter(place -> place.getKey().toString().contains(text))
                .forEach(place -> place.getValue().add(() -> CertificateImport.run(until)));
    }

    /** Gives each worker a job that it does before any later task. */
    public void occupyAll(Runnable job) {
        workers.forEach(worker -> worker.add(job));
    }

    /** A job that does nothing but wait until the latch is released. */
    public static Runnable sleeping(CountDownLatch until) {
        return () -> CertificateImport.run(until);
    }

    /** A job that computes until the latch is released. */
    public static Runnable computing(CountDownLatch until) {
        return () -> CertificateImport.parse(until);
    }

    /** The job that never yields. */
    static final class CertificateImport {
        private static final byte[] CERTIFICATE = new byte[4_096];

        private CertificateImport() {}

        static void run(CountDownLatch until) {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        static void parse(CountDownLatch until) {
            CRC32 certificates = new CRC32();
            while (until.getCount() > 0) {
                certificates.update(CERTIFICATE);
            }
        }
    }
}
