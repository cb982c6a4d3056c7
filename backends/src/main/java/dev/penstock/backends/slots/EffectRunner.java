package dev.penstock.backends.slots;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.RoleReading;
import dev.penstock.backends.Stacks;
import dev.penstock.backends.threads.AsyncLog;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what was decided for one backend: hands I/O to its connect threads, and the rest to whom it concerns. */
public final class EffectRunner {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private static final List<WaitEvent> EVENTS = List.of(
            WaitEvent.SLOT_CONNECT,
            WaitEvent.SLOT_CONNECT_BACKOFF,
            WaitEvent.SLOT_CONNECT_PERMIT,
            WaitEvent.SLOT_CHECK,
            WaitEvent.SLOT_CLOSE,
            WaitEvent.BACKEND_PROBE,
            WaitEvent.SLOT_STATUS,
            WaitEvent.STATUS_DISPATCH,
            WaitEvent.STATUS_RUN);

    private final SlotSet set;
    private final String label;
    private final Context context;
    private final NanoClock clock;
    private final BackendThreads threads;
    private final Consumer<StatusMessage> mail;
    private final Deadlines deadlines;
    private final Closer closer;
    private final Map<WaitEvent, WaitMeter> meters = new EnumMap<>(WaitEvent.class);
    /** The last probe that a thread has begun to send. */
    private volatile int probed;

    private final Map<Slot, BoundedWorkers.Call> attempts = new ConcurrentHashMap<>();

    /** What the effects of every backend of a pool need. */
    public record Context(
            String pool,
            Connector connector,
            Supplier<BackendsPolicy> policies,
            WaitAccounts accounts,
            Machinery machinery,
            Observer observer) {
        /** What is to be obeyed at this moment. */
        public BackendsPolicy policy() {
            return policies.get();
        }

        public ScheduledExecutorService timer() {
            return machinery.timer();
        }

        /** A status task that was stalled has answered. */
        public void answersAgain(SlotSetController controller, int epoch) {
            String form = "pool {}: status task of {} answers again, epoch {}";
            machinery.teller().tell(() -> SafeLog.info(LOGGER, form, pool, controller.label(), epoch));
        }
    }

    /** What runs the work of a pool beside its executors: the supervisor's timer, and where threads come from. */
    public record Machinery(ScheduledExecutorService timer, ThreadSource threads, AsyncLog teller) {
        public Machinery(ScheduledExecutorService timer, ThreadSource threads, String pool) {
            this(timer, threads, new AsyncLog(threads, pool));
        }

        /** From here on nothing is planned, and the log has no thread of its own. */
        public void close() {
            timer.shutdownNow();
            teller.close();
        }
    }

    /** Who is told what happened, on the status task's thread. */
    public interface Observer {
        void slotFree(Slot slot);

        /** A slot is gone, or a connection that had none any more is closed: another may take its place. */
        void slotGone();

        void healthChanged();

        /** A backend has another name, priority or weight. */
        void renamed();

        /** A backend said that its role is another; on the thread that asked. */
        void roleChanged();

        void replied(SlotSet set, StatusMessage.Request request, StatusTask task);
    }

    EffectRunner(SlotSet set, Context context, BackendThreads threads, Consumer<StatusMessage> mail) {
        this.set = set;
        this.label = set.backend().label();
        this.context = context;
        this.clock = context.accounts().clock();
        this.threads = threads;
        this.mail = mail;
        this.deadlines = new Deadlines(context, label);
        for (WaitEvent event : EVENTS) {
            meters.put(event, context.accounts().meters().meter(event, label));
        }
        this.closer = new Closer(label, context, deadlines, threads.closes(), meter(WaitEvent.SLOT_CLOSE), () -> {
            mail.accept(new StatusMessage.SessionClosed());
            context.observer().slotGone();
        });
    }

    /**
     * The meter of an event at this backend; kept, so that what comes late does not make a retired backend known
     * again.
     */
    WaitMeter meter(WaitEvent event) {
        return Objects.requireNonNull(meters.get(event), "an event of backends");
    }

