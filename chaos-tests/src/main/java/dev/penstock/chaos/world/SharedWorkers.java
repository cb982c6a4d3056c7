package dev.penstock.chaos.world;

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
 * An application's executor that keeps each task on one worker, from which no other worker steals: the shape of the
 * runtime on which one late task corked a whole pool.
 */
public final class SharedWorkers implements Executor {
    private final List<BlockingQueue<Runnable>> workers = new ArrayList<>();
    private final Map<Runnable, BlockingQueue<Runnable>> places = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    /** Starts so many workers, as daemon threads. */
    public SharedWorkers(int count) {
        for (int i = 1; i <= count; i++) {
            BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
            workers.add(queue);
            Thread thread = new Thread(() -> work(queue), "shared-worker-" + i);
            thread.setDaemon(true);
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

    /** Puts a job before the task whose text contains {@code text}, that ends when the latch does. */
    public void occupy(String text, CountDownLatch until) {
        places.entrySet().stream()
                .filter(place -> place.getKey().toString().contains(text))
                .forEach(place -> place.getValue().add(() -> CertificateImport.run(until)));
    }

    /** Puts a job before whatever comes to any worker, that ends when the latch does. */
    public void occupyAll(Runnable job) {
        workers.forEach(worker -> worker.add(job));
    }

    /** Lets a worker do nothing but wait until the latch ends. */
    public static Runnable sleeping(CountDownLatch until) {
        return () -> CertificateImport.run(until);
    }

    /** Lets a worker compute until the latch ends. */
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
