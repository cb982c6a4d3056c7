package dev.penstock.pool.diagnosis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.KeptReport.Kind;
import dev.penstock.waits.history.StoreView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The last claim reports: at most {@value #MOST} in all, so many of each kind that no kind displaces another. Of the
 * examples, each bucket of durations has its own. If the reports are large, the oldest ones go. Thread-safe; the lock
 * is held for a few pointers only.
 */
final class ReportStore {
    /** The upper bounds of the buckets of examples but the last: 1, 10, 100 ms, 1 and 10 s. */
    private static final long[] BOUNDS = {1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000L};

    static final int MOST = 256;
    static final int EXAMPLES_OF_BUCKET = 5;
    static final int BUCKETS = BOUNDS.length + 1;
    static final int OF_KIND = (MOST - BUCKETS * EXAMPLES_OF_BUCKET) / (Kind.values().length - 1);
    static final long MOST_BYTES = 4L << 20;
    private static final int RECORD_BYTES = 400;
    private static final int LINE_BYTES = 60;

    private final ReentrantLock lock = new ReentrantLock();

    /** By the number of the kind. */
    @GuardedBy("lock")
    private final List<List<Deque<KeptReport>>> reports = new ArrayList<>();

    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private int size;

    @GuardedBy("lock")
    private long dropped;

    ReportStore() {
        for (Kind kind : Kind.values()) {
            List<Deque<KeptReport>> rings = new ArrayList<>();
            for (int i = 0; i < (kind == Kind.EXAMPLE ? BUCKETS : 1); i++) {
                rings.add(new ArrayDeque<>());
            }
            reports.add(rings);
        }
    }

    /** The bucket of a claim that lasted for so long. */
    static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos >= BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** Keeps a report. An earlier report of the same kind about the same claim goes. */
    void add(KeptReport report) {
        boolean example = report.kind() == Kind.EXAMPLE;
        lock.lock();
        try {
            Deque<KeptReport> ring = reports.get(report.kind().ordinal()).get(example ? bucket(report.wallNanos()) : 0);
            replace(ring, report);
            while (ring.size() > (example ? EXAMPLES_OF_BUCKET : OF_KIND)) {
                drop(ring);
            }
            while (bytes > MOST_BYTES) {
                drop(rings().max(Comparator.comparingLong(ReportStore::bytesOf)).orElseThrow());
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void replace(Deque<KeptReport> ring, KeptReport report) {
        KeptReport earlier = ring.stream()
                .filter(kept -> kept.claim().equals(report.claim()))
                .findFirst()
                .orElse(null);
        if (earlier != null && ring.remove(earlier)) {
            bytes -= bytesOf(earlier);
            size--;
        }
        ring.addLast(report);
        bytes += bytesOf(report);
        size++;
    }

    @GuardedBy("lock")
    private void drop(Deque<KeptReport> ring) {
        bytes -= bytesOf(ring.removeFirst());
        size--;
        dropped++;
    }

    @GuardedBy("lock")
    private Stream<Deque<KeptReport>> rings() {
        return reports.stream().flatMap(List::stream);
    }

    private static long bytesOf(Deque<KeptReport> ring) {
        return ring.stream().mapToLong(ReportStore::bytesOf).sum();
    }

    private static long bytesOf(KeptReport report) {
        KeptReport.Evidence seen = report.evidence();
        long chars = seen.handover().map(String::length).orElse(0);
        chars += seen.failure().map(String::length).orElse(0);
        long lines = report.timeline().size();
        lines += seen.stacks().size();
        List<List<String>> texts =
                new ArrayList<>(List.of(seen.callSite(), seen.running(), seen.events(), seen.chain()));
        seen.stacks().forEach(sample -> texts.add(sample.frames()));
        for (List<String> text : texts) {
            lines += text.size();
            chars += text.stream().mapToLong(String::length).sum();
        }
        return RECORD_BYTES + LINE_BYTES * lines + 2 * chars;
    }

    /** The reports of these kinds, the latest first. */
    List<KeptReport> reports(List<Kind> kinds) {
        List<KeptReport> kept = new ArrayList<>();
        lock.lock();
        try {
            for (Kind kind : kinds) {
                reports.get(kind.ordinal()).forEach(kept::addAll);
            }
        } finally {
            lock.unlock();
        }
        kept.sort(Comparator.comparing(KeptReport::until).reversed());
        return kept;
    }

    /** The report of one claim that knows most: an example only if there is no other, and otherwise the latest. */
    Optional<KeptReport> find(String claim) {
        return reports(List.of(Kind.values())).stream()
                .filter(report -> report.claim().equals(claim))
                .min(Comparator.comparing(report -> report.kind() == Kind.EXAMPLE));
    }

    StoreView view() {
        Optional<Instant> oldest =
                reports(List.of(Kind.values())).stream().map(KeptReport::until).min(Comparator.naturalOrder());
        lock.lock();
        try {
            return new StoreView("claim_reports", oldest, size, bytes, MOST_BYTES, dropped, 0);
        } finally {
            lock.unlock();
        }
    }
}
