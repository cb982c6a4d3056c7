package dev.penstock.backends;

import dev.penstock.discovery.Backend;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitEvent;
import dev.penstock.waits.WaitMeter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what was decided for one backend: hands I/O to its connect threads, and the rest to whom it concerns. */
final class EffectRunner {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private final SlotSet set;
    private final String label;
    private final Context context;
    private final NanoClock clock;
    private final ExecutorService connectThreads;
    private final Consumer<StatusMessage> mail;
    private final Map<Slot, Future<?>> attempts = new ConcurrentHashMap<>();

    /** What the effects of every backend of a pool need. */
    record Context(
            String pool,
            Connector connector,
            BackendsPolicy policy,
            WaitAccounts accounts,
            ScheduledExecutorService timer,
            Observer observer) {}

    /** Who is told what happened, on the status task's thread. */
    interface Observer {
        void slotFree(Slot slot);

        void slotGone();

        void healthChanged();

        void replied(SlotSet set, StatusMessage.Request request, StatusTask task);
    }

    EffectRunner(SlotSet set, Context context, ExecutorService connectThreads, Consumer<StatusMessage> mail) {
        this.set = set;
        this.label = set.backend().label();
        this.context = context;
        this.clock = context.accounts().clock();
        this.connectThreads = connectThreads;
        this.mail = mail;
    }

    void carryOut(Effect effect, StatusTask task) {
        if (effect instanceof Effect.Connect connect) {
            connect.slot().care.begun = connect.attempt();
            submit(connect.slot(), () -> connect(connect));
        } else if (effect instanceof Effect.Check check) {
            check.slot().care.begun = check.attempt();
            submit(check.slot(), () -> check(check));
        } else if (effect instanceof Effect.Probe probe) {
            submitBounded(context.policy().status().probeTimeout(), () -> probe(probe));
        } else if (effect instanceof Effect.GiveUp giveUp) {
            Future<?> attempt = attempts.remove(giveUp.slot());
            if (attempt != null) {
                attempt.cancel(true);
            }
        } else if (effect instanceof Effect.Close close) {
            close(close.connection());
        } else if (effect instanceof Effect.Later later) {
            schedule(later.delay(), () -> mail.accept(later.message()));
        } else if (effect instanceof Effect.Backoff backoff) {
            backOff(backoff);
        } else if (effect instanceof Effect.Reply reply) {
            context.observer().replied(set, reply.request(), task);
        } else {
            tell(effect);
        }
    }

    private void tell(Effect effect) {
        if (effect instanceof Effect.Offer offer) {
            context.observer().slotFree(offer.slot());
        } else if (effect instanceof Effect.Forget forget) {
            attempts.remove(forget.slot());
            context.accounts().closeLedger(forget.slot().ledger());
            context.observer().slotGone();
        } else if (effect instanceof Effect.HealthChanged change) {
            logHealth(change);
            context.observer().healthChanged();
        } else if (effect instanceof Effect.Note note) {
            LOGGER.warn("pool {}: backend {}: {}", context.pool(), label, note.text());
        }
    }

    private void logHealth(Effect.HealthChanged change) {
        String form = "pool {}: backend {} was {} and is {}: {}";
        Object[] facts = {context.pool(), label, change.before(), change.now(), change.reason()};
        if (change.now() == BackendHealth.OFFLINE || change.now() == BackendHealth.REFUSED) {
            LOGGER.warn(form, facts);
        } else {
            LOGGER.info(form, facts);
        }
    }

    /** Closes a connection on the backend's own threads, so that nobody waits for it. */
    void close(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        submitBounded(context.policy().connect().timeout(), () -> {
            Throwable error = outcome(WaitEvent.SLOT_CLOSE, () -> context.connector().close(connection));
            if (error != null) {
                LOGGER.debug("pool {}: a connection to {} did not close cleanly", context.pool(), label, error);
            }
        });
    }

    /** Whether the driver calls the connection valid within {@code limit}; the caller waits no longer. */
    boolean validate(Connection connection, Duration limit) throws InterruptedException {
        Future<Boolean> answer = connectThreads.submit(() -> context.connector().isValid(connection, limit));
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOGGER.debug("pool {}: a connection to {} failed its validation", context.pool(), label, e);
            return false;
        } catch (TimeoutException e) {
            LOGGER.debug("pool {}: validation of a connection to {} hangs", context.pool(), label, e);
            return false;
        } finally {
            answer.cancel(true);
        }
    }

    private void backOff(Effect.Backoff backoff) {
        WaitMeter meter = context.accounts().meters().meter(WaitEvent.SLOT_CONNECT_BACKOFF, label);
        long began = clock.nanoTime();
        meter.begin();
        boolean planned = schedule(backoff.delay(), () -> {
            meter.end(clock.nanoTime() - began);
            mail.accept(new StatusMessage.Due(backoff.slot(), backoff.attempt()));
        });
        if (!planned) {
            meter.end(0);
        }
    }

    private boolean schedule(Duration delay, Runnable work) {
        try {
            context.timer().schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            LOGGER.debug("pool {} is closed: nothing is planned for {} any more", context.pool(), label, e);
            return false;
        }
    }

    private void submit(Slot slot, Runnable work) {
        attempts.put(slot, connectThreads.submit(work));
    }

    /** For work that no message gives up: it is interrupted at its limit. */
    private void submitBounded(Duration limit, Runnable work) {
        Future<?> running = connectThreads.submit(work);
        schedule(limit, () -> running.cancel(true));
    }

    private void connect(Effect.Connect effect) {
        Duration limit = context.policy().connect().timeout();
        AtomicReference<Connection> made = new AtomicReference<>();
        Throwable error = outcome(
                WaitEvent.SLOT_CONNECT, () -> made.set(context.connector().connect(set.backend(), limit)));
        Connection connection = made.get();
        if (connection != null) {
            mail.accept(new StatusMessage.Connected(effect.slot(), effect.attempt(), connection));
        } else {
            Throwable reason = error == null ? new SQLException("the driver returned no connection", "08001") : error;
            mail.accept(new StatusMessage.ConnectFailed(effect.slot(), effect.attempt(), reason));
        }
    }

    private void check(Effect.Check effect) {
        Duration limit = context.policy().life().validationTimeout();
        Throwable error = outcome(WaitEvent.SLOT_CHECK, () -> {
            if (!context.connector().isValid(effect.connection(), limit)) {
                throw new SQLException("the connection is not valid any more", "08006");
            }
        });
        mail.accept(new StatusMessage.Checked(effect.slot(), effect.attempt(), error));
    }

    private void probe(Effect.Probe effect) {
        Duration limit = context.policy().status().probeTimeout();
        Throwable error = outcome(WaitEvent.BACKEND_PROBE, () -> context.connector().probe(set.backend(), limit));
        mail.accept(new StatusMessage.Probed(effect.attempt(), error));
    }

    /** What the connector threw, whatever it is; null where it ended well. */
    private @Nullable Throwable outcome(WaitEvent event, ConnectorCall call) {
        WaitMeter meter = context.accounts().meters().meter(event, label);
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
