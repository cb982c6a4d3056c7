package dev.penstock.pool.tracing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.pool.claims.ClaimObserver.Handover;
import dev.penstock.pool.claims.ClaimTracing;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.pool.spans.Tracing;
import dev.penstock.pool.traces.Trace;
import dev.penstock.pool.traces.TracedWork;
import dev.penstock.pool.traces.Traces;
import dev.penstock.waits.AcquireTimeline;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.ReasonTimeline.Interval;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.history.StoreView;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.TraceScope;
import dev.penstock.waits.text.ForeignText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The traces of one pool. Thread-safe. A claim without an operation is never traced. A claim in an operation that is
 * not traced reads two fields.
 */
public final class PoolTraces implements Traces, ClaimTracing {
    static final int MOST_EVENTS = 10_000;
    private static final int ARMED_EVENTS = 1_000;
    private static final long RUN_BYTES = 2L << 20;
    private static final long ALL_BYTES = 16L << 20;

    /** The most traces of armed operations whose claims are in flight. */
    private static final int MOST_RUNNING = 1_000;

    private static final int MOST_NAME = 100;
    private static final String NO_OPERATION = "trace";
    private static final String UNKNOWN = "not recorded";
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.traces");

    private final WaitAccounts accounts;
    private final InstantSource wallClock;
    private final Texts texts;
    private final Budget all = new Budget(Long.MAX_VALUE, ALL_BYTES, null);
    private final TraceStore store = new TraceStore();
    private final LogLimit failureLog = new LogLimit();

    /** The traces of armed operations whose claims are in flight. */
    private final Set<TraceRun> running = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();

    /** Written under {@link #lock}, as a whole. */
    private volatile List<Arm> arms = List.of();

    /** Gives a trace what others know about a claim. Implementations are thread-safe. */
    public interface Texts {
        /** A sentence about the release that gave a claim its slot, which the caller owns; empty without one. */
        Optional<String> handover(Slot slot, @Nullable Handover handover);

        /** Knows the span in which a claim is made. */
        PoolSpans spans();
    }

    /** The traces of a pool with these accounts. */
    public PoolTraces(WaitAccounts accounts, InstantSource wallClock, Texts texts) {
        this.accounts = accounts;
        this.wallClock = wallClock;
        this.texts = texts;
    }

    long now() {
        return accounts.clock().nanoTime();
    }

    /** The sentence about the release that gave a claim its slot; empty if that cannot be told. */
    Optional<String> handover(Slot slot, @Nullable Handover handover) {
        try {
            return texts.handover(slot, handover);
        } catch (Throwable e) {
            logLoss(e);
            return Optional.empty();
        }
    }

