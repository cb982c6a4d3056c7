package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.NoThreadException;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.HeldClaim;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Controls the slot set of one backend: posts messages to its status task, counts its round trips, and replaces a task
 * that stalls. Thread-safe.
 */
public final class SlotSetController {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.status");

    private final SlotSet set;
    private final String label;
    private final SlotSetStateMachine stateMachine;
    private final StatusTasks tasks;
    private final EffectRunner effects;
    private final Closer closer;
    private final SessionValidator validator;
    private final SessionResetter resetter;
    private final PoolRuntime runtime;
    private final CorrelationIds ids;
    private final BackendThreads threads;
    private final StatusRoundTrips roundTrips;
    private volatile int granted;
    private volatile boolean shedding;
    private volatile boolean leaving;
    private volatile @Nullable StallReport lastStall;
    /** Written before {@link #leaving}. */
    private volatile long leftAt;
    /** Used by the supervisor's thread only. */
    private boolean lateHoldersReported;
    /** The time since which the service has not had the backend; null if it has. Written by the supervisor's thread. */
    private volatile @Nullable Long absentSince;

    private SlotSetController(
            SlotSet set, SlotSetStateMachine stateMachine, PoolContext context, @Nullable Executor statusExecutor) {
        this.set = set;
        this.label = set.backend().label();
        this.stateMachine = stateMachine;
        this.runtime = context.runtime();
        this.ids = context.accounts().ids();
        this.threads = BackendThreads.of(runtime.pool(), label, runtime.shared());
        this.tasks = new StatusTasks(label, stateMachine, set::hasSlots, runtime);
        BackendMeters meters = new BackendMeters(context.accounts(), label);
        Deadlines deadlines = new Deadlines(label, runtime, context.policies());
        ConnectorCalls connector = context.connectorCalls(set, meters);
        Closer.Listener onClose = new Closer.Notifier(tasks::post, context.observer());
        this.closer = new Closer(label, runtime, connector, deadlines, threads.closes(), onClose);
        this.effects = new EffectRunner(
                set,
                new ConnectorWork(set, threads, connector, closer, deadlines, tasks::post),
                new Delays(deadlines, meters, runtime.clock(), tasks::post),
                context.observer(),
                context.accounts(),
                runtime);
        this.validator =
                new SessionValidator(label, runtime, context.connector(), threads.checks(), closer::abortHanging);
        this.resetter = new SessionResetter(label, runtime, threads.resets(), closer::abortHanging);
        this.roundTrips = new StatusRoundTrips(meters, ids, runtime.clock(), tasks::post);
        effects.reportRunsTo(roundTrips);
        tasks.start(effects, statusExecutor);
    }

    /**
     * Makes the controller of a set.
     *
     * @param statusExecutor runs the status task; null for threads of the pool
     */
    public static SlotSetController create(
            SlotSet set, SlotSetStateMachine stateMachine, PoolContext context, @Nullable Executor statusExecutor) {
        SlotSetController controller = new SlotSetController(set, stateMachine, context, statusExecutor);
        set.setController(controller);
        return controller;
    }

    private long now() {
        return runtime.clock().nanoTime();
    }

    /** The controlled set. */
    public SlotSet set() {
        return set;
    }

    /** The label of the backend, for logs and views. */
    public String label() {
        return label;
    }

    /** Posts a message to the status task. */
    void post(StatusMessage message) {
        tasks.post(message);
    }

    /** Sets the wanted number of slots. With {@code shed}, held slots beyond it are condemned. */
    public void resize(int wanted, boolean shed) {
        if (granted != wanted || shedding != shed || set.wanted() != wanted || set.slots().length != wanted) {
            granted = wanted;
            shedding = shed;
            post(new StatusMessage.Resize(wanted, shed));
        }
    }

    /** The last number of slots that the set was granted. The set can have so many at any moment. */
    public int granted() {
        return granted;
    }

    /** Notes that the service has the backend. Returns whether the backend was absent. */
    public boolean markPresent() {
        boolean absent = absentSince != null;
        absentSince = null;
        return absent;
    }

    /** Notes that the service does not have the backend. Returns whether the backend was present. */
    public boolean markAbsent(long now) {
        boolean present = absentSince == null;
        if (present) {
            absentSince = now;
        }
        return present;
    }

    /** For how long the backend has been absent, if it may still come back; otherwise empty. */
    public Optional<Duration> absentFor(long now) {
        Long since = absentSince;
        return since == null || leaving ? Optional.empty() : Optional.of(Duration.ofNanos(now - since));
    }

