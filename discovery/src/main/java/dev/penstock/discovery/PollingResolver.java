package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import dev.penstock.waits.text.PrintableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A resolver that calls a {@link BackendFinder} again and again in the background. Thread-safe.
 *
 * <p>If the finder fails, the resolver keeps the last good set. At most one resolution is planned or running at any
 * time; each plans the next one at its end.
 *
 * <p>One private lock guards the whole state. Under it the resolver only decides, and submits or cancels the next
 * resolution. The finder, the listener and the logger are called without it. Lock order: this lock, then the locks
 * inside the executor.
 */
public final class PollingResolver implements Resolver {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.discovery");
    private static final String REJECTED =
            "the executor rejects resolutions (was it shut down?); the backends are not refreshed until it accepts"
                    + " them again";

    private enum State {
        NEW,
        PLANNED,
        RESOLVING,
        CLOSED
    }

    private final ServiceName service;
    private final String subject;
    private final BackendFinder finder;
    private final RefreshPolicy policy;
    private final DiscoveryContext context;
    private final BackendSetMerger merger;
    private final WaitMeter meter;
    private final DiscoveryLog log;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final RefreshSchedule schedule;

    @GuardedBy("lock")
    private State state = State.NEW;

    @GuardedBy("lock")
    private boolean refreshRequested;

    @GuardedBy("lock")
    private long lastBeginNanos;

    @GuardedBy("lock")
    private long plannedNanos;

    @GuardedBy("lock")
    private @Nullable ScheduledExecutorService executor;

    @GuardedBy("lock")
    private @Nullable Future<?> planned;

    @GuardedBy("lock")
    private @Nullable Deadline deadline;

    @GuardedBy("lock")
    private @Nullable BackendListener listener;

    /** Written under the lock, read without it. */
    private volatile BackendSet current;

    /** Creates a resolver that calls {@code finder} at the times of {@code policy}. Starts nothing. */
    public PollingResolver(ServiceName service, BackendFinder finder, RefreshPolicy policy, DiscoveryContext context) {
        this.service = requireNonNull(service, "service");
        this.finder = requireNonNull(finder, "finder");
        this.policy = requireNonNull(policy, "policy");
        this.context = requireNonNull(context, "context");
        this.subject = context.subject(service);
        this.log = new DiscoveryLog(LOGGER, subject, context.owner().map(DiscoveryContext.Owner::pool));
        this.merger = new BackendSetMerger(policy);
        this.schedule = new RefreshSchedule(policy, context.random());
        this.meter = context.meters().meter(WaitEvent.DISCOVERY_REFRESH);
        this.current = BackendSet.unresolved(service);
    }

    @Override
    public ServiceName service() {
        return service;
    }

    @Override
    public BackendSet current() {
        return current;
    }

    @Override
    public void start(BackendListener listener) {
        requireNonNull(listener, "listener");
        RejectedExecutionException rejected;
        lock.lock();
        try {
            if (state != State.NEW) {
                throw new IllegalStateException("the resolver of service " + service + " was started or closed before");
            }
            this.listener = listener;
            executor = context.executor().orElseGet(this::newThread);
            rejected = plan(Duration.ZERO);
        } finally {
            lock.unlock();
        }
        logRejected(rejected);
    }

    @Override
    public void refresh() {
        RejectedExecutionException rejected = null;
        lock.lock();
        try {
            if (state == State.RESOLVING) {
                refreshRequested = true;
            } else if (state == State.PLANNED) {
                Duration wait = earlyWait();
                long left = plannedNanos - context.clock().nanoTime();
                if (wait.toNanos() < left) {
                    cancelPlanned();
                    rejected = plan(wait);
                } else if (planned == null && left <= 0) {
                    rejected = plan(policy.minTtl());
                }
            }
        } finally {
            lock.unlock();
        }
        logRejected(rejected);
    }