    /** Tracing that fails costs its claim nothing. */
    void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            logLoss(e);
        }
    }

    private void logLoss(Throwable failure) {
        if (failureLog.permits(now())) {
            SafeLog.debug(LOGGER, "an event of a traced claim is lost", failure);
        }
    }

    @Override
    public <E extends Exception> Trace trace(TracedWork<E> work) throws E {
        Operation current = Operation.currentOrNull();
        String name = current == null ? NO_OPERATION : current.name();
        TraceScope outer = current == null ? null : current.traceScopeOrNull();
        TraceRun run = run(new TraceRun.Kind(name, false, outer), MOST_EVENTS, now());
        Operation within = Operation.beginTraced(name, run);
        try {
            work.run();
        } catch (Throwable e) {
            within.close();
            end(run, Optional.of(ForeignText.line(e.getClass().getName())));
            throw e;
        }
        within.close();
        return end(run, Optional.empty());
    }

    private TraceRun run(TraceRun.Kind kind, int events, long began) {
        return new TraceRun(
                this,
                kind,
                new Budget(events, RUN_BYTES, all),
                began,
                wallClock.instant().minusNanos(now() - began));
    }

    private Trace end(TraceRun run, Optional<String> failure) {
        Trace trace;
        try {
            trace = run.view(now(), failure, new Waits());
        } finally {
            run.end();
        }
        store.add(trace);
        return trace;
    }

    /** A claim of a trace has ended. A trace of an armed operation ends with it. */
    void ended(ClaimLog log) {
        if (log.run().isArmed() && running.remove(log.run())) {
            end(log.run(), Optional.empty());
        }
    }

    /** The waits of claims that have no connection; read once, if any claim needs them. */
    private final class Waits implements LongFunction<List<Interval>> {
        private @Nullable Map<Long, List<Interval>> read;

        @Override
        public List<Interval> apply(long claim) {
            Map<Long, List<Interval>> known = read;
            if (known == null) {
                known = accounts.waitingClaims(now(), 1).stream()
                        .collect(Collectors.toMap(
                                WaitAccounts.WaitingClaim::claimId,
                                WaitAccounts.WaitingClaim::intervals,
                                (one, other) -> one));
                read = known;
            }
            return known.getOrDefault(claim, List.of());
        }
    }

    @Override
    public void claimed(ClaimedConnection connection, Slot slot, @Nullable Operation within, long began) {
        if (within == null) {
            return;
        }
        TraceScope scope = within.traceScopeOrNull();
        List<Arm> armed = arms;
        if (scope == null && armed.isEmpty()) {
            return;
        }
        guarded(() -> {
            Optional<HeldClaim> held = slot.ledger().heldClaim(began);
            long id = held.map(HeldClaim::claimId).orElse(0L);
            String printed = held.map(claim -> claim.ids().format(id)).orElse(UNKNOWN);
            long now = now();
            List<ClaimLog> logs = logs(within, armed, held.isPresent() ? began : now, printed, id);
            if (!logs.isEmpty()) {
                ClaimLogs trace = new ClaimLogs(this, logs);
                connection.observe(trace);
                trace.acquiredAtOnce(slot, held.isPresent() ? began : now);
            }
        });
    }

    @Override
    public @Nullable Acquire begin(AcquireTimeline timeline, @Nullable Operation within) {
        List<Arm> armed = arms;
        if (within == null || (within.traceScopeOrNull() == null && armed.isEmpty())) {
            return null;
        }
        List<ClaimLog> logs = new ArrayList<>();
        guarded(() -> logs.addAll(logs(within, armed, timeline.beginNanos(), timeline.claim(), timeline.claimId())));
        return logs.isEmpty() ? null : new ClaimLogs(this, logs);
    }

    /** Begins the log of a claim in each trace that covers it. */
    private List<ClaimLog> logs(Operation within, List<Arm> armed, long began, String claim, long id) {
        List<TraceRun> runs = new ArrayList<>();
        for (TraceScope scope = within.traceScopeOrNull(); scope != null; scope = scope.outer()) {
            if (scope instanceof TraceRun run && run.isOf(this) && !run.isOver()) {
                runs.add(run);
            }
        }
        List<String> path = path(within);
        for (Arm arm : armed) {
            if (path.contains(arm.operation) && running.size() < MOST_RUNNING && arm.take(now())) {
                TraceRun run = run(new TraceRun.Kind(arm.operation, true, null), ARMED_EVENTS, began);
                running.add(run);
                runs.add(run);
            }
        }
        if (runs.isEmpty()) {
            return List.of();
        }
        Thread thread = Thread.currentThread();
        String name = ForeignText.line(thread.getName(), MOST_NAME);
        ClaimLog.Who who = new ClaimLog.Who(
                claim,
                id,
                path,
                name.isEmpty() ? "#" + thread.getId() : name,
                Optional.ofNullable(texts.spans().current()));
        List<ClaimLog> logs = new ArrayList<>();
        for (TraceRun run : runs) {
            ClaimLog log = run.log(began, who);
            if (log != null) {
                logs.add(log);
            } else {
                running.remove(run);
                run.end();
            }
        }
        return logs;
    }

    /** The names of an operation and of those around it, the outermost first. A carried operation counts once. */
    private static List<String> path(Operation within) {
        List<String> path = new ArrayList<>();
        for (Operation at = within; at != null; at = at.parent().orElse(null)) {
            if (path.isEmpty() || !path.get(path.size() - 1).equals(at.name())) {
                path.add(at.name());
            }
        }
        Collections.reverse(path);
        return path;
    }

    @Override
    public void useTracing(Tracing library) {
        texts.spans().use(library);
    }

    @Override
    public void arm(String operation, int claims, Duration limit) {
        if (operation.isBlank() || operation.length() > Operation.MAX_NAME) {
            throw new IllegalArgumentException("operation '" + ForeignText.line(operation, MOST_NAME)
                    + "' must have 1 to " + Operation.MAX_NAME + " characters");
        }
        if (claims < 1 || claims > MOST_CLAIMS) {
            throw new IllegalArgumentException("claims " + claims + " must be 1 to " + MOST_CLAIMS);
        }
        if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("limit " + limit + " must be positive, and at most " + LONGEST);
        }
        Arm fresh = new Arm(operation, claims, now() + limit.toNanos());
        lock.lock();
        try {
            List<Arm> others = without(operation);
            if (others.size() >= MOST_ARMED) {
                throw new IllegalStateException(
                        MOST_ARMED + " operations are armed already: disarm one of them before '" + operation + "'");
            }
            others.add(fresh);
            arms = List.copyOf(others);
        } finally {
            lock.unlock();
        }
    }

    /** The arms that are in effect, without that of an operation. */
    @GuardedBy("lock")
    private List<Arm> without(String operation) {
        List<Arm> others = new ArrayList<>(arms);
        long now = now();
        others.removeIf(arm -> arm.operation.equals(operation) || arm.isOver(now));
        return others;
    }

    @Override
    public boolean disarm(String operation) {
        lock.lock();
        try {
            boolean known = armed().stream().anyMatch(arm -> arm.operation().equals(operation));
            arms = List.copyOf(without(operation));
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Called at each beat of the supervisor: claims need not look at arms that are over. */
    public void beat() {
        long now = now();
        if (arms.stream().anyMatch(arm -> arm.isOver(now))) {
            disarm("");
        }
    }

    @Override
    public List<Armed> armed() {
        long now = now();
        return arms.stream()
                .filter(arm -> !arm.isOver(now))
                .map(arm ->
                        new Armed(arm.operation, arm.left(), wallClock.instant().plusNanos(arm.until - now)))
                .toList();
    }

    @Override
    public List<Trace> kept() {
        Waits waits = new Waits();
        List<Trace> kept = new ArrayList<>();
        running.forEach(run -> kept.add(run.view(now(), Optional.empty(), waits)));
        kept.sort(Collections.reverseOrder((one, other) -> one.began().compareTo(other.began())));
        kept.addAll(store.kept());
        return kept;
    }

    @Override
    public StoreView store() {
        return store.view();
    }
}
