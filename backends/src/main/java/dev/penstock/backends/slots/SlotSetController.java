package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.Microstate;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.StallReport;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.waits.HeldClaim;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A slot set together with who tends it: the stateMachine that decides, the status task of the present epoch, its threads.
 */
public final class SlotSetController {
    private static final long CLAIM_REQUEST_NANOS = Duration.ofMillis(50).toNanos();
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration NO_STATUS = Duration.ofNanos(-1);

    private final SlotSet set;
    private final String label;
    private final SlotSetStateMachine stateMachine;
    private final EffectRunner effects;
    private final WaitAccounts accounts;
    private final ThreadSource source;
    private final BackendThreads threads;
    private final AtomicInteger takeoversInVain = new AtomicInteger();
    private final AtomicLong waitingClaim = new AtomicLong();
    private final AtomicReference<StatusMessage.@Nullable Request> outstanding = new AtomicReference<>();
    private final ReentrantLock succession = new ReentrantLock();
    /** Written under {@link #succession}, as {@link #task}. */
    private volatile @Nullable ThreadPoolExecutor statusThread;

    private volatile StatusTask task;
    private volatile long patientSince;
    private volatile long requestedAt;

    private volatile int granted;
    private volatile boolean shedding;
    private volatile boolean leaving;
    /** Written before {@link #leaving}. */
    private volatile long leftAt;

    /** Of the supervisor's thread. */
    private boolean told;

    /** Since when the backend has not been in the service; null while it is. Of the supervisor's thread. */
    private volatile @Nullable Long absentSince;

    private volatile Duration lastStatus = NO_STATUS;
    private volatile @Nullable StallReport lastStall;

    public SlotSetController(
            SlotSet set,
            SlotSetStateMachine stateMachine,
            EffectRunner.Context context,
            @Nullable Executor statusExecutor) {
        this.set = set;
        set.setController(this);
        this.label = set.backend().label();
        this.stateMachine = stateMachine;
        this.accounts = context.accounts();
        this.source = context.machinery().threads();
        this.threads = BackendThreads.of(label, source);
        this.effects = new EffectRunner(set, context, threads, this::post);
        this.patientSince = accounts.clock().nanoTime();
        this.requestedAt = patientSince - CLAIM_REQUEST_NANOS;
        this.task = newTask(1, statusExecutor == null ? ownThread(1) : statusExecutor);
    }

    private Executor ownThread(int epoch) {
        ThreadPoolExecutor own = BackendThreads.statusThread(label, epoch, source);
        ThreadPoolExecutor former = statusThread;
        statusThread = own;
        if (former != null) {
            former.shutdown();
        }
        return own;
    }

    private StatusTask newTask(int epoch, Executor executor) {
        return new StatusTask(label, stateMachine, effects, executor, epoch, accounts.clock());
    }

    public SlotSet set() {
        return set;
    }

    public String label() {
        return label;
    }

    /** Puts a message in the mailbox and wakes the status task. */
    public void post(StatusMessage message) {
        stateMachine.post(message);
        task.wake();
    }

    /** The set is to have so many slots; with {@code shed}, held ones beyond that go as they are released. */
    public void resize(int wanted, boolean shed) {
        if (granted != wanted || shedding != shed || set.wanted() != wanted || set.slots().length != wanted) {
            granted = wanted;
            shedding = shed;
            post(new StatusMessage.Resize(wanted, shed));
        }
    }

    /** The slots it was last told to have: it may come to have them at any moment. */
    public int granted() {
        return granted;
    }

    /** The service has the backend. Returns whether it was absent. */
    public boolean markPresent() {
        boolean absent = absentSince != null;
        absentSince = null;
        return absent;
    }

    /** The service does not have the backend any more. Returns whether that is new. */
    public boolean markAbsent(long now) {
        boolean fresh = absentSince == null;
        if (fresh) {
            absentSince = now;
        }
        return fresh;
    }

