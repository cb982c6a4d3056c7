package dev.penstock.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A number of claimants that load one pool for a window of time. A claim that still waits at the end of the window
 * counts with its wait until then. Therefore starved claimants are not lost from the statistics.
 *
 * @param threads the number of claimants
 * @param factory the factory of their threads
 * @param shared whether they share one histogram, because there are too many for one each
 * @param work their use of a connection
 */
record LoadGenerator(int threads, ThreadFactory factory, boolean shared, Work work) {
    /** Claimants on platform threads. */
    static LoadGenerator platform(int threads, Work work) {
        return new LoadGenerator(threads, Thread::new, false, work);
    }

    /** Claimants on virtual threads; needs Java 21. */
    static LoadGenerator virtual(int threads, Work work) {
        return new LoadGenerator(threads, VirtualThreads.factory(), true, work);
    }

    /** Runs the claimants for {@code window}. */
    LoadResult run(DataSource dataSource, Duration window) throws InterruptedException {
        StartStopGate gate = new StartStopGate(threads);
        List<Latencies> all = new ArrayList<>();
        Supplier<Latencies> latencies = latencies(all);
        List<Claimant> claimants = new ArrayList<>(threads);
        List<Thread> running = new ArrayList<>(threads);
        for (int i = 0; i < threads; i++) {
            Claimant claimant = new Claimant(dataSource, work, gate, latencies.get());
            claimants.add(claimant);
            running.add(factory.newThread(claimant));
        }
        running.forEach(Thread::start);
        gate.open();
        long begun = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(window.toNanos());
        long ended = System.nanoTime();
        gate.close();
        Latencies sum = Latencies.own();
        for (Claimant claimant : claimants) {
            long waited = claimant.waitedUntil(ended);
            if (waited > 0) {
                sum.claim().recordValue(waited);
            }
        }
        for (Thread thread : running) {
            thread.join();
        }
        all.forEach(sum::add);
        return LoadResult.of(claimants, sum, ended - begun);
    }

    private Supplier<Latencies> latencies(List<Latencies> all) {
        if (shared) {
            Latencies one = Latencies.shared();
            all.add(one);
            return () -> one;
        }
        return () -> {
            Latencies own = Latencies.own();
            all.add(own);
            return own;
        };
    }
}
