package dev.penstock.waits.history;

import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The load of a pool, one row a second, for an hour: by event, and by backend for the {@value #BACKENDS_A_ROW} busiest
 * ones of each second.
 *
 * <p>Thread-safe; readers take no lock. A row exists for each second, also if the pool was idle. Therefore an idle
 * pool, a recorder that ran late and a recorder that did not run can be told apart afterwards.
 */
public final class LoadTimeline {
    /** The most backends with a value of their own in one row. */
    public static final int BACKENDS_A_ROW = 16;

    /** The time for which rows are kept: an hour after an incident, its minutes are still whole. */
    public static final Duration KEPT = Duration.ofMinutes(70);

    /** The most memory of all rows, in bytes. */
    public static final long MAXIMUM_BYTES = 4L << 20;

    /** The events of claims that no other event is a part of: together they are the whole time of all claims. */
    private static final Set<WaitEvent> CLAIM_LEAVES = claimLeaves();

    /** The chunks, the oldest first. The list is replaced and never changed. */
    private volatile List<LoadChunk> chunks = List.of();

    private final AtomicLong dropped = new AtomicLong();

    /** An empty timeline. */
    LoadTimeline() {}

    private static Set<WaitEvent> claimLeaves() {
        Set<WaitEvent> claim = EnumSet.of(WaitEvent.CLAIM_ACQUIRE, WaitEvent.CLAIM_HOLD, WaitEvent.CLAIM_RELEASE);
        Set<WaitEvent> leaves = EnumSet.noneOf(WaitEvent.class);
        for (WaitEvent event : WaitEvent.values()) {
            event.parent().filter(claim::contains).ifPresent(parent -> leaves.add(event));
        }
        return leaves;
    }

    /** Whether {@code event} is a part of a claim that has no parts itself. */
    static boolean isClaimLeaf(WaitEvent event) {
        return CLAIM_LEAVES.contains(event);
    }

    /**
     * Adds a row. No other thread calls this method meanwhile.
     *
     * @param at the end of the row's time
     * @param difference the waits in the row's time
     * @param due the time after which the call was due; a row is late if it covers half as much again
     */
    void record(Instant at, WaitSnapshot difference, Duration due) {
        List<LoadChunk> next = new ArrayList<>(chunks);
        if (next.isEmpty() || next.get(next.size() - 1).isFull()) {
            next.add(new LoadChunk());
        }
        boolean late = difference.covered().compareTo(due.plus(due.dividedBy(2))) > 0;
        next.get(next.size() - 1).add(at, difference, late);
        dropOld(next, at);
        chunks = List.copyOf(next);
    }

    private void dropOld(List<LoadChunk> next, Instant now) {
        Instant oldest = now.minus(KEPT);
        while (next.size() > 1
                && (bytes(next) > MAXIMUM_BYTES || next.get(0).lastAt().isBefore(oldest))) {
            dropped.addAndGet(next.remove(0).published());
        }
    }

    private static long bytes(List<LoadChunk> chunks) {
        long sum = 0;
        for (LoadChunk chunk : chunks) {
            sum += chunk.bytes();
        }
        return sum;
    }

    /** All rows, the oldest first. */
    public List<LoadRow> rows() {
        return rows(Instant.MIN, Instant.MAX);
    }

    /** The latest row; empty before the first. */
    public Optional<LoadRow> latest() {
        List<LoadChunk> kept = chunks;
        return kept.isEmpty() ? Optional.empty() : kept.get(kept.size() - 1).last();
    }

    /** The rows whose interval ends between {@code from} and {@code to}, both inclusive, the oldest first. */
    public List<LoadRow> rows(Instant from, Instant to) {
        List<LoadRow> found = new ArrayList<>();
        for (LoadChunk chunk : chunks) {
            chunk.find(from, to, found);
        }
        return found;
    }

    /**
     * The average load of an event between {@code from} and {@code to}, both inclusive; weighted by the length of each
     * row's interval.
     *
     * @throws IllegalArgumentException if no row ends in that time: then the load is not known
     */
    public double average(WaitEvent event, Instant from, Instant to) {
        double waited = 0;
        double passed = 0;
        for (LoadRow row : rows(from, to)) {
            waited += row.load(event) * row.covered().toNanos();
            passed += row.covered().toNanos();
        }
        if (passed == 0) {
            throw new IllegalArgumentException("the load between " + from + " and " + to
                    + " is not known: the timeline "
                    + view().oldest().map(oldest -> "begins at " + oldest).orElse("is empty"));
        }
        return waited / passed;
    }

    /** What the timeline keeps at this moment. */
    public StoreView view() {
        List<LoadChunk> kept = chunks;
        Optional<Instant> oldest = kept.stream().findFirst().flatMap(LoadChunk::first);
        long entries = kept.stream().mapToLong(LoadChunk::published).sum();
        return new StoreView("load_timeline", oldest, entries, bytes(kept), MAXIMUM_BYTES, dropped.get(), 0);
    }

    /** A line for each of the last {@code 60} rows. */
    @Override
    public String toString() {
        List<LoadRow> rows = rows();
        Object[] lines =
                rows.subList(Math.max(0, rows.size() - 60), rows.size()).toArray();
        return String.join(
                System.lineSeparator(),
                Arrays.stream(lines).map(Object::toString).toList());
    }
}