    /** For how long the backend has not been in the service, while it may still come back; empty where it is. */
    public Optional<Duration> absentFor(long now) {
        Long since = absentSince;
        return since == null || leaving ? Optional.empty() : Optional.of(Duration.ofNanos(now - since));
    }

    /** The backend is no longer in the service: its slots drain. */
    public void remove(String reason) {
        leave();
        post(StatusMessage.Drain.removed(reason));
    }

    private void leave() {
        if (!leaving) {
            leftAt = accounts.clock().nanoTime();
            leaving = true;
        }
        granted = 0;
    }

    /** An operator takes the backend out of service until it is to {@link #restore}. */
    public void drain() {
        granted = 0;
        post(StatusMessage.Drain.drained());
    }

    public void restore() {
        post(new StatusMessage.Restore());
    }

    /** Claims that hold slots of a backend which left the service longer ago than {@code limit}; told once. */
    public List<HeldClaim> lateHolders(long now, Duration limit) {
        if (!leaving || told || now - leftAt < limit.toNanos()) {
            return List.of();
        }
        told = true;
        List<HeldClaim> holders = new ArrayList<>();
        for (Slot slot : set.slots()) {
            slot.ledger().heldClaim(now).ifPresent(holders::add);
        }
        return holders;
    }

    /** The pool closes: the slots drain, whatever an executor of the application's does meanwhile. */
    public void close() {
        leave();
        if (statusThread == null) {
            takeOver();
        }
        post(StatusMessage.Drain.closing());
    }

    /** Whether it has been told to drain, whether or not its status task knows yet. */
    public boolean isLeaving() {
        return leaving;
    }

    /** Whether it has drained: its status task knows that it is to, no slot is left or will come, and all is closed. */
    public boolean isDrained() {
        return set.health() == BackendHealth.REMOVED && set.slots().length == 0 && set.closingSessions() == 0;
    }

    /** Closes a connection elsewhere. */
    public void close(@Nullable ClosingSession gone) {
        if (gone != null) {
            effects.close(gone);
        }
    }

    public boolean validate(Connection connection, Duration limit) throws InterruptedException {
        return effects.validate(connection, limit);
    }

    /**
     * Sends a status request for a claim that waits; a crowd of waiters causes no more than one in a while, and what
     * is not sent now goes with the supervisor's next.
     */
    public void requestStatusFor(long claimId, long now) {
        waitingClaim.set(claimId);
        if (now - requestedAt >= CLAIM_REQUEST_NANOS) {
            requestStatus(now);
        }
    }

    /** Sends a status request unless one is without reply. */
    public void requestStatus(long now) {
        if (outstanding.get() != null) {
            return;
        }
        StatusMessage.Request request =
                new StatusMessage.Request(accounts.ids().next(), waitingClaim.getAndSet(0), now);
        if (outstanding.compareAndSet(null, request)) {
            requestedAt = now;
            meter(WaitEvent.SLOT_STATUS).begin();
            post(request);
        } else {
            waitingClaim.compareAndSet(0, request.claimId());
        }
    }

    /** The reply of {@code replying} to a request: times dispatch and run apart. One that comes twice counts once. */
    public void acceptReply(StatusMessage.Request request, StatusTask replying) {
        if (!outstanding.compareAndSet(request, null)) {
            return;
        }
        long now = accounts.clock().nanoTime();
        long ran = Math.max(request.sentAt(), replying.runBegan());
        long trip = now - request.sentAt();
        meter(WaitEvent.STATUS_DISPATCH).record(ran - request.sentAt());
        meter(WaitEvent.STATUS_RUN).record(now - ran);
        meter(WaitEvent.SLOT_STATUS).end(trip);
        lastStatus = Duration.ofNanos(trip);
        takeoversInVain.set(0);
        set.setStalled(false);
    }

    private WaitMeter meter(WaitEvent event) {
        return effects.meter(event);
    }

    /** The supervisor did not run itself: what has been without reply gets its whole time again. */
    public void restartStallClock(long now) {
        patientSince = now;
    }