    @Override
    public void close() {
        ScheduledExecutorService own;
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
            cancelPlanned();
            if (deadline != null) {
                deadline.cancel();
            }
            own = context.executor().isPresent() ? null : executor;
        } finally {
            lock.unlock();
        }
        if (own != null) {
            own.shutdownNow();
        }
    }

    private void run() {
        Deadline limit = begin();
        if (limit == null) {
            return;
        }
        Outcome outcome = resolve(limit);
        boolean interrupted = Thread.interrupted();
        try {
            publish(outcome);
        } finally {
            planNext(outcome);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable Deadline begin() {
        lock.lock();
        try {
            if (state != State.PLANNED) {
                return null;
            }
            state = State.RESOLVING;
            planned = null;
            lastBeginNanos = context.clock().nanoTime();
            deadline = Deadline.after(policy.deadline(), context.clock());
            return deadline;
        } finally {
            lock.unlock();
        }
    }

    private Outcome resolve(Deadline limit) {
        long begin = context.clock().nanoTime();
        meter.begin(begin);
        try {
            return new Outcome.Success(requireNonNull(finder.find(limit), "the finder returned null"));
        } catch (DiscoveryException e) {
            return new Outcome.Failure(e.failure(), e.ttl());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failure(new DiscoveryFailure(Kind.OTHER, "the resolution was interrupted"));
        } catch (RuntimeException | Error e) {
            DiscoveryFailure failure = BackendSetMerger.unexpected(e);
            if (!current.failure().equals(Optional.of(failure))) {
                log.write(() -> LOGGER.error("{}: {}", subject, failure.message(), PrintableException.of(e)));
            }
            return new Outcome.Failure(failure);
        } finally {
            meter.end(begin, context.clock().nanoTime());
        }
    }

    /** Runs on the resolving thread only; therefore the listener receives one set after the other. */
    private void publish(Outcome outcome) {
        BackendSet before;
        BackendSet now;
        BackendListener receiver;
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            before = current;
            now = merger.merge(before, outcome, context.clock().nanoTime());
            current = now;
            receiver = listener;
        } finally {
            lock.unlock();
        }
        if (now.version() == before.version() || receiver == null) {
            return;
        }
        try {
            receiver.onBackends(now);
        } catch (RuntimeException | Error e) {
            log.write(() -> LOGGER.error(
                    "{}: the listener failed on version {}", subject, now.version(), PrintableException.of(e)));
        }
        log.write(() -> log.changed(before, now));
    }

    private void planNext(Outcome outcome) {
        RejectedExecutionException rejected;
        lock.lock();
        try {
            deadline = null;
            if (state == State.CLOSED) {
                return;
            }
            Duration wait = schedule.next(outcome);
            Duration early = earlyWait();
            if (refreshRequested || wait.compareTo(early) < 0) {
                refreshRequested = false;
                wait = early;
            }
            rejected = plan(wait);
        } finally {
            lock.unlock();
        }
        logRejected(rejected);
    }

    @GuardedBy("lock")
    private Duration earlyWait() {
        return schedule.early(Duration.ofNanos(context.clock().nanoTime() - lastBeginNanos));
    }

    /** Returns the exception of an executor that rejects the task; null if it accepts the task. */
    @GuardedBy("lock")
    private @Nullable RejectedExecutionException plan(Duration wait) {
        state = State.PLANNED;
        plannedNanos = context.clock().nanoTime() + wait.toNanos();
        try {
            planned = requireNonNull(executor, "executor").schedule(this::run, wait.toNanos(), TimeUnit.NANOSECONDS);
            return null;
        } catch (RejectedExecutionException e) {
            Outcome.Failure outcome = new Outcome.Failure(new DiscoveryFailure(Kind.OTHER, REJECTED));
            current = merger.merge(current, outcome, context.clock().nanoTime());
            return e;
        }
    }

    private void logRejected(@Nullable RejectedExecutionException rejected) {
        if (rejected != null) {
            log.write(() -> LOGGER.error("{}: {}", subject, REJECTED, PrintableException.of(rejected)));
        }
    }

    @GuardedBy("lock")
    private void cancelPlanned() {
        if (planned != null) {
            planned.cancel(false);
            planned = null;
        }
    }

    private ScheduledExecutorService newThread() {
        ThreadFactory threads =
                context.owner().map(DiscoveryContext.Owner::threads).orElse(this::daemon);
        ScheduledThreadPoolExecutor own = new ScheduledThreadPoolExecutor(1, threads);
        own.setRemoveOnCancelPolicy(true);
        return own;
    }

    private Thread daemon(Runnable task) {
        Thread thread = new Thread(null, task, "penstock-resolver-" + service, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(PollingResolver.class.getClassLoader());
        return thread;
    }
}
