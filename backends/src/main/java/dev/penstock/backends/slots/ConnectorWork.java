package dev.penstock.backends.slots;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.Stacks;
import dev.penstock.backends.sockets.BackendSockets;
import dev.penstock.backends.sockets.DialledSockets;
import dev.penstock.backends.threads.BackendThreads;
import dev.penstock.backends.threads.BoundedWorkers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the connector that the status task of one backend asks for: connects, checks, probes and closes. They
 * run on the backend's own {@link BackendThreads}, and each result reaches the status task as a {@link StatusMessage}.
 * No method waits for the driver. Thread-safe.
 *
 * <p>{@link #attempts} has the call of each slot's connect attempt or check. A call is entered before it is submitted,
 * so that it can be cancelled in any case. The attempt's number says later whether its result still counts.
 *
 * <p>A cancelled call ends, whatever the driver does, because its sockets are closed. A connect attempt also ends by
 * itself {@link #GRACE} after its deadline, if no status task has abandoned it by then.
 */
final class ConnectorWork {
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final SlotSet set;
    private final BackendThreads threads;
    private final ConnectorCalls connector;
    private final Closer closer;
    private final BackendSockets sockets;
    private final Deadlines deadlines;
    private final Consumer<StatusMessage> mailbox;
    private final Map<Slot, Running> attempts = new ConcurrentHashMap<>();

    /** The probes while the backend has no slots. */
    private final SharedProbe sharedProbe = new SharedProbe();

    /** The number of the last probe that a thread has begun to send. */
    private final AtomicInteger sentProbe = new AtomicInteger();

    /** The call of the attempt of that number, and the way in which its sockets are closed if it is cancelled. */
    private record Running(int attempt, BoundedWorkers.Call call, Runnable onCancel) {}

    /** Creates the work of a backend; its results go to {@code mailbox}, the mailbox of the backend's status task. */
    ConnectorWork(
            SlotSet set,
            BackendThreads threads,
            ConnectorCalls connector,
            Closer closer,
            Deadlines deadlines,
            Consumer<StatusMessage> mailbox) {
        this.set = set;
        this.threads = threads;
        this.connector = connector;
        this.closer = closer;
        this.sockets = closer.sockets();
        this.deadlines = deadlines;
        this.mailbox = mailbox;
    }

    /** Begins a connect attempt of the slot. If no thread can begin it, the attempt fails. */
    void connect(Slot slot, int attempt) {
        DialledSockets dialled = new DialledSockets(Optional.of(set.sessions().nameOf(slot.id())));
        try {
            BoundedWorkers.Call call = threads.connects().prepare(running -> runConnect(slot, attempt, dialled));
            begin(slot, new Running(attempt, call, () -> giveUp(dialled)));
        } catch (RuntimeException | Error e) {
            SQLException failure = new SQLException("no thread can begin the attempt", "08000", e);
            mailbox.accept(new StatusMessage.ConnectFailed(slot, attempt, failure));
        }
    }

    private void runConnect(Slot slot, int attempt, DialledSockets dialled) {
        sockets.begin(dialled);
        deadlines.expire(connector.connectTimeout().plus(GRACE), dialled::expire);
        ConnectorCalls.Attempt result = connector.connect(slot.id(), dialled);
        Connection opened = result.connection();
        Throwable error = result.error();
        if (opened == null) {
            sockets.end(dialled);
        } else if (!sockets.keep(opened, dialled) && error == null) {
            error = new SQLException("the attempt was given up just before the session was ready", "08001");
        }
        if (opened != null && error == null) {
            mailbox.accept(new StatusMessage.Connected(slot, attempt, opened, result.pid()));
            return;
        }
        if (opened != null) {
            set.sessions().openedInVain();
            closer.close(set.startClosing(opened));
        }
        if (error != null) {
            mailbox.accept(new StatusMessage.ConnectFailed(slot, attempt, error));
        }
    }

    /** Closes the sockets of a connect attempt. A connection that is open already is aborted on another thread. */
    private void giveUp(DialledSockets dialled) {
        dialled.close();
        dialled.opened().ifPresent(closer::abortHanging);
    }

    /** Begins to check the connection of the slot. */
    void check(Slot slot, int attempt, Connection connection) {
        BoundedWorkers.Call call = threads.checks().prepare(running -> {
            Throwable error = connector.check(connection);
            mailbox.accept(new StatusMessage.CheckEnded(slot, attempt, error));
        });
        try {
            begin(slot, new Running(attempt, call, () -> closer.abortHanging(connection)));
        } catch (RuntimeException | Error e) {
            attempts.remove(slot);
            // No silence of the server: the check has not begun, and the other sessions are none the worse.
            SQLException failure = new SQLException("no thread can begin the check", "08000", e);
            mailbox.accept(new StatusMessage.CheckEnded(slot, attempt, failure));
        }
    }

    /** Begins nothing if a newer attempt has begun: this thread then belongs to a status task that was replaced. */
    private void begin(Slot slot, Running running) {
        if (slot.tracking.markBegun(running.attempt())) {
            attempts.put(slot, running);
            running.call().submit();
        }
    }

    /**
     * Cancels the attempt or check of the slot. An abandoned connect attempt counts until its call has ended, at most
     * {@link ClosingSession#LIMIT}. If no call is under way, or if the pool is closed, the attempt ends at once. A
     * status task that was replaced may ask late: the next attempt of the slot goes on.
     */
    void abandon(Effect.AbandonAttempt effect) {
        Running running = removeAttempt(effect.slot(), effect.attempt());
        BoundedWorkers.Call call = running == null ? null : running.call();
        AbandonedAttempt abandoned = effect.abandoned();
        if (abandoned != null) {
            Runnable onEnd = () -> mailbox.accept(new StatusMessage.AttemptEnded(abandoned));
            if (call == null || !deadlines.trySchedule(ClosingSession.LIMIT, onEnd)) {
                onEnd.run();
            } else {
                call.whenEnded(onEnd);
            }
        }
        if (running != null && running.call().cancel()) {
            running.onCancel().run();
        }
    }

    private @Nullable Running removeAttempt(Slot slot, int attempt) {
        Running running = attempts.get(slot);
        return running != null && running.attempt() == attempt && attempts.remove(slot, running) ? running : null;
    }

    /** Forgets the attempts of a slot that is gone. */
    void forget(Slot slot) {
        attempts.remove(slot);
    }

    /** Begins to probe the server. */
    void probe(Effect.Probe effect) {
        if (effect.shared()) {
            sharedProbe.send(effect.attempt());
            return;
        }
        int attempt = effect.attempt();
        DialledSockets dialled = new DialledSockets();
        BoundedWorkers.Call call = threads.probes().prepare(running -> {
            markSent(attempt);
            sendProbe(attempt, dialled);
        });
        deadlines.expire(connector.probeTimeout(), () -> {
            if (call.cancel()) {
                dialled.close();
            }
        });
        call.submit();
    }

    /** A shared probe may get its thread after a later probe of the backend's own. */
    private void markSent(int attempt) {
        sentProbe.updateAndGet(last -> Math.max(last, attempt));
    }

    private void sendProbe(int attempt, DialledSockets dialled) {
        sockets.begin(dialled);
        Throwable error = connector.probe(dialled);
        sockets.end(dialled);
        mailbox.accept(new StatusMessage.ProbeEnded(attempt, error));
    }

    /** Closes a session, see {@link Closer#close}. */
    void close(ClosingSession session) {
        closer.close(session);
    }

    /** Aborts the connection that a claim holds, see {@link Closer#abort}. */
    void abort(Slot slot, Connection connection) {
        closer.abort(slot, connection);
    }

    /** The frames in which the attempt or check of the slot is at this moment; empty if no thread runs it. */
    Optional<String> attemptFrames(Slot slot) {
        Running running = attempts.get(slot);
        return running == null
                ? Optional.empty()
                : Stacks.foreign(running.call().stack());
    }

    /** Whether a thread has begun to send the probe of that number, or a later one. */
    boolean hasSent(int probe) {
        return sentProbe.get() >= probe;
    }

    /**
     * The probes while the backend has no slots, on threads that all such backends share. A probe that waits for a
     * thread is sent under the last number asked for. A server that hangs has one thread at most: its next probe begins
     * when that thread is free.
     */
    private final class SharedProbe {
        private final ReentrantLock lock = new ReentrantLock();

        /** The number of the last probe that the status task asked for. */
        @GuardedBy("lock")
        private int asked;

        /** Whether a probe waits for a thread or has one. */
        @GuardedBy("lock")
        private boolean underWay;

        void send(int attempt) {
            lock.lock();
            try {
                asked = attempt;
                if (underWay) {
                    return;
                }
                underWay = true;
            } finally {
                lock.unlock();
            }
            try {
                threads.sharedProbes().submit(this::run);
            } catch (RuntimeException | Error e) {
                deadlines.expire(connector.probeTimeout(), () -> end(attempt - 1));
                throw e;
            }
        }

        private void run(BoundedWorkers.Call call) {
            int attempt = lastAsked();
            try {
                markSent(attempt);
                DialledSockets dialled = new DialledSockets();
                deadlines.expire(connector.probeTimeout(), () -> {
                    if (call.cancel()) {
                        dialled.close();
                    }
                    mailbox.accept(new StatusMessage.ProbeExpired(attempt, true));
                });
                sendProbe(attempt, dialled);
            } finally {
                end(attempt);
            }
        }

        private int lastAsked() {
            lock.lock();
            try {
                return asked;
            } finally {
                lock.unlock();
            }
        }

        /** Lets the status task ask again if it has asked for a later probe than the one that ends. */
        private void end(int attempt) {
            int last;
            lock.lock();
            try {
                underWay = false;
                last = asked;
            } finally {
                lock.unlock();
            }
            if (last != attempt) {
                mailbox.accept(new StatusMessage.ProbeExpired(last, false));
            }
        }
    }
}
