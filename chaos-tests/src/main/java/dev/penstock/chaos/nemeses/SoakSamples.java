package dev.penstock.chaos.nemeses;

import dev.penstock.chaos.arena.Arena;
import dev.penstock.chaos.checkers.Leftovers;
import dev.penstock.chaos.report.model.Finding;
import dev.penstock.lab.tcp.FaultProxy;
import dev.penstock.waits.history.StoreView;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * Samples of what a pool may leak, and the rule by which each is flat: the median of the last quarter of the samples is
 * at most that of the first quarter, plus an allowance. Written by one thread; any thread may read.
 */
final class SoakSamples {
    private static final long MIB = 1 << 20;
    /** The allowance for memory is this, and a tenth of what the first quarter had. */
    private static final long HEAP_MIB = 8;

    private static final long THREADS = 4;
    private static final long SOCKETS = 2;
    private static final long SESSIONS = 2;
    private static final int LEAST = 8;

    private final List<Sample> samples = new CopyOnWriteArrayList<>();

    /**
     * One sample, in quiet.
     *
     * @param heapMib the heap in use after a garbage collection without Penstock's records, in MiB
     * @param threads the live threads, without those of the lab and of the driver
     * @param sockets the connections from the pool to the servers
     * @param sessions the sessions as the servers see them
     */
    record Sample(long heapMib, long threads, long sockets, long sessions) {
        @Override
        public String toString() {
            return heapMib + " MiB, " + threads + " threads, " + sockets + " sockets, " + sessions + " sessions";
        }
    }

    SoakSamples() {}

    /** Takes a sample. */
    Sample take(Arena arena) {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        Sample sample = new Sample(
                (memory.getHeapMemoryUsage().getUsed() - records(arena)) / MIB,
                Leftovers.threads(List.of()).size(),
                arena.lab().proxies().stream()
                        .mapToInt(FaultProxy::connectionCount)
                        .sum(),
                arena.lab().census().now());
        add(sample);
        return sample;
    }

    /** The bytes of Penstock's records, which grow up to a limit in the first hour. */
    private static long records(Arena arena) {
        return arena.penstock()
                .map(pool -> pool.records().stores().stream()
                        .mapToLong(StoreView::bytes)
                        .sum())
                .orElse(0L);
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    /** Whether each figure is flat. */
    List<Finding> findings() {
        if (samples.size() < LEAST) {
            return List.of(new Finding("flat", false, samples.size() + " samples; the rule needs " + LEAST));
        }
        List<Finding> findings = new ArrayList<>();
        long heap = median(first(), Sample::heapMib);
        findings.add(finding("flat heap", Sample::heapMib, HEAP_MIB + heap / 10, "MiB after garbage collection"));
        findings.add(finding("flat threads", Sample::threads, THREADS, "threads"));
        findings.add(finding("flat sockets", Sample::sockets, SOCKETS, "sockets"));
        findings.add(finding("flat sessions", Sample::sessions, SESSIONS, "server sessions"));
        return findings;
    }

    private List<Sample> first() {
        return samples.subList(0, samples.size() / 4);
    }

    private List<Sample> last() {
        return samples.subList(samples.size() - samples.size() / 4, samples.size());
    }

    private Finding finding(String checker, ToLongFunction<Sample> figure, long allowance, String unit) {
        long before = median(first(), figure);
        long after = median(last(), figure);
        return new Finding(
                checker,
                after <= before + allowance,
                "median of the first quarter " + before + ", of the last " + after + " " + unit + "; " + allowance
                        + " more are allowed");
    }

    private static long median(List<Sample> of, ToLongFunction<Sample> figure) {
        return of.stream()
                .mapToLong(figure)
                .sorted()
                .skip((of.size() - 1) / 2)
                .findFirst()
                .orElse(0);
    }
}
