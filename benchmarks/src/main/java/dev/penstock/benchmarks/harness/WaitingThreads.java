package dev.penstock.benchmarks.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Threads that all wait: on a pool without a free slot, for each other, or for a release. */
final class WaitingThreads implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Release release;
    private final List<Thread> waiters;
    private final CompletionCounter completions;
    private final long heapBefore;

    private WaitingThreads(Release release, List<Thread> waiters, CompletionCounter completions, long heapBefore) {
        this.release = release;
        this.waiters = waiters;
        this.completions = completions;
        this.heapBefore = heapBefore;
    }

    /** The wake-up of the first waiters; a repetition has no effect. */
    @FunctionalInterface
    private interface Release {
        void run() throws SQLException;
    }

    /** Virtual threads that wait for a release and for no pool. */
    static WaitingThreads parked(int threads) throws InterruptedException {
        long before = Heap.usedBytes();
        CompletionCounter completions = new CompletionCounter();
        List<Thread> waiters = start(threads, VirtualThreads.factory(), () -> {
            try {
                completions.awaitRelease();
            } catch (InterruptedException e) {
                completions.failed(e);
            }
        });
        return new WaitingThreads(completions::release, waiters, completions, before);
    }

    /** Threads that wait for no pool: {@code parallel} run at a time, and each wakes a later one. */
    static WaitingThreads chained(int parallel, int threads, ThreadFactory factory) throws InterruptedException {
        long before = Heap.usedBytes();
        CompletionCounter completions = new CompletionCounter();
        WakeUpChain chain = new WakeUpChain(threads, parallel);
        List<Thread> waiters = start(threads, factory, () -> {
            try {
                int place = chain.awaitWakeUp();
                completions.completed();
                chain.wakeNext(place);
            } catch (InterruptedException e) {
                completions.failed(e);
            }
        });
        return new WaitingThreads(chain::start, waiters, completions, before);
    }

    /** Threads that claim while {@code slots} claims hold all slots; each releases its connection at once. */
    static WaitingThreads onPool(DataSource dataSource, int slots, int threads, ThreadFactory factory)
            throws InterruptedException, SQLException {
        List<Connection> held = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            held.add(dataSource.getConnection());
        }
        long before = Heap.usedBytes();
        CompletionCounter completions = new CompletionCounter();
        List<Thread> waiters = start(threads, factory, () -> {
            try {
                dataSource.getConnection().close();
                completions.completed();
            } catch (SQLException | RuntimeException e) {
                completions.failed(e);
            }
        });
        return new WaitingThreads(() -> close(held), waiters, completions, before);
    }

    private static void close(List<Connection> held) throws SQLException {
        for (Connection connection : held) {
            connection.close();
        }
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
                    throw new IllegalStateException(waiter + " does not wait: its state is " + waiter.getState());
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
            }
        }
        return waiters;
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /** The heap, in bytes, of these threads and of all that their waits need. */
    long heapBytes() throws InterruptedException {
        return Heap.usedBytes() - heapBefore;
    }

    /** Wakes the first waiters and waits for all. Returns the time of the first {@code first}, in ns. */
    long drain(int first) throws SQLException, InterruptedException {
        completions.watch(first);
        long begun = System.nanoTime();
        release.run();
        for (Thread waiter : waiters) {
            waiter.join();
        }
        return completions.watchedAt() - begun;
    }

    @Override
    public void close() throws SQLException {
        release.run();
        try {
            for (Thread waiter : waiters) {
                waiter.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