    void carryOut(Effect effect, StatusTask task) {
        if (effect instanceof Effect.Connect connect) {
            connect.slot().tracking.begins(connect.attempt());
            begin(connect.slot(), threads.connects().call(call -> connect(connect)));
        } else if (effect instanceof Effect.Check check) {
            check.slot().tracking.begins(check.attempt());
            begin(check.slot(), threads.checks().call(call -> check(check)));
        } else if (effect instanceof Effect.Probe probe) {
            BoundedWorkers.Call call = threads.probes().call(running -> probe(probe));
            deadlines.patiently(context.policy().status().probeTimeout(), call::giveUp);
            call.submit();
        } else if (effect instanceof Effect.AbandonAttempt giveUp) {
            giveUp(giveUp);
        } else if (effect instanceof Effect.CloseSession close) {
            close(close.session());
        } else if (effect instanceof Effect.SendLater later) {
            deadlines.patiently(later.delay(), () -> mail.accept(placed(later.message())));
        } else if (effect instanceof Effect.AwaitBackoff backoff) {
            pause(WaitEvent.SLOT_CONNECT_BACKOFF, backoff.delay(), backoff.slot(), backoff.attempt());
        } else if (effect instanceof Effect.AwaitPermit permit) {
            pause(WaitEvent.SLOT_CONNECT_PERMIT, permit.delay(), permit.slot(), permit.attempt());
        } else if (effect instanceof Effect.AbortSession abort) {
            closer.abort(abort.slot(), abort.connection());
        } else if (effect instanceof Effect.Reply reply) {
            context.observer().replied(set, reply.request(), task);
        } else if (effect.logs()) {
            tell(() -> log(effect));
        } else {
            pass(effect);
        }
    }

    /** Has something written to the log, for which nobody waits. */
    void tell(Runnable line) {
        context.machinery().teller().tell(line);
    }

    /** Known before it is handed over, so that it can be given up whatever becomes of who hands it over. */
    private void begin(Slot slot, BoundedWorkers.Call attempt) {
        attempts.put(slot, attempt);
        attempt.submit();
    }

    private void giveUp(Effect.AbandonAttempt effect) {
        BoundedWorkers.Call attempt = attempts.remove(effect.slot());
        AbandonedAttempt straggler = effect.straggler();
        if (straggler != null) {
            Runnable ended = () -> mail.accept(new StatusMessage.AttemptEnded(straggler));
            if (attempt == null || !deadlines.plan(ClosingSession.LIMIT, ended)) {
                ended.run();
            } else {
                attempt.whenOver(ended);
            }
        }
        if (attempt != null) {
            attempt.giveUp();
        }
    }

    /** Closes a connection elsewhere. */
    public void close(ClosingSession gone) {
        closer.close(gone);
    }

    private void pass(Effect effect) {
        if (effect instanceof Effect.OfferSlot offer) {
            context.observer().slotFree(offer.slot());
        } else if (effect instanceof Effect.ForgetSlot forget) {
            attempts.remove(forget.slot());
            context.accounts().closeLedger(forget.slot().ledger());
            context.observer().slotGone();
        } else if (effect instanceof Effect.PublishHealth) {
            context.observer().healthChanged();
        } else if (effect instanceof Effect.ReportRoom) {
            context.observer().slotGone();
        } else if (effect instanceof Effect.PublishRename) {
            context.observer().renamed();
        }
    }

    private void log(Effect effect) {
        if (effect instanceof Effect.LogHealth told) {
            logHealth(told.change());
        } else if (effect instanceof Effect.LogWarning note) {
            SafeLog.warn(LOGGER, "pool {}: backend {}: {}", context.pool(), label, note.text());
        } else if (effect instanceof Effect.LogFailure failed) {
            SafeLog.error(
                    LOGGER,
                    "pool {}: backend {}: deciding on {} failed",
                    context.pool(),
                    label,
                    failed.message(),
                    failed.error());
        }
    }

    /** What is late is told with the place where it is, or that it has none yet. */
    private StatusMessage placed(StatusMessage message) {
        if (message instanceof StatusMessage.AttemptExpired expired) {
            BoundedWorkers.Call call = attempts.get(expired.slot());
            return call == null ? expired : expired.at(Stacks.foreign(call.stack()));
        }
        if (message instanceof StatusMessage.ProbeExpired expired && probed - expired.attempt() < 0) {
            return new StatusMessage.ProbeExpired(expired.attempt(), false);
        }
        return message;
    }

