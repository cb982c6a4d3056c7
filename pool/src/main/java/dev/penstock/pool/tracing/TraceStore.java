package dev.penstock.pool.tracing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.pool.traces.Trace;
import dev.penstock.pool.traces.TraceEvent;
import dev.penstock.pool.traces.TracedClaim;
import dev.penstock.waits.history.StoreView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last traces: at most {@value #MOST} of armed operations, and as many that the application made of its own work.
 * If they are large, the oldest ones go. Thread-safe; the lock is held for a few pointers only.
 */
final class TraceStore {
    static final int MOST = 32;
    static final long MOST_BYTES = 4L << 20;
    private static final int ENTRY_BYTES = 500;
    private static final int EVENT_BYTES = 64;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Entry> armed = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Deque<Entry> own = new ArrayDeque<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private long dropped;

    private record Entry(Trace trace, long bytes) {}

    void add(Trace trace) {
        Entry fresh = new Entry(trace, bytes(trace));
        lock.lock();
        try {
            Deque<Entry> ring = trace.armed() ? armed : own;
            ring.addLast(fresh);
            bytes += fresh.bytes();
            while (ring.size() > MOST) {
                drop(ring);
            }
            while (bytes > MOST_BYTES) {
                drop(bytes(own) > bytes(armed) ? own : armed);
            }
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(Deque<Entry> ring) {
        return ring.stream().mapToLong(Entry::bytes).sum();
    }

    @GuardedBy("lock")
    private void drop(Deque<Entry> ring) {
        bytes -= ring.removeFirst().bytes();
        dropped++;
    }

    private static long bytes(Trace trace) {
        long sum = ENTRY_BYTES;
        for (TracedClaim claim : trace.claims()) {
            sum += ENTRY_BYTES;
            for (TraceEvent event : claim.events()) {
                sum += EVENT_BYTES + 2L * event.text().length();
            }
        }
        return sum;
    }

    private List<Trace> all() {
        List<Trace> all = new ArrayList<>();
        lock.lock();
        try {
            armed.forEach(entry -> all.add(entry.trace()));
            own.forEach(entry -> all.add(entry.trace()));
        } finally {
            lock.unlock();
        }
        return all;
    }

    /** All traces, the latest first. */
    List<Trace> kept() {
        List<Trace> all = all();
        all.sort(Comparator.comparing(Trace::began).reversed());
        return all;
    }

    StoreView view() {
        List<Trace> all = all();
        Optional<Instant> oldest = all.stream().map(Trace::began).min(Comparator.naturalOrder());
        long truncated = all.stream()
                .filter(trace -> trace.eventsCut() + trace.claimsCut() > 0)
                .count();
        lock.lock();
        try {
            return new StoreView("traces", oldest, all.size(), bytes, MOST_BYTES, dropped, truncated);
        } finally {
            lock.unlock();
        }
    }
}
