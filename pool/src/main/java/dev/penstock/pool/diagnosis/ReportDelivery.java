package dev.penstock.pool.diagnosis;

import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.pool.listening.DeliveryLane;
import dev.penstock.pool.listening.Listeners;
import dev.penstock.pool.reports.KeptReport;
import dev.penstock.pool.reports.ReportListener;
import dev.penstock.pool.tracing.PoolSpans;
import dev.penstock.waits.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers reports to the log, to listeners, and to the tracing library on a thread of its own. Thread-safe; no method
 * blocks or throws, except that {@link #listen} refuses too many listeners. If a receiver is slow, at most {@value
 * #MOST_WAITING} reports wait for it, and further ones are left out.
 */
final class ReportDelivery {
    static final int MOST_WAITING = 64;
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.reports");
    private static final Listeners.Kind REPORTS = new Listeners.Kind("reports", LOGGER, MOST_WAITING);
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final String pool;
    private final NanoClock clock;
    private final AsyncLog log;
    private final PoolSpans spans;
    private final ThreadPoolExecutor tracing;
    private final DeliveryLane spanLane;
    private final Listeners<ReportListener> listeners;
    private final List<LogLimit> limits =
            Stream.of(KeptReport.Kind.values()).map(kind -> new LogLimit()).toList();
    private volatile boolean closed;

    ReportDelivery(String pool, ThreadSource threads, NanoClock clock, PoolSpans spans) {
        this.pool = pool;
        this.clock = clock;
        this.spans = spans;
        this.log = new AsyncLog(threads, pool);
        this.listeners = new Listeners<>(REPORTS, pool, threads, clock, log);
        this.tracing = threads.scheduler().executor(threads.named("penstock-spans-" + pool), 1, IDLE);
        this.spanLane = new DeliveryLane(tracing, MOST_WAITING, clock);
    }

    AutoCloseable listen(ReportListener listener) {
        return listeners.listen(listener);
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
        listeners.deliver("a report", listener -> listener.report(report));
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

    /** Interrupts each receiver whose call lasts too long. Called often. */
    void interruptLate(long now) {
        listeners.interruptLate(now);
        spanLane.interruptIfLate(now);
    }

    /** Ends the threads; interrupts the listeners. */
    void close() {
        closed = true;
        listeners.close();
        spanLane.close();
        tracing.shutdownNow();
        log.close();
    }
}