    /** Applies a new name, priority or weight of the backend. */
    public void rename(Backend backend) {
        post(new StatusMessage.Renamed(backend));
    }

    /** Removes the backend from service for good: its slots drain. {@code reason} completes the log line. */
    public void remove(String reason) {
        leave();
        post(StatusMessage.Drain.removed(reason));
    }

    private void leave() {
        if (!leaving) {
            leftAt = now();
            leaving = true;
        }
        granted = 0;
    }

    /** Takes the backend out of service for an operator, until {@link #restore}; {@code acknowledge} as for evict. */
    public void drain(Runnable acknowledge) {
        granted = 0;
        post(StatusMessage.Drain.drained());
        post(new StatusMessage.Acknowledge(acknowledge));
    }

    /** Puts a drained backend back in service; {@code acknowledge} as for {@link #evict}. */
    public void restore(Runnable acknowledge) {
        post(new StatusMessage.Restore());
        post(new StatusMessage.Acknowledge(acknowledge));
    }

    /** The claims that still hold slots longer than {@code limit} after the backend left the service. Reported once. */
    public List<HeldClaim> lateHolders(long now, Duration limit) {
        if (!leaving || lateHoldersReported || now - leftAt < limit.toNanos()) {
            return List.of();
        }
        lateHoldersReported = true;
        return heldClaims(now).toList();
    }

    /** Whether the backend leaves the service for good, even if its status task does not know yet. */
    public boolean isLeaving() {
        return leaving;
    }

    /** Whether the status task knows that the backend leaves, no slot is left, and every session is closed. */
    public boolean isDrained() {
        return set.health() == BackendHealth.REMOVED && set.isVacant();
    }

    /** Aborts and closes the connections that claims hold, because the pool closes. Waits for nothing. */
    public void abortHeld() {
        for (Slot slot : set.slots()) {
            Connection connection = slot.peekConnection();
            if (slot.state().isHeld() && connection != null) {
                closer.abortAndClose(slot, connection);
            }
        }
    }

    /** Drains the slots because the pool closes. The status task leaves the application's executor for that. */
    public void close() {
        leave();
        if (!tasks.hasOwnThread()) {
            tasks.takeOver(effects);
        }
        post(StatusMessage.Drain.closing());
    }

    /**
     * Ends the threads once they have no work, and closes all sockets that are left. Nobody watches the status task
     * from here on. If the application's executor has it, or if it has undone work, a fresh task does the rest.
     */
    public void dispose() {
        if (!tasks.hasOwnThread() || (stateMachine.hasWork() && set.slots().length > 0)) {
            tasks.takeOver(effects);
        }
        threads.close();
        closer.sockets().close();
    }

    /**
     * Replaces every connection: held ones when they are released, the others now. {@code acknowledge} runs once that
     * is decided, and neither blocks nor throws.
     */
    public void evict(Runnable acknowledge) {
        post(new StatusMessage.Evict(acknowledge));
    }

    /** Tries new credentials; {@code acknowledge} runs once that is decided, and neither blocks nor throws. */
    public void changeCredentials(Runnable acknowledge) {
        post(new StatusMessage.CredentialsChanged(acknowledge));
    }

    /**
     * Whether the driver says within {@code limit} that the connection is valid. The caller waits no longer, whatever
     * the driver does.
     *
     * @throws InterruptedException if interrupted while waiting
     * @throws NoThreadException if no thread can ask the driver
     */
    public boolean validate(Connection connection, Duration limit) throws InterruptedException {
        return validator.validate(connection, limit);
    }

    /** See {@link SessionResetter#reset}. */
    public boolean reset(Slot slot, Runnable reset, Duration limit) {
        return resetter.reset(slot.connection(), reset, limit);
    }

    /** See {@link SessionResetter#abortLate}. Called by the supervisor. */
    public void abortLateResets(long now, Duration limit) {
        resetter.abortLate(set, now, limit);
    }

    /**
     * Gives up the connection of a held slot. The slot connects again, or retires if it was condemned. If the cause
     * {@linkplain DisconnectCause#castsDoubt casts doubt}, the other connections of this backend are checked before
     * their next use.
     */
    public void discard(Slot slot, SlotState from, DisconnectCause cause) {
        boolean isFirst = cause.castsDoubt() && !set.failedSince(slot);
        if (isFirst) {
            set.lostSessionAt(now());
        }
        boolean condemned = slot.condemned();
        ClosingSession session = condemned ? slot.retire(from, cause.closes()) : slot.reconnect(from, cause.closes());
        if (condemned) {
            post(new StatusMessage.SlotRetired(slot));
        }
        post(new StatusMessage.SessionLost(slot, cause, isFirst));
        close(session);
    }