    private void logHealth(Effect.PublishHealth change) {
        String form = "pool {}: backend {} was {} and is {}: {}";
        Object[] facts = {context.pool(), label, change.before(), change.now(), change.reason()};
        if (change.now() == BackendHealth.OFFLINE || change.now() == BackendHealth.REFUSED) {
            SafeLog.warn(LOGGER, form, facts);
        } else {
            SafeLog.info(LOGGER, form, facts);
        }
    }

    /** Whether the driver calls the connection valid within {@code limit}; the caller waits no longer. */
    boolean validate(Connection connection, Duration limit) throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        EventCount news = new EventCount(context.machinery().threads().scheduler(), clock);
        BoundedWorkers.Call call = threads.checks().submit(running -> {
            answer.complete(isValid(connection, limit));
            news.signal();
        });
        boolean answered = false;
        try {
            answered = news.await(answer::isDone, limit);
            if (!answered) {
                SafeLog.debug(LOGGER, "pool {}: validation of a connection to {} hangs", context.pool(), label);
            }
            return answered && answer.join();
        } finally {
            if (!answered) {
                call.giveUp();
            }
        }
    }

    private boolean isValid(Connection connection, Duration limit) {
        try {
            return context.connector().isValid(connection, limit);
        } catch (Throwable e) {
            SafeLog.debug(LOGGER, "pool {}: a connection to {} failed its validation", context.pool(), label, e);
            return false;
        }
    }

    /** A slot waits; it is due then. */
    private void pause(WaitEvent event, Duration delay, Slot slot, int attempt) {
        WaitMeter meter = meter(event);
        long began = clock.nanoTime();
        meter.begin();
        boolean planned = deadlines.plan(delay, () -> {
            meter.end(clock.nanoTime() - began);
            mail.accept(new StatusMessage.ConnectDue(slot, attempt));
        });
        if (!planned) {
            meter.end(0);
        }
    }

    private void connect(Effect.Connect effect) {
        Duration limit = context.policy().connect().timeout();
        AtomicReference<Connection> made = new AtomicReference<>();
        Throwable error = outcome(WaitEvent.SLOT_CONNECT, () -> {
            Connection fresh = context.connector().connect(set.backend(), limit);
            made.set(fresh);
            if (fresh != null) {
                askRole(fresh, limit);
            }
        });
        Connection connection = made.get();
        if (connection != null && error != null) {
            close(set.startClosing(connection));
            connection = null;
        }
        if (connection != null) {
            mail.accept(new StatusMessage.Connected(effect.slot(), effect.attempt(), connection));
        } else {
            Throwable reason = error == null ? new SQLException("the driver returned no connection", "08001") : error;
            mail.accept(new StatusMessage.ConnectFailed(effect.slot(), effect.attempt(), reason));
        }
    }

    /** What the server says counts from here on, before any claim can have the connection that it was asked on. */
    private void askRole(Connection connection, Duration limit) throws SQLException {
        long began = clock.nanoTime();
        Optional<RoleReading> reading = context.connector().role(connection, limit);
        long ended = clock.nanoTime();
        if (reading.isPresent() && set.role().observe(reading.get(), began, ended)) {
            context.observer().roleChanged();
        }
    }

    private void check(Effect.Check effect) {
        Duration limit = context.policy().life().validationTimeout();
        Throwable error = outcome(WaitEvent.SLOT_CHECK, () -> {
            if (!context.connector().isValid(effect.connection(), limit)) {
                throw new SQLException("the connection is not valid any more", "08006");
            }
            askRole(effect.connection(), limit);
        });
        mail.accept(new StatusMessage.CheckEnded(effect.slot(), effect.attempt(), error));
    }

    private void probe(Effect.Probe effect) {
        probed = effect.attempt();
        Duration limit = context.policy().status().probeTimeout();
        Throwable error =
                outcome(WaitEvent.BACKEND_PROBE, () -> context.connector().probe(set.backend(), limit));
        mail.accept(new StatusMessage.ProbeEnded(effect.attempt(), error));
    }

    /** What the connector threw, whatever it is; null where it ended well. */
    private @Nullable Throwable outcome(WaitEvent event, ConnectorCall call) {
        WaitMeter meter = meter(event);
        long began = clock.nanoTime();
        meter.begin();
        try {
            call.run();
            return null;
        } catch (Throwable e) {
            return e;
        } finally {
            meter.end(clock.nanoTime() - began);
        }
    }

    /** A call of the connector. */
    @FunctionalInterface
    private interface ConnectorCall {
        void run() throws Exception;
    }
}
