package dev.penstock.benchmarks.runs;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Threads that all wait, on a pool whose slots are all held, or for nothing. */
final class Queued implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final List<Connection> held;
    private final List<Thread> waiters;
    private final AtomicReference<Throwable> failure;
    private final CountDownLatch released;
    private final long heapBefore;

    private Queued(
            List<Connection> held,
            List<Thread> waiters,
            AtomicReference<Throwable> failure,
            CountDownLatch released,
            long heapBefore) {
        this.held = held;
        this.waiters = waiters;
        this.failure = failure;
        this.released = released;
        this.heapBefore = heapBefore;
    }

    /** Virtual threads that wait for no pool. */
    static Queued parked(int threads) throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        long before = Heap.usedBytes();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> waiters = start(threads, VirtualThreads.factory(), () -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                failure.set(e);
            }
        });
        return new Queued(List.of(), waiters, failure, released, before);
    }

    /** Threads that claim, all behind {@code slots} claims that hold; each gives back at once what it gets. */
    static Queued onPool(DataSource dataSource, int slots, int threads, ThreadFactory factory)
            throws InterruptedException, SQLException {
        List<Connection> held = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            held.add(dataSource.getConnection());
        }
        long before = Heap.usedBytes();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> waiters = start(threads, factory, () -> {
            try {
                dataSource.getConnection().close();
            } catch (SQLException | RuntimeException e) {
                failure.set(e);
            }
        });
        return new Queued(held, waiters, failure, new CountDownLatch(1), before);
    }

    private static List<Thread> start(int threads, ThreadFactory factory, Runnable waiting)
            throws InterruptedException {
        List<Thread> waiters = new ArrayList<>(threads);
        for (int i = 0; i < threads; i++) {
            Thread waiter = factory.newThread(waiting);
            waiters.add(waiter);
            waiter.start();
        }
        long end = System.nanoTime() + LONGEST.toNanos();
        for (Thread waiter : waiters) {
            while (!waits(waiter)) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException(waiter + " does not wait but is " + waiter.getState());
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
            }
        }
        return waiters;
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** What these threads and what they wait with take, in bytes of heap. */
    long heapBytes() throws InterruptedException {
        return Heap.usedBytes() - heapBefore;
    }

    /** Ends the claims that hold, and waits until all have had their turn; returns how long that took, in ns. */
    long drain() throws SQLException, InterruptedException {
        long begun = System.nanoTime();
        for (Connection connection : held) {
            connection.close();
        }
        for (Thread waiter : waiters) {
            waiter.join();
        }
        long nanos = System.nanoTime() - begun;
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a waiter failed", failed);
        }
        return nanos;
    }

    @Override
    public void close() throws SQLException {
        released.countDown();
        for (Connection connection : held) {
            connection.close();
        }
        try {
            for (Thread waiter : waiters) {
                waiter.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
