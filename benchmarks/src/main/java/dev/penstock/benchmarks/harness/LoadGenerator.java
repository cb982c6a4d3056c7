package dev.penstock.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Many claimants on one pool for a window of time. Claims that still wait when the window ends count with the time they
 * have waited until then, so that whoever is starved is not forgotten.
 *
 * @param threads how many claimants
 * @param factory what they run on
 * @param shared whether they record into one histogram, since there are too many for one each
 * @param work what they do with a connection
 */
record LoadGenerator(int threads, ThreadFactory factory, boolean shared, Work work) {
    /** Threads of the operating system. */
    static LoadGenerator platform(int threads, Work work) {
        return new LoadGenerator(threads, Thread::new, false, work);
    }

    /** Virtual threads; Java 21 or later. */
    static LoadGenerator virtual(int threads, Work work) {
        return new LoadGenerator(threads, VirtualThreads.factory(), true, work);
    }

    /** Lets them claim for {@code window}. */
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
