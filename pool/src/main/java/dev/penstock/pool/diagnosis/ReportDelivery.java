package dev.penstock.pool.diagnosis;

import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.ReportListener;
import dev.penstock.pool.tracing.PoolSpans;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers reports to the log, to each listener on one thread at a time, and to the tracing library on another thread.
 * Thread-safe; no method blocks or throws, except that {@link #listen} refuses too many listeners. A listener that
 * hangs keeps one of {@value #MOST_LISTENERS} threads, also after it was closed, and no other listener waits for it. If
 * a receiver is slow, at most {@value #MOST_WAITING} reports wait for it, and further ones are left out.
 */
final class ReportDelivery {
    static final int MOST_WAITING = 64;
    static final int MOST_LISTENERS = 8;
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.reports");
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final String pool;
    private final NanoClock clock;
    private final AsyncLog log;
    private final PoolSpans spans;
    private final ThreadPoolExecutor listening;
    private final ThreadPoolExecutor tracing;
    private final DeliveryLane spanLane;
    private final ReentrantLock registering = new ReentrantLock();
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private final List<LogLimit> limits =
            Stream.of(KeptReport.Kind.values()).map(kind -> new LogLimit()).toList();
    private final LogLimit failures = new LogLimit();
    private volatile boolean closed;

    /** A listener and its lane; each call of {@code listen} has its own. */
    private final class Listening implements AutoCloseable {
        private final ReportListener listener;
        private final DeliveryLane lane = new DeliveryLane(listening, MOST_WAITING);

        Listening(ReportListener listener) {
            this.listener = listener;
        }

        void add(KeptReport report) {
            if (!lane.add(() -> call(listener, report)) && !closed && failures.permits(clock.nanoTime())) {
                String form = "pool {}: a report did not reach listener {}, which is too slow or has no thread";
                log.warn(LOGGER, form, pool, listener.getClass().getName());
            }
        }

        /** Interrupts a call of the listener, except that from which it is closed. */
        @Override
        public void close() {
            listeners.remove(this);
            lane.close();
        }
    }

    ReportDelivery(String pool, ThreadSource threads, NanoClock clock, PoolSpans spans) {
        this.pool = pool;
        this.clock = clock;
        this.spans = spans;
        this.log = new AsyncLog(threads, pool);
        this.listening = threads.scheduler().executor(threads.named("penstock-reports-" + pool), MOST_LISTENERS, IDLE);
        this.tracing = threads.scheduler().executor(threads.named("penstock-spans-" + pool), 1, IDLE);
        this.spanLane = new DeliveryLane(tracing, MOST_WAITING);
    }

    AutoCloseable listen(ReportListener listener) {
        registering.lock();
        try {
            if (listeners.size() >= MOST_LISTENERS) {
                throw new IllegalStateException("the pool has " + MOST_LISTENERS + " listeners: close one of them");
            }
            Listening added = new Listening(listener);
            listeners.add(added);
            return added;
        } finally {
            registering.unlock();
        }
    }

    /** A failed claim has its exception, and a leak its own log line. */
    void deliver(KeptReport report) {
        boolean logged = report.kind() == KeptReport.Kind.SLOW_ACQUIRE || report.kind() == KeptReport.Kind.SLOW_HOLD;
        if (logged && !closed && limits.get(report.kind().ordinal()).permits(clock.nanoTime())) {
            log(report);
        }
        if (closed) {
            return;
        }
        listeners.forEach(one -> one.add(report));
        if (spans.isUsed()) {
            spanLane.add(() -> spans.record(report));
        }
    }

    /** The words before the holes make the claim, its operation and its backend tags of the line. */
    private void log(KeptReport report) {
        String kind = report.kind().name().toLowerCase(Locale.ROOT);
        StringBuilder form = new StringBuilder("pool {}: {} claim {}");
        List<Object> facts = new ArrayList<>(List.of(pool, kind, report.claim()));
        report.who().operation().ifPresent(name -> {
            form.append(" for operation '{}'");
            facts.add(name);
        });
        form.append(" of thread '{}'");
        facts.add(report.who().thread());
        report.use().ifPresent(use -> {
            form.append(" on backend {}");
            facts.add(use.backend());
        });
        form.append(" ({}): {}");
        facts.add(report.outcome().orElse("in flight"));
        facts.add(report.times());
        log.warn(LOGGER, form.toString(), facts.toArray());
    }

    private void call(ReportListener listener, KeptReport report) {
        if (closed) {
            return;
        }
        try {
            listener.report(report);
        } catch (Throwable e) {
            if (failures.permits(clock.nanoTime())) {
                String form = "pool {}: a listener of reports failed: {}";
                log.write(() ->
                        SafeLog.warn(LOGGER, form, pool, listener.getClass().getName(), e));
            }
        }
    }

    /** Ends the threads; interrupts the listeners. */
    void close() {
        closed = true;
        listeners.forEach(Listening::close);
        spanLane.close();
        listening.shutdownNow();
        tracing.shutdownNow();
        log.close();
    }
}
