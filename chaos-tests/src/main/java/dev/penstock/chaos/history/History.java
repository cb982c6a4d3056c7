package dev.penstock.chaos.history;

import dev.penstock.chaos.world.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The record of one run, which its checkers read afterwards. Thread-safe. */
public final class History {
    /** The length of an {@link Interval}, in milliseconds. */
    public static final long INTERVAL_MILLIS = 250;

    /** An interval that began so many intervals ago gets no figure any more. */
    private static final int COMPRESSED_AFTER = 120;

    /** The failures that a run keeps. */
    public static final int MOST_FAILURES = 5_000;

    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LONG_CLAIM_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final LongSupplier clock;
    private final int mostFailures;
    private final Function<Failure, @Nullable String> judge;
    private final long began;
    private final Map<Long, Interval> intervals = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failuresKept = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstDefect = new AtomicReference<>();
    private final LongAdder interrupted = new LongAdder();
    private final LongAdder transfers = new LongAdder();
    private final LongAdder claims = new LongAdder();
    private final Spans longClaims = new Spans();
    private final Spans longOperations = new Spans();
    private final Spans withoutProcessor = new Spans();
    private final Latencies acquire = new Latencies();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private final Latencies operations = new Latencies();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Ledger ledger = new Ledger();
    private final Holders holders = new Holders();

    /** Begins the record now. */
    public History() {
        this(System::nanoTime, MOST_FAILURES, failure -> null);
    }

    /**
     * Begins the record now.
     *
     * @param clock a monotonic clock, in nanoseconds
     * @param mostFailures how many failures it keeps whole
     * @param judge says what is wrong with a failure, or null; it sees each, also those that are not kept
     */
    public History(LongSupplier clock, int mostFailures, Function<Failure, @Nullable String> judge) {
        this.clock = clock;
        this.mostFailures = mostFailures;
        this.judge = judge;
        began = clock.getAsLong();
    }

    /** Milliseconds since the start. */
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(clock.getAsLong() - began);
    }

    private Interval now() {
        long number = millis() / INTERVAL_MILLIS;
        Interval interval = intervals.get(number);
        if (interval != null) {
            return interval;
        }
        Interval ended = intervals.get(number - COMPRESSED_AFTER);
        if (ended != null) {
            ended.compress();
        }
        return intervals.computeIfAbsent(number, any -> new Interval());
    }

    /** A call of {@code getConnection()} ended, successful or not. */
    public void acquired(long nanos) {
        now().acquired(nanos);
        acquire.record(nanos);
        slowest.accumulate(nanos);
        if (nanos >= LONG_CLAIM_NANOS) {
            longClaims.endedNow(millis(), nanos);
        }
    }

    /** An operation ended, successful or not. */
    public void ended(long nanos) {
        operations.record(nanos);
        longest.accumulate(nanos);
        if (nanos >= LONG_NANOS) {
            longOperations.endedNow(millis(), nanos);
        }
    }

    /** A thread that was ready got no processor for so many nanoseconds until now. */
    public void gotNoProcessor(long nanos) {
        withoutProcessor.endedNow(millis(), nanos);
    }

    /** An operation succeeded. */
    public void completed() {
        now().completedOne();
        completed.increment();
    }

    /** An operation failed. */
    public void failed(Phase phase, Throwable thrown) {
        now().failedOne();
        failed.increment();
        Failure failure = new Failure(millis(), phase, thrown);
        kinds.computeIfAbsent(failure.kind(), any -> new LongAdder()).increment();
        if (firstDefect.get() == null) {
            firstDefect.compareAndSet(null, judge.apply(failure));
        }
        if (failuresKept.incrementAndGet() <= mostFailures) {
            failures.add(failure);
        }
    }

    /** A call of {@code getConnection()} begins, by a user or by the suite itself. */
    public void claiming() {
        claims.increment();
    }

    /** An operation met an interrupt. */
    public void metInterrupt() {
        interrupted.increment();
    }

    /** A transfer between accounts was committed. */
    public void transferred() {
        transfers.increment();
    }

    /** The figures of the interval with this number, from 0; an empty interval has zeros. */
    public Interval interval(long number) {
        return intervals.getOrDefault(number, new Interval());
    }

    /** The number of intervals until now. */
    public long intervals() {
        return millis() / INTERVAL_MILLIS;
    }

    /** The failures by {@link Failure#kind()}. */
    public Map<String, Long> failureKinds() {
        Map<String, Long> counts = new TreeMap<>();
        kinds.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** What is wrong with the first failure that has no expected cause; empty if each has one. */
    public Optional<String> firstDefect() {
        return Optional.ofNullable(firstDefect.get());
    }

    /** The calls of {@code getConnection()}, by users and by the suite itself. */
    public long claimCount() {
        return claims.sum();
    }

    /** The operations that met an interrupt. */
    public long interruptCount() {
        return interrupted.sum();
    }

    /** The transfers that were committed. */
    public long transferCount() {
        return transfers.sum();
    }

    /** The first failures, 5,000 at most, oldest first. */
    public List<Failure> failures() {
        return new ArrayList<>(failures);
    }

    /** The operations that succeeded. */
    public long completedCount() {
        return completed.sum();
    }

    /** The operations that failed. */
    public long failedCount() {
        return failed.sum();
    }

    /** The times of all calls of {@code getConnection()}. */
    public Latencies acquire() {
        return acquire;
    }

    /** The slowest {@code getConnection()}, in nanoseconds. */
    public long slowestAcquireNanos() {
        return slowest.get();
    }

    /** The calls of {@code getConnection()} that lasted 3 s or longer. */
    public Spans longClaims() {
        return longClaims;
    }

    /** The times of all operations. */
    public Latencies operations() {
        return operations;
    }

    /** The longest operation, in nanoseconds. */
    public long longestOperationNanos() {
        return longest.get();
    }

    /** The operations that lasted 500 ms or longer. */
    public Spans longOperations() {
        return longOperations;
    }

    /** The times at which a ready thread got no processor for 20 ms or longer. */
    public Spans withoutProcessor() {
        return withoutProcessor;
    }

    /** The entries of the ledger. */
    public Ledger ledger() {
        return ledger;
    }

    /** The holders of sessions. */
    public Holders holders() {
        return holders;
    }
}
