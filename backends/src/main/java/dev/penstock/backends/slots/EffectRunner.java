package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.Stacks;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the effects of one backend's decisions: one method for each type of {@link Effect}. Thread-safe.
 *
 * <h2>Who does the work</h2>
 *
 * The status task calls these methods and must not block. It therefore hands each kind of work on:
 *
 * <ul>
 *   <li>Connects, checks, probes and closes run on the {@link BackendThreads} of the backend. The result comes back
 *   as a
 *       {@link StatusMessage}.
 *   <li>Deadlines and delays run on the pool's timer. Their end comes back as a {@link StatusMessage}, too.
 *   <li>Log lines run on the thread of the asynchronous log.
 *   <li>Notifications call the {@link SlotSetObserver} directly. If it blocks, the supervisor replaces the status task.
 * </ul>
 *
 * <h2>Attempts</h2>
 *
 * {@link #attempts} has the call of each slot's connect attempt or check. A call is entered before it is submitted, so
 * that it can be cancelled in any case. The attempt's number says later whether its result still counts.
 */
final class EffectRunner implements Effect.Handler {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private final SlotSet set;
    private final String label;
    private final PoolContext context;
    private final BackendThreads threads;
    private final Consumer<StatusMessage> mailbox;
    private final BackendMeters meters;
    private final Deadlines deadlines;
    private final ConnectorCalls connector;
    private final Closer closer;
    private final Map<Slot, BoundedWorkers.Call> attempts = new ConcurrentHashMap<>();

    /** The number of the last probe that a thread has begun to send. */
    private volatile int sentProbe;

    /** Creates the runner of a backend; {@code mailbox} posts messages to the backend's status task. */
    EffectRunner(SlotSet set, PoolContext context, BackendThreads threads, Consumer<StatusMessage> mailbox) {
        this.set = set;
        this.label = set.backend().label();
        this.context = context;
        this.threads = threads;
        this.mailbox = mailbox;
        SlotSetObserver observer = context.observer();
        this.meters = new BackendMeters(context.accounts(), label);
        this.deadlines = new Deadlines(label, context.runtime(), context.policies());
        this.connector = new ConnectorCalls(
                set,
                context.connector(),
                context.policies(),
                meters,
                context.runtime().clock(),
                observer::roleChanged);
        this.closer = new Closer(label, context.runtime(), connector, deadlines, threads.closes(), new CloseListener());
    }

    private final class CloseListener implements Closer.Listener {
        @Override
        public void closed() {
            mailbox.accept(new StatusMessage.SessionClosed());
            context.observer().slotGone();
        }

        @Override
        public void unconfirmed(ClosingSession session) {
            mailbox.accept(new StatusMessage.SessionUnconfirmed(session));
        }
    }

    BackendMeters meters() {
        return meters;
    }

    Closer closer() {
        return closer;
    }

    // Calls of the connector

    @Override
    public void connect(Effect.Connect effect) {
        effect.slot().tracking.markBegun(effect.attempt());
        try {
            begin(effect.slot(), threads.connects().prepare(call -> runConnect(effect)));
        } catch (RuntimeException | Error e) {
            SQLException failure = new SQLException("no thread can begin the attempt", "08000", e);
            mailbox.accept(new StatusMessage.ConnectFailed(effect.slot(), effect.attempt(), failure));
        }
    }

    private void runConnect(Effect.Connect effect) {
        ConnectorCalls.Attempt result = connector.connect();
        if (result.connection() != null && result.error() == null) {
            mailbox.accept(new StatusMessage.Connected(effect.slot(), effect.attempt(), result.connection()));
            return;
        }
        if (result.connection() != null) {
            closer.close(set.startClosing(result.connection()));
        }
        if (result.error() != null) {
            mailbox.accept(new StatusMessage.ConnectFailed(effect.slot(), effect.attempt(), result.error()));
        }
    }

    @Override
    public void check(Effect.Check effect) {
        effect.slot().tracking.markBegun(effect.attempt());
        begin(effect.slot(), threads.checks().prepare(call -> {
            Throwable error = connector.check(effect.connection());
            mailbox.accept(new StatusMessage.CheckEnded(effect.slot(), effect.attempt(), error));
        }));
    }

    private void begin(Slot slot, BoundedWorkers.Call attempt) {
        attempts.put(slot, attempt);
        attempt.submit();
    }

    /**
     * Cancels the attempt. An abandoned connect attempt counts until its call has ended, at most
     * {@link ClosingSession#LIMIT}. Without a call, or once the pool is closed, it counts no longer.
     */
    @Override
    public void abandonAttempt(Effect.AbandonAttempt effect) {
        BoundedWorkers.Call attempt = attempts.remove(effect.slot());
        AbandonedAttempt abandoned = effect.abandoned();
        if (abandoned != null) {
            Runnable onEnd = () -> mailbox.accept(new StatusMessage.AttemptEnded(abandoned));
            if (attempt == null || !deadlines.trySchedule(ClosingSession.LIMIT, onEnd)) {
                onEnd.run();
            } else {
                attempt.whenEnded(onEnd);
            }
        }
        if (attempt != null) {
            attempt.cancel();
        }
    }

    @Override
    public void probe(Effect.Probe effect) {
        BoundedWorkers.Call call = threads.probes().prepare(running -> {
            sentProbe = effect.attempt();
            Throwable error = connector.probe();
            mailbox.accept(new StatusMessage.ProbeEnded(effect.attempt(), error));
        });
        deadlines.expire(context.policies().get().status().probeTimeout(), call::cancel);
        call.submit();
    }

    @Override
    public void closeSession(Effect.CloseSession effect) {
        closer.close(effect.session());
    }

    @Override
    public void abortSession(Effect.AbortSession effect) {
        closer.abort(effect.slot(), effect.connection());
    }

    // Deadlines and delays

    @Override
    public void postLater(Effect.PostLater effect) {
        deadlines.expire(effect.delay(), () -> mailbox.accept(withPresentState(effect.message())));
    }

    /** Adds the frame in which a late attempt hangs, or the fact that a late probe was not sent. */
    private StatusMessage withPresentState(StatusMessage message) {
        if (message instanceof StatusMessage.AttemptExpired expired) {
            BoundedWorkers.Call call = attempts.get(expired.slot());
            return call == null ? expired : expired.in(Stacks.foreign(call.stack()));
        }
        if (message instanceof StatusMessage.ProbeExpired expired && sentProbe - expired.attempt() < 0) {
            return new StatusMessage.ProbeExpired(expired.attempt(), false);
        }
        return message;
    }

    @Override
    public void awaitBackoff(Effect.AwaitBackoff effect) {
        await(WaitEvent.SLOT_CONNECT_BACKOFF, effect.delay(), effect.slot(), effect.attempt());
    }

    @Override
    public void awaitPermit(Effect.AwaitPermit effect) {
        await(WaitEvent.SLOT_CONNECT_PERMIT, effect.delay(), effect.slot(), effect.attempt());
    }

    private void await(WaitEvent event, Duration delay, Slot slot, int attempt) {
        WaitMeter meter = meters.meter(event);
        long began = context.runtime().clock().nanoTime();
        meter.begin();
        boolean scheduled = deadlines.trySchedule(delay, () -> {
            meter.end(context.runtime().clock().nanoTime() - began);
            mailbox.accept(new StatusMessage.ConnectDue(slot, attempt));
        });
        if (!scheduled) {
            meter.end(0);
        }
    }

    // Notifications

    @Override
    public void offerSlot(Effect.OfferSlot effect) {
        context.observer().slotFree(effect.slot());
    }

    @Override
    public void forgetSlot(Effect.ForgetSlot effect) {
        attempts.remove(effect.slot());
        context.accounts().closeLedger(effect.slot().ledger());
        context.observer().slotGone();
    }

    @Override
    public void announceRoom(Effect.AnnounceRoom effect) {
        context.observer().slotGone();
    }

    @Override
    public void publishHealth(Effect.PublishHealth effect) {
        context.observer().healthChanged();
    }

    @Override
    public void publishRename(Effect.PublishRename effect) {
        context.observer().renamed();
    }

    @Override
    public void reply(Effect.Reply effect, StatusTask task) {
        context.observer().replied(new StatusReply(set.controller(), effect.request(), task));
    }

    // Log lines

    @Override
    public void logHealth(Effect.LogHealth effect) {
        boolean isWarning = effect.now() == BackendHealth.OFFLINE || effect.now() == BackendHealth.REFUSED;
        String form = "pool {}: backend {} was {} and is {}: {}";
        Object[] facts = {context.runtime().pool(), label, effect.before(), effect.now(), effect.reason()};
        write(() -> {
            if (isWarning) {
                SafeLog.warn(LOGGER, form, facts);
            } else {
                SafeLog.info(LOGGER, form, facts);
            }
        });
    }

    @Override
    public void logWarning(Effect.LogWarning effect) {
        String form = "pool {}: backend {}: {}";
        write(() -> SafeLog.warn(LOGGER, form, context.runtime().pool(), label, effect.text()));
    }

    @Override
    public void logFailure(Effect.LogFailure effect) {
        String form = "pool {}: backend {}: the decision on {} failed";
        Object[] facts = {context.runtime().pool(), label, effect.message(), effect.error()};
        write(() -> SafeLog.error(LOGGER, form, facts));
    }

    /** Runs {@code line}, which writes a line to the log, on the log's own thread. */
    void write(Runnable line) {
        context.runtime().log().write(line);
    }
}
