package dev.penstock.pool.claims;

import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.jdbc.SessionInspectors;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.SelfInspection;
import dev.penstock.backends.slots.Slot;
import dev.penstock.pool.ClaimOptions;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.pool.jdbc.ClaimedConnection;
import dev.penstock.pool.jdbc.SlotExchange;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.operations.Operation;
import dev.penstock.waits.operations.TraceContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a pool: each gets a free slot at once, or waits in the queue. Thread-safe.
 *
 * <p>The deadline counts from the entry of {@link #claim} and bounds everything, validation included. A claim that
 * finds no free slot, or whose connection must be validated, continues in {@link ClaimSlowPath}. {@link SlotDispatcher}
 * takes the slots of claims that end.
 */
public final class Claims {
    /** The delay of the queue above which the policy codel sheds waiters. */
    public static final Duration QUEUE_TARGET = Duration.ofMillis(100);

    private final Supplier<PoolSettings> current;
    private final WaitAccounts accounts;
    private final NanoClock clock;
    private final Backends backends;
    private final ClaimQueue queue;
    private final ClaimFailures failures;
    private final LongConsumer onBeat;
    private final ClaimGate gate = new ClaimGate();
    private final ClaimTargets targets;
    private final SlotDispatcher slots;
    private final SessionCheck check;
    private final SlotExchange exchange;
    private final SessionInspectors inspectors = new SessionInspectors();
    private final boolean recording;
    private final boolean suspendable;

    /** Set once before the pool starts. */
    private ClaimTracing tracing = ClaimTracing.NONE;

    /** Set once before the pool starts; null in a test that does not need it. */
    private volatile @Nullable WaiterCheck waiterCheck;

    /** Replaced as a whole. */
    private volatile ClaimSettings settings;

    private Claims(
            Supplier<PoolSettings> current,
            WaitAccounts accounts,
            Backends backends,
            ClaimQueue queue,
            ClaimFailures failures,
            LongConsumer onBeat) {
        PoolSettings initial = current.get();
        this.current = current;
        this.accounts = accounts;
        this.clock = accounts.clock();
        this.backends = backends;
        this.queue = queue;
        this.failures = failures;
        this.onBeat = onBeat;
        this.targets = new ClaimTargets(initial.routing(), backends, queue, accounts);
        this.slots = new SlotDispatcher(
                backends, queue, targets, gate, clock, initial.diagnosis().recording());
        this.check = new SessionCheck(backends, clock, current);
        this.exchange = new ReadOnlyRouting(current, backends, slots, check, clock);
        this.recording = slots.records();
        this.suspendable = initial.claims().suspendable();
        this.settings = ClaimSettings.of(initial, slots, exchange, inspectors, backends::withoutSecrets);
        applyToQueue(initial.claims());
    }

    /**
     * The claims of a pool whose backends are not started yet.
     *
     * @param settings the settings at each moment; {@link #apply} follows each change
     * @param backends made with {@code events} as their listener
     * @param onBeat called with the time at each beat of the supervisor, on its thread
     */
    public static Claims create(
            Supplier<PoolSettings> settings,
            WaitAccounts accounts,
            Backends backends,
            SlotEvents events,
            ClaimFailures failures,
            LongConsumer onBeat) {
        Claims claims = new Claims(settings, accounts, backends, events.queue(), failures, onBeat);
        events.connect(claims);
        return claims;
    }

    /** Makes claims obey the present settings from now on. How much is recorded stays as it was. */
    public void apply() {
        PoolSettings fresh = current.get();
        settings = ClaimSettings.of(fresh, slots, exchange, inspectors, backends::withoutSecrets);
        applyToQueue(fresh.claims());
        slots.setObserver(slots.observer());
    }

    /** Lets {@code traces} trace claims. Called once, before the pool starts. */
    public void setTracing(ClaimTracing traces) {
        tracing = traces;
    }

    /** Reports claims to {@code observer} from now on, by its limits at each {@link #apply}. */
    public void setObserver(ClaimObserver observer) {
        slots.setObserver(observer);
    }

    /**
     * Begins to test at each beat that no claim waits beside a free slot, see {@link WaiterCheck}. Called once, before
     * the pool starts.
     *
     * @param onViolation receives the text of each violation, on the supervisor's thread; must not block
     */
    public void checkWaiters(Consumer<String> onViolation) {
        SelfInspection inspection = backends.inspection();
        waiterCheck = new WaiterCheck(
                queue,
                clock,
                gate::isOpen,
                new WaiterCheck.FreeSlots(inspection::findFree, inspection::isOffered),
                inspection::schedule,
                onViolation);
    }

    /**
     * The work of one look for deadlocks; nothing if the settings forbid it, or do not record which connections are
     * used.
     *
     * @param locks for which locks the calls wait
     * @param onDeadlock receives each deadlock, on the thread that looks; must neither block nor throw
     */
    public Runnable deadlockCheck(LockWaits locks, Consumer<Deadlock> onDeadlock) {
        PoolSettings.DiagnosisPolicy policy = settings().diagnosis();
        if (!policy.breakDeadlocks() || policy.recording() != PoolSettings.Recording.FULL) {
            return () -> {};
        }
        SelfInspection inspection = backends.inspection();
        DeadlockCheck.Slots all =
                new DeadlockCheck.Slots(inspection::slots, inspection::isEligible, inspection::mayGrow);
        return new DeadlockCheck(all, queue, locks, clock, onDeadlock)::look;
    }

    private void applyToQueue(PoolSettings.ClaimPolicy policy) {
        slots.barging().setLimit(policy.maxBarging());
        if (policy.queuePolicy() == PoolSettings.QueuePolicy.FIFO) {
            queue.setShedding(null);
        } else if (!queue.isShedding()) {
            queue.setShedding(() -> new CoDel(QUEUE_TARGET));
        }
    }

    PoolSettings settings() {
        return settings.pool();
    }

    /** The wait accounts of the pool. */
    public WaitAccounts accounts() {
        return accounts;
    }

    /** The backends whose slots are claimed. */
    public Backends backends() {
        return backends;
    }

    ClaimFailures failures() {
        return failures;
    }

    ClaimQueue queue() {
        return queue;
    }

    ClaimTargets targets() {
        return targets;
    }

    SlotDispatcher slots() {
        return slots;
    }

    SessionCheck check() {
        return check;
    }

    /** Whether the slots of a connection go back to these claims. */
    public boolean owns(ClaimedConnection connection) {
        return connection.isOf(slots);
    }

    /** Claims a connection without options, see {@link #claim(ClaimOptions)}. */
    public Connection claim() throws SQLException {
        return claim(ClaimOptions.none());
    }

    /**
     * Claims a connection by the claim's deadline.
     *
     * @throws SQLException if there is none; the exception tells the reason
     */
    public Connection claim(ClaimOptions options) throws SQLException {
        long began = recording ? clock.nanoTime() : slots.now();
        Operation within = operation(options);
        Slot slot = gate.isOpen() && (within == null || within.allowsClaims()) ? tryClaim(began, options) : null;
        if (suspendable && slot != null) {
            slot = slots.keepIfOpen(slot);
        }
        if (slot != null && isTrusted(slot, began)) {
            return handOut(slot, began, options, within);
        }
        return ClaimSlowPath.claim(this, slot, recording ? began : clock.nanoTime(), options, within);
    }

    /**
     * Claims a connection as {@link #claim(ClaimOptions)}, for a claim that began at {@code began}: it has waited since
     * for the pool to start, and its deadline and its accounts begin there.
     */
    public Connection claim(ClaimOptions options, long began) throws SQLException {
        return ClaimSlowPath.claim(this, null, began, options, operation(options));
    }

    /** The operation of a claim that begins now: its own, within the one that is open on this thread. */
    private @Nullable Operation operation(ClaimOptions options) {
        Operation within = Operation.currentOrNull();
        if (options.operation().isPresent()) {
            within = Operation.forClaim(options.operation().get(), within);
        }
        if (within != null) {
            accounts.operations().enter(within);
        }
        return within;
    }

    /** A claim without a target, as nearly all are, goes the shortest way. */
    private @Nullable Slot tryClaim(long now, ClaimOptions options) {
        return options.target().isEmpty() ? backends.tryClaim(now) : targets.tryClaim(now, targets.of(options));
    }

    /** Whether the connection of the slot is used without a validation. */
    boolean isTrusted(Slot slot, long now) {
        return SessionCheck.isTrusted(slot, now, settings.aliveBypassNanos());
    }

    private Connection handOut(Slot slot, long began, ClaimOptions options, @Nullable Operation within) {
        try {
            ClaimedConnection connection = connection(slot, options, within, null);
            if (recording) {
                slot.ledger().recordImmediateClaim(connection, began);
            }
            if (within != null || tracing.tracesAll()) {
                trace(connection, slot, within, began);
            }
            return connection;
        } catch (Throwable e) {
            slots.discarded(slot, SlotState.CLAIMED, DisconnectCause.client("its claim failed at the handout: " + e));
            throw e;
        }
    }

    /** A claim that has a connection goes on, even if the stack overflows here. */
    private void trace(ClaimedConnection connection, Slot slot, @Nullable Operation within, long began) {
        try {
            tracing.claimed(connection, slot, within, began);
        } catch (Throwable e) {
            // The trace lacks this claim. Its connection must not be lost.
        }
    }

    ClaimTracing tracing() {
        return tracing;
    }

    ClaimedConnection connection(
            Slot slot, ClaimOptions options, @Nullable Operation within, @Nullable TraceContext span) {
        ClaimSettings now = settings;
        return ClaimedConnection.of(
                slot, now.sessions(options), now.attributes(within).withTrace(span));
    }

    /** The reason for which a claim with this target has to wait now. */
    WaitEvent waitReason(@Nullable TargetServerType target) {
        return gate.isSuspended() ? WaitEvent.CLAIM_WAIT_ADMIN : targets.waitReason(target);
    }

    private void updateReasons() {
        targets.updateReasons(this::waitReason, clock.nanoTime());
    }

    /** A slot became free that no claim returned. */
    void slotFree() {
        slots.offerAll();
    }

    /** The supervisor's beat, on its thread. */
    void beat() {
        long now = clock.nanoTime();
        slots.beat(now);
        onBeat.accept(now);
        WaiterCheck check = waiterCheck;
        if (check != null) {
            check.beat(settings().policy().status().interval());
        }
        wakeIfHopeless();
    }

    /** Backends came, left or changed: waiters may wait for another reason now, or in vain. */
    void routingChanged() {
        updateReasons();
        slots.offerAll();
        wakeIfHopeless();
    }

    private void wakeIfHopeless() {
        if (!queue.isEmpty() && failures.hopeless().isPresent()) {
            queue.wakeAll(clock.nanoTime());
        }
    }

    /** How many claims wait. */
    public int waiting() {
        return queue.size();
    }

    /** Makes claims wait, each until its deadline or {@link #resume}. A claim that has a connection keeps it. */
    public void suspend() {
        gate.setSuspended(true);
        updateReasons();
    }

    /** Serves claims again. */
    public void resume() {
        gate.setSuspended(false);
        routingChanged();
    }

    /** Whether claims are served: the pool is neither suspended nor closed. */
    public boolean isOpen() {
        return gate.isOpen();
    }

    boolean isClosed() {
        return gate.isClosed();
    }

    /** Refuses claims from now on. Claims that wait fail, too. */
    public void close() {
        gate.close();
        queue.wakeAll(clock.nanoTime());
    }
}
