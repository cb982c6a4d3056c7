package dev.penstock.waits.history;

import dev.penstock.waits.CorrelationIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Samples of the claims in flight: each claim once a second, for an hour, within a fixed limit of memory.
 *
 * <p>Thread-safe; readers take no lock.
 *
 * <p>If more than {@value #MAXIMUM_SAMPLES} claims are in flight, a random part of them is sampled, each with a higher
 * weight. Therefore the weights of one moment always sum to the number of claims, and the weights of a time divided by
 * its seconds are its load (the estimator of D. G. Horvitz and D. J. Thompson, 1952).
 */
public final class ClaimHistory {
    /** The most claims that are sampled at one moment. */
    public static final int MAXIMUM_SAMPLES = 1_000;

    /** The time for which samples are kept: an hour after an incident, its minutes are still whole. */
    public static final Duration KEPT = Duration.ofMinutes(70);

    private static final Duration CHUNK_AGE = Duration.ofMinutes(5);

    private final CorrelationIds ids;
    private final long maximumBytes;
    private final RandomGenerator random;

    /** The chunks, the oldest first. The list is replaced and never changed. */
    private volatile List<SampleChunk> chunks = List.of();

    /** The moment of the last record. */
    private volatile Instant latest = Instant.EPOCH;

    private final AtomicLong dropped = new AtomicLong();

    /**
     * An empty history.
     *
     * @param ids the pool's IDs
     * @param maximumBytes the most memory to use, in bytes; at least one chunk is kept
     * @param random chooses the claims to sample if there are too many
     */
    ClaimHistory(CorrelationIds ids, long maximumBytes, RandomGenerator random) {
        this.ids = ids;
        this.maximumBytes = maximumBytes;
        this.random = random;
    }

    /**
     * Adds the claims in flight at one moment. No other thread calls this method meanwhile.
     *
     * @param at the moment, later than that of the call before
     * @param claims all claims in flight, or a random part of them
     * @param total the number of claims in flight, at least as many as {@code claims}
     */
    void record(Instant at, List<ClaimState> claims, long total) {
        List<ClaimState> chosen = claims.size() <= MAXIMUM_SAMPLES ? claims : choose(claims);
        double weight = chosen.isEmpty() ? 1 : (double) total / chosen.size();
        List<SampleChunk> next = new ArrayList<>(chunks);
        for (ClaimState claim : chosen) {
            if (next.isEmpty() || isComplete(next.get(next.size() - 1), at)) {
                next.add(new SampleChunk());
            }
            next.get(next.size() - 1).add(at, weight, claim);
        }
        dropOld(next, at);
        next.forEach(SampleChunk::publish);
        chunks = List.copyOf(next);
        latest = at;
    }

    /** Also a chunk with few samples is complete after some minutes, so that old samples go in time. */
    private static boolean isComplete(SampleChunk chunk, Instant now) {
        return chunk.isFull() || chunk.beganBefore(now.minus(CHUNK_AGE));
    }

    /** A random choice of {@link #MAXIMUM_SAMPLES} claims, by the shuffle of R. A. Fisher and F. Yates (1938). */
    private List<ClaimState> choose(List<ClaimState> claims) {
        List<ClaimState> shuffled = new ArrayList<>(claims);
        for (int i = 0; i < MAXIMUM_SAMPLES; i++) {
            Collections.swap(shuffled, i, i + random.nextInt(shuffled.size() - i));
        }
        return shuffled.subList(0, MAXIMUM_SAMPLES);
    }

    private void dropOld(List<SampleChunk> next, Instant now) {
        long oldest = now.minus(KEPT).toEpochMilli();
        long bytes = bytes(next);
        while (next.size() > 1 && (bytes > maximumBytes || next.get(0).lastMillis() < oldest)) {
            SampleChunk gone = next.remove(0);
            bytes -= gone.bytes();
            dropped.addAndGet(gone.published());
        }
    }

    private static long bytes(List<SampleChunk> chunks) {
        return chunks.stream().mapToLong(SampleChunk::bytes).sum();
    }

    /** The samples that match {@code filter}, the oldest first. */
    public List<ClaimSample> samples(HistoryFilter filter) {
        HistoryFilter kept = filter.between(kept(filter.from()), filter.to());
        List<ClaimSample> found = new ArrayList<>();
        for (SampleChunk chunk : chunks) {
            chunk.find(kept, ids, found);
        }
        return found;
    }

    /**
     * The samples from {@code from} to {@code to}, both inclusive, the oldest first. They do not change: the result
     * refers to the columns of the history, and copies nothing.
     */
    public List<SampleView> views(Instant from, Instant to) {
        Instant first = kept(from);
        return new SampleList(
                chunks.stream().map(chunk -> chunk.between(first, to)).toList(), ids);
    }

    private Instant kept(Instant from) {
        Instant oldest = latest.minus(KEPT);
        return from.isBefore(oldest) ? oldest : from;
    }

    /** What the history keeps at this moment. */
    public StoreView view() {
        List<SampleChunk> kept = chunks;
        Optional<Instant> oldest =
                kept.isEmpty() ? Optional.empty() : kept.get(0).first();
        long entries = kept.stream().mapToLong(SampleChunk::published).sum();
        return new StoreView("claim_history", oldest, entries, bytes(kept), maximumBytes, dropped.get(), 0);
    }
}
