package dev.penstock.backends;

import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A slot set together with who tends it: the tender that decides, the status task of the present epoch, its threads. */
final class TendedSet {
    private static final long CLAIM_REQUEST_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration NO_STATUS = Duration.ofNanos(-1);

    private final SlotSet set;
    private final String label;
    private final SlotTender tender;
    private final EffectRunner effects;
    private final WaitAccounts accounts;
    private final ThreadPoolExecutor connectThreads;
    private final AtomicReference<StatusMessage.@Nullable Request> outstanding = new AtomicReference<>();
    private volatile @Nullable ThreadPoolExecutor statusThread;
    private volatile StatusTask task;
    private volatile long patientSince;
    private volatile long requestedAt;
    private volatile Duration lastStatus = NO_STATUS;
    private volatile @Nullable StallReport lastStall;

    TendedSet(SlotSet set, SlotTender tender, EffectRunner.Context context, @Nullable Executor statusExecutor) {
        this.set = set;
        set.keptBy(this);
        this.label = set.backend().label();
        this.tender = tender;
        this.accounts = context.accounts();
        this.connectThreads = BackendThreads.connectThreads(label);
        this.effects = new EffectRunner(set, context, connectThreads, this::post);
        this.patientSince = accounts.clock().nanoTime();
        this.task = newTask(1, statusExecutor == null ? ownThread() : statusExecutor);
    }

    private Executor ownThread() {
        ThreadPoolExecutor own = BackendThreads.statusThread(label);
        ThreadPoolExecutor former = statusThread;
        statusThread = own;
        if (former != null) {
            former.shutdown();
        }
        return own;
    }

    private StatusTask newTask(int epoch, Executor executor) {
        return new StatusTask(label, tender, effects, executor, epoch, accounts.clock());
    }

    SlotSet set() {
        return set;
    }

    String label() {
        return label;
    }

    /** Puts a message in the mailbox and wakes the status task. */
    void post(StatusMessage message) {
        tender.post(message);
        task.wake();
    }

    /** Closes a connection elsewhere. */
    void close(@Nullable Connection connection) {
        effects.close(connection);
    }

    boolean validate(Connection connection, Duration limit) throws InterruptedException {
        return effects.validate(connection, limit);
    }

    /** Sends a status request for a claim that waits; a crowd of waiters causes no more than one in a while. */
    void requestFor(long claimId, long now) {
        if (now - requestedAt > CLAIM_REQUEST_NANOS) {
            request(claimId, now);
        }
    }

    /** Sends a status request unless one is without reply; {@code claimId} is 0 where no claim causes it. */
    void request(long claimId, long now) {
        if (outstanding.get() != null) {
            return;
        }
        StatusMessage.Request request =
                new StatusMessage.Request(accounts.ids().next(), claimId, now);
        if (outstanding.compareAndSet(null, request)) {
            requestedAt = now;
            meter(WaitEvent.SLOT_STATUS).begin();
            post(request);
        }
    }

    /** The reply of {@code replying} to a request: times dispatch and run apart. */
    void replied(StatusMessage.Request request, StatusTask replying) {
        long now = accounts.clock().nanoTime();
        long ran = Math.max(request.sentAt(), replying.runBegan());
        long trip = now - request.sentAt();
        meter(WaitEvent.STATUS_DISPATCH).record(ran - request.sentAt());
        meter(WaitEvent.STATUS_RUN).record(now - ran);
        meter(WaitEvent.SLOT_STATUS).end(trip);
        lastStatus = Duration.ofNanos(trip);
        outstanding.compareAndSet(request, null);
        set.setStalled(false);
    }

    private WaitMeter meter(WaitEvent event) {
        return accounts.meters().meter(event, label);
    }

    /** The supervisor did not run itself: what has been without reply gets its whole time again. */
    void bePatient(long now) {
        patientSince = now;
    }

    /** The request that has been without reply for longer than {@code limit}, if there is one. */
    @Nullable StallReport stall(long now, Duration limit) {
        StatusMessage.Request request = outstanding.get();
        if (request == null || now - Math.max(request.sentAt(), patientSince) <= limit.toNanos()) {
            return null;
        }
        StatusTask.Activity activity = task.activity();
        Optional<Thread> thread = Optional.ofNullable(activity.thread());
        StallReport report = new StallReport(
                label,
                accounts.ids().format(request.roundTrip()),
                request.claimId() == 0
                        ? Optional.empty()
                        : Optional.of(accounts.ids().format(request.claimId())),
                Duration.ofNanos(now - request.sentAt()),
                task.epoch(),
                activity.microstate(),
                thread.map(Thread::getName),
                thread.map(busy -> List.of(busy.getStackTrace())).orElse(List.of()));
        lastStall = report;
        return report;
    }

    /** A fresh status task takes over under a new epoch, on a thread of its own; the old one's effects are refused. */
    void replaceTask(long now) {
        set.setStalled(true);
        patientSince = now;
        SlotTender.Takeover takeover = tender.takeOver();
        StatusTask fresh = newTask(takeover.epoch(), ownThread());
        task = fresh;
        takeover.effects().forEach(fresh::carryOut);
        fresh.wake();
    }

    /** Whether a call of a claim has been at the driver since before {@code now - limit}. */
    boolean hasCallLongerThan(Duration limit, long now) {
        for (Slot slot : set.slots()) {
            boolean suspicious = slot.ledger()
                    .held(now)
                    .filter(claim -> claim.executingNanos() > limit.toNanos())
                    .isPresent();
            if (suspicious) {
                return true;
            }
        }
        return false;
    }

    BackendView view() {
        SlotTender.Notes notes = tender.notes();
        return new BackendView(
                set.backend(),
                set.health(),
                set.stalled(),
                set.counts(),
                lastStatus.toNanos(),
                notes.epoch(),
                notes.refused(),
                notes.lastError(),
                Optional.ofNullable(lastStall));
    }

    /** Ends the threads; what is under way runs to its end. */
    void dispose() {
        connectThreads.shutdown();
        ThreadPoolExecutor own = statusThread;
        if (own != null) {
            own.shutdown();
        }
    }
}
