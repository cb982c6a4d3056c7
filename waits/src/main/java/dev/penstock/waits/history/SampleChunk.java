package dev.penstock.waits.history;

import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Samples in columns, in the order of time. One thread adds. Other threads read the samples up to {@link #published}
 * without a lock, because a published sample never changes.
 */
final class SampleChunk {
    /** The number of samples of one chunk. */
    static final int CAPACITY = 512;

    /** The bytes of one sample in all columns. */
    static final int BYTES_A_SAMPLE = 8 + 8 + 8 + 8 + 8 + 8 + 8 + 1 + 2 + 2 + 2 + 2 + 2;

    private static final WaitEvent[] EVENTS = WaitEvent.values();
    private static final short NONE = -1;
    private static final long NO_SLOT = -1;

    /** No server numbers a process or a connection like this. */
    private static final long NO_PID = Long.MIN_VALUE;

    /** Separate the IDs of a trace and a span, which have no control characters. */
    private static final char SAMPLED = '\1';

    private static final char NOT_SAMPLED = '\0';

    private final long[] millis = new long[CAPACITY];
    private final double[] weights = new double[CAPACITY];
    private final long[] claims = new long[CAPACITY];
    private final long[] claimNanos = new long[CAPACITY];
    private final long[] eventNanos = new long[CAPACITY];
    private final long[] slots = new long[CAPACITY];
    private final byte[] events = new byte[CAPACITY];
    private final short[] backends = new short[CAPACITY];
    private final short[] operations = new short[CAPACITY];
    private final short[] traces = new short[CAPACITY];
    private final short[] frames = new short[CAPACITY];
    private final short[] statements = new short[CAPACITY];
    private final long[] pids = new long[CAPACITY];
    private final StringTable texts = new StringTable();

    /** Read by other threads before they read the columns. */
    private volatile int published;

    /** Used by the adding thread only. */
    private int size;

    boolean isFull() {
        return size >= CAPACITY;
    }

    /** Whether its first sample is from before {@code moment}; for the adding thread. */
    boolean beganBefore(Instant moment) {
        return size > 0 && millis[0] < moment.toEpochMilli();
    }

    /** Adds a sample, which {@link #publish} makes visible. */
    void add(Instant at, double weight, ClaimState claim) {
        int i = size++;
        millis[i] = at.toEpochMilli();
        weights[i] = weight;
        claims[i] = claim.claimId();
        claimNanos[i] = claim.claimNanos();
        eventNanos[i] = claim.eventNanos();
        slots[i] = claim.slot().orElse(NO_SLOT);
        events[i] = (byte) claim.event().ordinal();
        backends[i] = numberOf(claim.backend());
        operations[i] = numberOf(claim.operation());
        traces[i] = numberOf(claim.trace().map(SampleChunk::textOf));
        frames[i] = numberOf(claim.frame());
        statements[i] = numberOf(claim.sql());
        pids[i] = claim.pid().isPresent() ? claim.pid().getAsInt() : NO_PID;
    }

    private short numberOf(Optional<String> text) {
        return text.isEmpty() ? NONE : (short) texts.numberOf(text.get());
    }

    void publish() {
        published = size;
    }

    int published() {
        return published;
    }

    long bytes() {
        return (long) CAPACITY * BYTES_A_SAMPLE + texts.bytes();
    }

    /** The moment of its first sample; empty if it has none. */
    Optional<Instant> first() {
        return published == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis[0]));
    }

    /** The moment of its last sample in milliseconds; for the adding thread. */
    long lastMillis() {
        return size == 0 ? Long.MIN_VALUE : millis[size - 1];
    }

    /** Adds the samples that match {@code filter} to {@code found}. */
    void find(HistoryFilter filter, CorrelationIds ids, List<ClaimSample> found) {
        Part part = between(filter.from(), filter.to());
        for (int i = part.from; i < part.to; i++) {
            if (matches(i, filter)) {
                found.add(sample(i, ids));
            }
        }
    }

    /** The published samples from {@code from} to {@code to}, both inclusive. */
    Part between(Instant from, Instant to) {
        int count = published;
        long first = millis(from);
        long last = millis(to);
        int begin = 0;
        while (begin < count && millis[begin] < first) {
            begin++;
        }
        int end = count;
        while (end > begin && millis[end - 1] > last) {
            end--;
        }
        return new Part(this, begin, end);
    }

    /** Moments beyond what milliseconds can tell are the first or the last one. */
    private static long millis(Instant at) {
        try {
            return at.toEpochMilli();
        } catch (ArithmeticException e) {
            return at.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /**
     * Published samples of one chunk that follow each other: an immutable value.
     *
     * @param from the index of the first
     * @param to the index after that of the last
     */
    record Part(SampleChunk chunk, int from, int to) {
        int size() {
            return to - from;
        }

        /** One of these samples, counted from 0. */
        SampleView view(int number, CorrelationIds ids) {
            return new View(chunk, from + number, ids);
        }
    }

    /** A published sample, whose facts are read from the columns when they are asked for. */
    private record View(SampleChunk chunk, int index, CorrelationIds ids) implements SampleView {
        @Override
        public Instant at() {
            return Instant.ofEpochMilli(chunk.millis[index]);
        }

        @Override
        public double weight() {
            return chunk.weights[index];
        }

        @Override
        public String claim() {
            return ids.format(chunk.claims[index]);
        }

        @Override
        public WaitEvent event() {
            return EVENTS[chunk.events[index]];
        }

        @Override
        public long claimNanos() {
            return chunk.claimNanos[index];
        }

        @Override
        public long eventNanos() {
            return chunk.eventNanos[index];
        }

        @Override
        public Optional<String> backend() {
            return chunk.text(chunk.backends[index]);
        }

        @Override
        public OptionalLong slot() {
            return chunk.slot(index);
        }

        @Override
        public Optional<String> operation() {
            return chunk.text(chunk.operations[index]);
        }

        @Override
        public Optional<TraceContext> trace() {
            return chunk.text(chunk.traces[index]).flatMap(SampleChunk::traceOf);
        }

        @Override
        public Optional<String> frame() {
            return chunk.text(chunk.frames[index]);
        }

        @Override
        public Optional<String> sql() {
            return chunk.text(chunk.statements[index]);
        }

        @Override
        public OptionalInt pid() {
            return chunk.pid(index);
        }
    }

    private boolean matches(int i, HistoryFilter filter) {
        return filter.event().map(wanted -> EVENTS[events[i]] == wanted).orElse(true)
                && isText(backends[i], filter.backend())
                && isText(operations[i], filter.operation());
    }

    private boolean isText(short number, Optional<String> wanted) {
        return wanted.isEmpty() || (number != NONE && texts.text(number).equals(wanted.get()));
    }

    private ClaimSample sample(int i, CorrelationIds ids) {
        return new ClaimSample(
                ids,
                Instant.ofEpochMilli(millis[i]),
                weights[i],
                claims[i],
                EVENTS[events[i]],
                claimNanos[i],
                eventNanos[i],
                text(backends[i]),
                slot(i),
                text(operations[i]),
                text(traces[i]).flatMap(SampleChunk::traceOf),
                text(frames[i]),
                text(statements[i]),
                pid(i));
    }

    private OptionalLong slot(int i) {
        return slots[i] == NO_SLOT ? OptionalLong.empty() : OptionalLong.of(slots[i]);
    }

    private OptionalInt pid(int i) {
        return pids[i] == NO_PID ? OptionalInt.empty() : OptionalInt.of((int) pids[i]);
    }

    private static String textOf(TraceContext trace) {
        return trace.traceId() + (trace.sampled() ? SAMPLED : NOT_SAMPLED) + trace.spanId();
    }

    private static Optional<TraceContext> traceOf(String text) {
        boolean sampled = text.indexOf(SAMPLED) >= 0;
        int at = text.indexOf(sampled ? SAMPLED : NOT_SAMPLED);
        return TraceContext.of(text.substring(0, at), text.substring(at + 1), sampled);
    }

    private Optional<String> text(short number) {
        return number == NONE ? Optional.empty() : Optional.of(texts.text(number));
    }
}
