package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.discovery.DiscoveryFailure.Kind;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A resolver that asks a {@link BackendFinder} again and again, in the background, and keeps the last good set when
 * that fails. Thread-safe.
 *
 * <p>Its whole state is guarded by one lock, under which nothing but deciding is done: finding, telling the listener
 * and logging happen outside. At most one resolution is planned or under way at any time; each plans the next when it
 * ends.
 */
public final class PollingResolver implements Resolver {
    private static final Logger LOGGER = LoggerFactory.getLogger(PollingResolver.class);
    private static final String REFUSED =
            "the executor refuses to run resolutions (was it shut down?); nothing is refreshed until it takes them"
                    + " again";

    private enum State {
        NEW,
        PLANNED,
        RESOLVING,
        CLOSED
    }

    private final ServiceName service;
    private final BackendFinder finder;
    private final RefreshPolicy policy;
    private final DiscoveryContext context;
    private final BackendSetMerger merger;
    private final WaitMeter meter;
    private final DiscoveryLog log = new DiscoveryLog(LOGGER);

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as all below; {@link #current} is also read without it. */
    private final RefreshSchedule schedule;

    private State state = State.NEW;
    private boolean refreshWanted;
    private long lastBegin;
    private long plannedFor;
    private @Nullable ScheduledExecutorService executor;
    private @Nullable Future<?> planned;
    private @Nullable Deadline deadline;
    private @Nullable BackendListener listener;
    private volatile BackendSet current;

    /** Creates a resolver that asks {@code finder} as often as {@code policy} says. Starts nothing. */
    public PollingResolver(ServiceName service, BackendFinder finder, RefreshPolicy policy, DiscoveryContext context) {
        this.service = requireNonNull(service, "service");
        this.finder = requireNonNull(finder, "finder");
        this.policy = requireNonNull(policy, "policy");
        this.context = requireNonNull(context, "context");
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
        RejectedExecutionException refused;
        lock.lock();
        try {
            if (state != State.NEW) {
                throw new IllegalStateException("the resolver of service " + service + " was started or closed before");
            }
            this.listener = listener;
            executor = context.executor().orElseGet(this::newThread);
            refused = plan(Duration.ZERO);
        } finally {
            lock.unlock();
        }
        logRefused(refused);
    }

    @Override
    public void refresh() {
        RejectedExecutionException refused = null;
        lock.lock();
        try {
            if (state == State.RESOLVING) {
                refreshWanted = true;
            } else if (state == State.PLANNED) {
                Duration wait = earlyWait();
                long left = plannedFor - context.clock().nanoTime();
                if (wait.toNanos() < left) {
                    cancelPlanned();
                    refused = plan(wait);
                } else if (planned == null && left <= 0) {
                    refused = plan(policy.minTtl());
                }
            }
        } finally {
            lock.unlock();
        }
        logRefused(refused);
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
            lastBegin = context.clock().nanoTime();
            deadline = Deadline.after(policy.deadline(), context.clock());
            return deadline;
        } finally {
            lock.unlock();
        }
    }

    private Outcome resolve(Deadline limit) {
        long begin = context.clock().nanoTime();
        meter.begin();
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
                LOGGER.error("service {}: {}", service, failure.message(), e);
            }
            return new Outcome.Failure(failure);
        } finally {
            meter.end(context.clock().nanoTime() - begin);
        }
    }

    /** Runs on the resolving thread only, so sets reach the listener one after the other. */
    private void publish(Outcome outcome) {
        BackendSet before;
        BackendSet now;
        BackendListener told;
        lock.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            before = current;
            now = merger.after(before, outcome, context.clock().nanoTime());
            current = now;
            told = listener;
        } finally {
            lock.unlock();
        }
        if (now.version() == before.version() || told == null) {
            return;
        }
        log.changed(before, now);
        try {
            told.onBackends(now);
        } catch (RuntimeException | Error e) {
            LOGGER.error("service {}: the listener failed on version {}", service, now.version(), e);
        }
    }

    private void planNext(Outcome outcome) {
        RejectedExecutionException refused;
        lock.lock();
        try {
            deadline = null;
            if (state == State.CLOSED) {
                return;
            }
            Duration wait = schedule.next(outcome);
            Duration early = earlyWait();
            if (refreshWanted || wait.compareTo(early) < 0) {
                refreshWanted = false;
                wait = early;
            }
            refused = plan(wait);
        } finally {
            lock.unlock();
        }
        logRefused(refused);
    }

    /** The lock is held. */
    private Duration earlyWait() {
        return schedule.early(Duration.ofNanos(context.clock().nanoTime() - lastBegin));
    }

    /** The lock is held. Returns what the executor refused with; null if it took the task. */
    private @Nullable RejectedExecutionException plan(Duration wait) {
        state = State.PLANNED;
        plannedFor = context.clock().nanoTime() + wait.toNanos();
        try {
            planned = requireNonNull(executor, "executor").schedule(this::run, wait.toNanos(), TimeUnit.NANOSECONDS);
            return null;
        } catch (RejectedExecutionException e) {
            Outcome.Failure outcome = new Outcome.Failure(new DiscoveryFailure(Kind.OTHER, REFUSED));
            current = merger.after(current, outcome, context.clock().nanoTime());
            return e;
        }
    }

    private void logRefused(@Nullable RejectedExecutionException refused) {
        if (refused != null) {
            LOGGER.error("service {}: {}", service, REFUSED, refused);
        }
    }

    /** The lock is held. */
    private void cancelPlanned() {
        if (planned != null) {
            planned.cancel(false);
            planned = null;
        }
    }

    private ScheduledExecutorService newThread() {
        ScheduledThreadPoolExecutor own = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "penstock-resolver-" + service);
            thread.setDaemon(true);
            return thread;
        });
        own.setRemoveOnCancelPolicy(true);
        return own;
    }
}
