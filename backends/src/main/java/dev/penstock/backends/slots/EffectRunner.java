package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the effects of one backend's decisions: one method for each type of {@link Effect}. Thread-safe.
 *
 * <p>The status task calls these methods. No method blocks, apart from notifications:
 *
 * <ul>
 *   <li>Calls of the connector run on the {@link BackendThreads} of the backend, see {@link ConnectorWork}. Their
 *       result is a {@link StatusMessage}.
 *   <li>Deadlines and delays run on the pool's timer, see {@link Delays}. Their end is a {@link StatusMessage}, too.
 *   <li>Log lines run on the thread of the asynchronous log.
 *   <li>Notifications call the {@link SlotSetObserver} directly. If the observer blocks, the supervisor replaces the
 *       status task.
 * </ul>
 */
final class EffectRunner implements Effect.Handler {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private final SlotSet set;
    private final String label;
    private final ConnectorWork work;
    private final Delays delays;
    private final SlotSetObserver observer;
    private final WaitAccounts accounts;
    private final PoolRuntime runtime;

    /** Records when the status task runs; null until the controller is complete. */
    private volatile @Nullable StatusRoundTrips roundTrips;

    EffectRunner(
            SlotSet set,
            ConnectorWork work,
            Delays delays,
            SlotSetObserver observer,
            WaitAccounts accounts,
            PoolRuntime runtime) {
        this.set = set;
        this.label = set.backend().label();
        this.work = work;
        this.delays = delays;
        this.observer = observer;
        this.accounts = accounts;
        this.runtime = runtime;
    }

    /** Reports the runs of the status task to {@code trips} from now on. */
    void reportRunsTo(StatusRoundTrips trips) {
        roundTrips = trips;
    }

    /** The status task runs since {@code now}. */
    void beginRun(long now) {
        StatusRoundTrips trips = roundTrips;
        if (trips != null) {
            trips.markRunning(now);
        }
    }

    // Calls of the connector

    @Override
    public void connect(Effect.Connect effect) {
        work.connect(effect.slot(), effect.attempt());
    }

    @Override
    public void check(Effect.Check effect) {
        work.check(effect.slot(), effect.attempt(), effect.connection());
    }

    @Override
    public void abandonAttempt(Effect.AbandonAttempt effect) {
        work.abandon(effect);
    }

    @Override
    public void probe(Effect.Probe effect) {
        work.probe(effect);
    }

    @Override
    public void closeSession(Effect.CloseSession effect) {
        work.close(effect.session());
    }

    @Override
    public void abortSession(Effect.AbortSession effect) {
        work.abort(effect.slot(), effect.connection());
    }

    // Deadlines and delays

    @Override
    public void postLater(Effect.PostLater effect) {
        delays.postAtDeadline(effect.delay(), () -> withPresentState(effect.message()));
    }

    /** Adds the frames in which a late attempt hangs, or the fact that a late probe was not sent. */
    private StatusMessage withPresentState(StatusMessage message) {
        if (message instanceof StatusMessage.AttemptExpired expired) {
            return expired.withFrames(work.attemptFrames(expired.slot()));
        }
        if (message instanceof StatusMessage.ProbeExpired expired && !work.hasSent(expired.attempt())) {
            return new StatusMessage.ProbeExpired(expired.attempt(), false);
        }
        return message;
    }

    @Override
    public void awaitBackoff(Effect.AwaitBackoff effect) {
        StatusMessage end = new StatusMessage.ConnectDue(effect.slot(), effect.attempt());
        delays.postAfterWait(WaitEvent.SLOT_CONNECT_BACKOFF, effect.delay(), end);
    }

    @Override
    public void awaitPermit(Effect.AwaitPermit effect) {
        StatusMessage end = new StatusMessage.ConnectDue(effect.slot(), effect.attempt());
        delays.postAfterWait(WaitEvent.SLOT_CONNECT_PERMIT, effect.delay(), end);
    }

    // Notifications

    @Override
    public void offerSlot(Effect.OfferSlot effect, StatusTask task) {
        effect.slot().tracking.offered = task.wakeUp();
        observer.slotFree(effect.slot());
    }

    @Override
    public void forgetSlot(Effect.ForgetSlot effect) {
        work.forget(effect.slot());
        accounts.closeLedger(effect.slot().ledger());
        observer.slotGone();
    }

    @Override
    public void announceRoom(Effect.AnnounceRoom effect) {
        observer.slotGone();
    }

    @Override
    public void publishHealth(Effect.PublishHealth effect) {
        observer.healthChanged();
    }

    @Override
    public void publishRename(Effect.PublishRename effect) {
        observer.renamed();
    }

    @Override
    public void reply(Effect.Reply effect, StatusTask task) {
        observer.replied(new StatusReply(set.controller(), effect.request(), task));
    }

    // Log lines

    @Override
    public void logHealth(Effect.LogHealth effect) {
        accounts.flight()
                .healthChanged(label, effect.before().name(), effect.now().name(), effect.reason());
        boolean isWarning = effect.now() == BackendHealth.OFFLINE || effect.now() == BackendHealth.REFUSED;
        String form = "pool {}: backend {} was {} and is {}: {}";
        Object[] facts = {runtime.pool(), label, effect.before(), effect.now(), effect.reason()};
        if (isWarning) {
            runtime.log().warn(LOGGER, form, facts);
        } else {
            runtime.log().info(LOGGER, form, facts);
        }
    }

    @Override
    public void logWarning(Effect.LogWarning effect) {
        runtime.log().warn(LOGGER, "pool {}: backend {}: {}", runtime.pool(), label, effect.text());
    }

    @Override
    public void logFailure(Effect.LogFailure effect) {
        String form = "pool {}: backend {}: the decision on {} failed";
        String message = effect.message().describe(accounts.ids());
        runtime.log().error(LOGGER, form, runtime.pool(), label, message, effect.error());
    }

    @Override
    public void recordEvent(Effect.RecordEvent effect) {
        accounts.events().record(Optional.of(label), "backend " + label + ": " + effect.text());
    }

    /** Runs {@code line}, which writes a line to the log, on the log's own thread. */
    void write(Runnable line) {
        runtime.log().write(line);
    }
}
