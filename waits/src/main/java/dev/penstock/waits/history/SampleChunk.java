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
        int count = published;
        long from = millis(filter.from());
        long to = millis(filter.to());
        if (count == 0 || millis[0] > to || millis[count - 1] < from) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (millis[i] >= from && millis[i] <= to && matches(i, filter)) {
                found.add(sample(i, ids));
            }
        }
    }

    /** Moments beyond what milliseconds can tell are the first or the last one. */
    private static long millis(Instant at) {
        try {
            return at.toEpochMilli();
        } catch (ArithmeticException e) {
            return at.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
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
                slots[i] == NO_SLOT ? OptionalLong.empty() : OptionalLong.of(slots[i]),
                text(operations[i]),
                text(traces[i]).flatMap(SampleChunk::traceOf),
                text(frames[i]),
                text(statements[i]),
                pids[i] == NO_PID ? OptionalInt.empty() : OptionalInt.of((int) pids[i]));
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
