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

/** Threads that all wait: on a pool whose slots are all held, for each other, or for nothing. */
final class WaitingThreads implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Opening opening;
    private final List<Thread> waiters;
    private final CompletionCounter turns;
    private final long heapBefore;

    private WaitingThreads(Opening opening, List<Thread> waiters, CompletionCounter turns, long heapBefore) {
        this.opening = opening;
        this.waiters = waiters;
        this.turns = turns;
        this.heapBefore = heapBefore;
    }

    /** Lets the first go on; harmless when it is done again. */
    @FunctionalInterface
    private interface Opening {
        void open() throws SQLException;
    }

    /** Virtual threads that wait for no pool. */
    static WaitingThreads parked(int threads) throws InterruptedException {
        long before = Heap.usedBytes();
        CompletionCounter turns = new CompletionCounter();
        List<Thread> waiters = start(threads, VirtualThreads.factory(), () -> {
            try {
                turns.awaitRelease();
            } catch (InterruptedException e) {
                turns.failed(e);
            }
        });
        return new WaitingThreads(turns::release, waiters, turns, before);
    }

    /** Threads that wait for no pool: {@code abreast} of them go on at once, and each wakes one of those behind it. */
    static WaitingThreads relay(int abreast, int threads, ThreadFactory factory) throws InterruptedException {
        long before = Heap.usedBytes();
        CompletionCounter turns = new CompletionCounter();
        WakeUpChain relay = new WakeUpChain(threads, abreast);
        List<Thread> waiters = start(threads, factory, () -> {
            try {
                int place = relay.awaitTurn();
                turns.took();
                relay.passOn(place);
            } catch (InterruptedException e) {
                turns.failed(e);
            }
        });
        return new WaitingThreads(relay::open, waiters, turns, before);
    }

    /** Threads that claim, all behind {@code slots} claims that hold; each gives back at once what it gets. */
    static WaitingThreads onPool(DataSource dataSource, int slots, int threads, ThreadFactory factory)
            throws InterruptedException, SQLException {
        List<Connection> held = new ArrayList<>(slots);
        for (int i = 0; i < slots; i++) {
            held.add(dataSource.getConnection());
        }
        long before = Heap.usedBytes();
        CompletionCounter turns = new CompletionCounter();
        List<Thread> waiters = start(threads, factory, () -> {
            try {
                dataSource.getConnection().close();
                turns.took();
            } catch (SQLException | RuntimeException e) {
                turns.failed(e);
            }
        });
        return new WaitingThreads(() -> close(held), waiters, turns, before);
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

    /** Lets the first go on and waits until all have had their turn; how long the first of them took, in ns. */
    long drain(int first) throws SQLException, InterruptedException {
        turns.watch(first);
        long begun = System.nanoTime();
        opening.open();
        for (Thread waiter : waiters) {
            waiter.join();
        }
        return turns.watchedAt() - begun;
    }

    @Override
    public void close() throws SQLException {
        opening.open();
        try {
            for (Thread waiter : waiters) {
                waiter.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
