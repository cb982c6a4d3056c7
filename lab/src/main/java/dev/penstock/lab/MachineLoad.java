package dev.penstock.lab;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How busy the machine was with other work during an interval: steal, and the run queue of other processes.
 *
 * <p>A check of time or throughput means nothing if other work had the processors. Such a check is never given a wider
 * limit: {@link #judge} skips it, with the figures, if the machine was too busy. The limits are {@link #MOST_STEAL} and
 * {@link #MOST_OTHERS}. This JVM and the processes that it started, such as database servers, do not count as others:
 * load that a test makes itself excuses nothing.
 *
 * <p>The figures come from Linux's {@code /proc}. Without it they are unknown, and nothing is skipped. Thread-safe.
 */
public final class MachineLoad implements AutoCloseable {
    /** The share of processor time that may be stolen by the hypervisor. */
    public static final double MOST_STEAL = 0.05;
    /** The mean number of runnable threads of other processes that there may be for each processor. */
    public static final double MOST_OTHERS = 0.5;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Supplier<Sample> source;
    private final int processors;
    private final Sample first;
    private Sample last;
    private long samples;
    private long othersSum;
    private volatile boolean closed;

    /**
     * The state of the machine at one moment.
     *
     * @param stolen processor time that the hypervisor has given to other machines, in ticks since boot
     * @param total processor time in ticks since boot
     * @param others runnable threads of other processes
     */
    record Sample(long stolen, long total, int others) {
        static final Sample UNKNOWN = new Sample(0, 0, 0);
    }

    /** Begins an interval with the first sample. */
    MachineLoad(Supplier<Sample> source, int processors) {
        this.source = source;
        this.processors = processors;
        this.first = source.get();
        this.last = first;
    }

    /** Begins an interval, which lasts until {@link #close()}. Samples every 50 ms on a daemon thread. */
    public static MachineLoad watch() {
        MachineLoad load = new MachineLoad(
                new ProcessStates()::sample, Runtime.getRuntime().availableProcessors());
        Thread sampler = new Thread(load::sampleUntilClosed, "lab-machine-load");
        sampler.setDaemon(true);
        sampler.start();
        return load;
    }

    private void sampleUntilClosed() {
        while (!closed) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            sample();
        }
    }

    void sample() {
        Sample now = source.get();
        synchronized (this) {
            if (!closed) {
                last = now;
                samples++;
                othersSum += now.others();
            }
        }
    }

    /** The share of processor time that the hypervisor gave to other machines, from 0 to 1. */
    public synchronized double steal() {
        long total = last.total() - first.total();
        return total <= 0 ? 0 : (double) (last.stolen() - first.stolen()) / total;
    }

    /** The mean number of runnable threads of other processes for each processor. */
    public synchronized double others() {
        return samples == 0 ? 0 : (double) othersSum / samples / processors;
    }

    /** Whether a limit is passed. */
    public boolean tooBusy() {
        return steal() > MOST_STEAL || others() > MOST_OTHERS;
    }

    /**
     * Ends the interval and runs a check of time or throughput. If the check fails and the machine was too busy, the
     * failure goes to {@code skip} as text with the figures; if {@code skip} returns, and otherwise, it is thrown.
     */
    public void judge(Runnable check, Consumer<String> skip) {
        close();
        try {
            check.run();
        } catch (AssertionError failure) {
            if (tooBusy()) {
                skip.accept("not judged: " + this + ": " + failure.getMessage());
            }
            throw failure;
        }
    }

    /** Ends the interval. A second call does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "steal %.1f %% (limit %.0f %%), other processes' run queue %.2f a processor (limit %.2f)",
                100 * steal(),
                100 * MOST_STEAL,
                others(),
                MOST_OTHERS);
    }
}