    /** Retires a held slot that was condemned. Its connection is closed by another thread. */
    public void retire(Slot slot, SlotState from) {
        ClosingSession session = slot.retire(from);
        post(new StatusMessage.SlotRetired(slot));
        close(session);
    }

    void close(@Nullable ClosingSession session) {
        Optional.ofNullable(session).ifPresent(closer::close);
    }

    /** Has the server asked for its role at once, because a claim found it read-only. False if that is under way. */
    public boolean doubtRole() {
        boolean isNew = set.role().markDoubtful(now());
        if (isNew) {
            post(new StatusMessage.RoleDoubted());
        }
        return isNew;
    }

    /** Probes the server because a JDBC call takes suspiciously long. */
    public void suspectServer() {
        post(new StatusMessage.ServerSuspected());
    }

    /** Whether a JDBC call of a claim has lasted longer than {@code limit}. */
    public boolean hasCallLongerThan(Duration limit, long now) {
        return heldClaims(now).anyMatch(claim -> claim.executingNanos() > limit.toNanos());
    }

    private Stream<HeldClaim> heldClaims(long now) {
        return Stream.of(set.slots()).flatMap(slot -> slot.ledger().heldClaim(now).stream());
    }

    /**
     * Sends a status request for a waiting claim. Many waiting claims cause at most one request in 50 ms. A claim that
     * causes none goes with the supervisor's next request.
     */
    public void requestStatusFor(long claimId, long now) {
        roundTrips.beginFor(claimId, now, tasks.present().isRunning());
    }

    /** Sends a status request unless one is without reply. */
    public void requestStatus(long now) {
        roundTrips.begin(now, tasks.present().isRunning());
    }

    /** Ends a round trip by the reply of {@code replying}. Returns whether the status task was stalled until now. */
    boolean accept(StatusMessage.Request request, StatusTask replying) {
        boolean wasStalled = set.stalled();
        if (roundTrips.end(request, replying.runBegan())) {
            set.setStalled(false);
        }
        if (wasStalled) {
            String form = "pool {}: status task of backend {} answers again, epoch {}";
            runtime.log().info(LOGGER, form, runtime.pool(), label, replying.epoch());
        }
        return wasStalled;
    }

    /** Whether a status request finds nothing to do: the set is at rest, and the status task has no work. */
    public boolean isAtRest() {
        return set.isAtRest() && !stateMachine.hasWork();
    }

    /** Whether the status task has a message or an effect left, so that it may not have offered a free slot yet. */
    public boolean hasWork() {
        return stateMachine.hasWork();
    }

    /** Gives an unanswered request and each reset their whole time again, because the supervisor itself was paused. */
    public void restartStallClock(long now) {
        roundTrips.restartStallClock(now);
        resetter.restartClock(now);
    }

    /**
     * A report of the status task if it has not answered for longer than {@code limit}; otherwise empty. The limit
     * doubles with each successor that does not answer either, because each may cost a thread.
     */
    public Optional<StallReport> findStall(long now, Duration limit) {
        Optional<StallReport> found = lateTask(now, limit);
        found.ifPresent(stall -> lastStall = stall);
        return found;
    }

    /** The same, without any effect on the task or its view. Any thread may ask. */
    public Optional<StallReport> lateTask(long now, Duration limit) {
        return Optional.ofNullable(roundTrips.overdue(now, limit)).map(late -> tasks.reportStall(late, ids, now));
    }

    /** Replaces a stalled status task by a fresh one under a new epoch, on another thread. */
    public void replaceTask(long now) {
        set.setStalled(true);
        roundTrips.addTakeover(now);
        tasks.takeOver(effects);
    }

    /** The backend at this moment. */
    public BackendView view() {
        SlotSetStateMachine.Summary summary = stateMachine.summary();
        return new BackendView(
                set.backend(),
                set.health(),
                set.role().role(),
                set.role().timeline(),
                set.stalled(),
                set.counts(),
                roundTrips.lastNanos(),
                tasks.present().microstate(),
                summary.epoch(),
                summary.refused(),
                summary.lastError(),
                Optional.ofNullable(lastStall));
    }
}