    /**
     * What the task is doing that has not answered for longer than {@code limit}, if it has not. The limit doubles
     * with each successor that does not answer either, since each may cost a thread.
     */
    @Nullable
    public StallReport findStall(long now, Duration limit) {
        StatusMessage.Request request = outstanding.get();
        long patience = limit.toNanos() << Math.min(takeoversInVain.get(), MOST_DOUBLINGS);
        if (request == null || Math.min(now - request.sentAt(), now - patientSince) <= patience) {
            return null;
        }
        StatusTask silent = task;
        StallReport.Activity activity = silent.activity();
        StallReport report = new StallReport(
                label,
                accounts.ids().format(request.roundTrip()),
                request.claimId() == 0
                        ? Optional.empty()
                        : Optional.of(accounts.ids().format(request.claimId())),
                Duration.ofNanos(now - request.sentAt()),
                silent.epoch(),
                activity,
                activity.microstate() == Microstate.QUEUED ? silent.executorUse() : Optional.empty());
        lastStall = report;
        return report;
    }

    /** A fresh status task takes over under a new epoch, on a thread of its own; the old one's effects are refused. */
    public void replaceTask(long now) {
        set.setStalled(true);
        takeoversInVain.incrementAndGet();
        patientSince = now;
        takeOver();
    }

    /** Under a lock, so that of two takeovers the later one's task stays. */
    private void takeOver() {
        StatusTask fresh;
        succession.lock();
        try {
            int epoch = stateMachine.takeOver();
            fresh = newTask(epoch, ownThread(epoch));
            task = fresh;
        } finally {
            succession.unlock();
        }
        fresh.wake();
    }

    /** The holder gives a connection up, see {@link Backends#discard}. */
    public void discard(Slot slot, SlotState from, DisconnectCause loss) {
        boolean news = loss.blame() == DisconnectCause.Blame.SERVER && !set.failedSince(slot);
        if (news) {
            set.failedAt(accounts.clock().nanoTime());
        }
        boolean condemned = slot.condemned();
        ClosingSession gone = condemned ? slot.retire(from) : slot.reconnect(from);
        if (condemned) {
            post(new StatusMessage.SlotRetired(slot));
        }
        post(new StatusMessage.SessionLost(slot, loss, news));
        close(gone);
    }

    /** The holder retires a slot that was condemned: its connection is closed elsewhere. */
    public void retire(Slot slot, SlotState from) {
        ClosingSession gone = slot.retire(from);
        post(new StatusMessage.SlotRetired(slot));
        close(gone);
    }

    /** Its server is not what it was taken for: has it asked at once. False where that is under way already. */
    public boolean doubtRole() {
        boolean news = set.role().doubt(accounts.clock().nanoTime());
        if (news) {
            post(new StatusMessage.RoleDoubted());
        }
        return news;
    }

    /** Whether a call of a claim has been at the driver since before {@code now - limit}. */
    public boolean hasCallLongerThan(Duration limit, long now) {
        for (Slot slot : set.slots()) {
            boolean suspicious = slot.ledger()
                    .heldClaim(now)
                    .filter(claim -> claim.executingNanos() > limit.toNanos())
                    .isPresent();
            if (suspicious) {
                return true;
            }
        }
        return false;
    }

    public BackendView view() {
        SlotSetStateMachine.Notes notes = stateMachine.notes();
        return new BackendView(
                set.backend(),
                set.health(),
                set.role().role(),
                set.role().timeline(),
                set.stalled(),
                set.counts(),
                lastStatus.toNanos(),
                task.microstate(),
                notes.epoch(),
                notes.refused(),
                notes.lastError(),
                Optional.ofNullable(lastStall));
    }

    /**
     * Ends the threads; what is under way runs to its end. Nobody watches the status task from here on: where it is in
     * someone else's hands, or has work it does not do, a fresh one does what is left and what comes late.
     */
    public void dispose() {
        if (statusThread == null || (stateMachine.hasWork() && set.slots().length > 0)) {
            takeOver();
        }
        threads.close();
        ThreadPoolExecutor own = statusThread;
        if (own != null) {
            own.shutdown();
        }
    }
}
