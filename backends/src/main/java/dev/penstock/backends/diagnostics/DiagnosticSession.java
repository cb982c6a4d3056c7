package dev.penstock.backends.diagnostics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.sockets.DialledSockets;
import dev.penstock.discovery.Backend;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.text.ForeignText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The diagnostic session of one backend, opened by the first question. Thread-safe; only its worker waits for the
 * driver, and the lock is held for a few fields only.
 *
 * <p>One worker at a time runs as long as there is a question, or a session to close. A question that is not answered
 * in time gets a refusal; the sockets of its session are closed, so that the worker comes back. If the driver does not
 * come back nevertheless, later questions are refused, and no second session is opened.
 */
final class DiagnosticSession {
    private static final String NO_CONNECTION_LEFT = "53300";
    private static final int MOST_MESSAGE = 200;

    private final Backend backend;
    private final Connector connector;
    private final Executor threads;
    private final NanoClock clock;
    private final BlockingQuery query;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workerEnded = lock.newCondition();

    @GuardedBy("lock")
    private @Nullable Question question;

    @GuardedBy("lock")
    private boolean working;

    @GuardedBy("lock")
    private boolean closing;

    /** Whether the pool is closed: nothing is opened any more. */
    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private @Nullable DialledSockets sockets;

    @GuardedBy("lock")
    private @Nullable Connection connection;

    /** When the worker began to open the session, or when the session was used last. */
    @GuardedBy("lock")
    private long usedAt;

    /** A question and its answer to come. */
    private record Question(List<Integer> pids, long askedAt, CompletableFuture<ServerAnswer> answer) {
        void refuse(String reason) {
            answer.complete(ServerAnswer.refused(askedAt, reason));
        }
    }

    DiagnosticSession(
            Backend backend, Connector connector, Executor threads, NanoClock clock, BlockingQuery query, String name) {
        this.backend = backend;
        this.connector = connector;
        this.threads = threads;
        this.clock = clock;
        this.query = query;
        this.name = name;
    }

    /** Asks; a question that is under way gets no second one beside it. */
    CompletableFuture<ServerAnswer> ask(List<Integer> pids) {
        Question asked = new Question(List.copyOf(pids), clock.nanoTime(), new CompletableFuture<>());
        boolean start;
        lock.lock();
        try {
            Question before = question;
            if (before != null && !before.answer.isDone()) {
                return before.answer;
            }
            question = asked;
            start = !working;
            if (start) {
                usedAt = asked.askedAt; // an idle session does not hang before its worker runs
            }
            working = true;
        } finally {
            lock.unlock();
        }
        if (start) {
            start(asked);
        }
        return asked.answer;
    }

    private void start(Question asked) {
        try {
            threads.execute(this::work);
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                working = false;
                workerEnded.signalAll();
            } finally {
                lock.unlock();
            }
            asked.refuse("no thread can ask the server");
        }
    }

    private void work() {
        boolean more = true;
        while (more) {
            Question next = null;
            Connection old = null;
            lock.lock();
            try {
                if (closing) {
                    closing = false;
                    old = connection;
                    connection = null;
                } else if (question != null && !question.answer.isDone()) {
                    next = question;
                    usedAt = clock.nanoTime();
                } else {
                    working = false;
                    workerEnded.signalAll();
                    more = false;
                }
            } finally {
                lock.unlock();
            }
            if (old != null) {
                close(old);
            }
            if (next != null) {
                answer(next);
            }
        }
    }

    private void answer(Question asked) {
        Connection open = null;
        try {
            open = open();
            asked.answer.complete(query.ask(open, connector.serverProcess(open), asked.pids, asked.askedAt));
            markUsed();
        } catch (Throwable e) {
            asked.refuse(open == null ? whyNotOpen(e) : whyNotAnswered(e));
            markBroken();
        }
    }

    private void markUsed() {
        lock.lock();
        try {
            usedAt = clock.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private void markBroken() {
        lock.lock();
        try {
            closing = connection != null;
        } finally {
            lock.unlock();
        }
    }

    /** The connection; opens it if there is none. */
    private Connection open() throws SQLException {
        DialledSockets dialled = new DialledSockets(Optional.of(name));
        lock.lock();
        try {
            if (closed) {
                throw poolClosed();
            }
            if (connection != null) {
                return connection;
            }
            sockets = dialled;
        } finally {
            lock.unlock();
        }
        Connection fresh = dialled.during(() -> connector.connect(backend, ServerSessions.CONNECT));
        if (fresh == null) {
            throw new SQLException("the driver returned no connection", "08001");
        }
        lock.lock();
        try {
            connection = fresh;
            usedAt = clock.nanoTime(); // the first answer has its whole time after a slow connect
            if (closed) {
                throw poolClosed();
            }
        } finally {
            lock.unlock();
        }
        if (!dialled.markReady()) {
            throw new SQLException("the diagnostic session was opened too late", "08001");
        }
        fresh.setAutoCommit(true); // the question is a transaction of its own
        return fresh;
    }

    private static SQLException poolClosed() {
        return new SQLException("the pool is closed", "08003");
    }

    private void close(Connection old) {
        DialledSockets left;
        lock.lock();
        try {
            left = sockets;
        } finally {
            lock.unlock();
        }
        try {
            connector.close(old);
        } catch (Throwable e) {
            markUsed(); // the session is gone, or its sockets are closed next
        }
        if (left != null) {
            left.close();
        }
    }

    private String whyNotOpen(Throwable thrown) {
        return (sqlState(thrown).equals(NO_CONNECTION_LEFT)
                        ? "the server has no connection left for the diagnostic session"
                        : "the diagnostic session cannot be opened")
                + details(thrown);
    }

    private String whyNotAnswered(Throwable thrown) {
        String state = sqlState(thrown);
        boolean lost = state.startsWith("08") || state.startsWith("57P");
        return (lost ? "the diagnostic session was lost" : "the server refused the diagnostic question")
                + details(thrown);
    }

    private static String sqlState(Throwable thrown) {
        return thrown instanceof SQLException failure ? ForeignText.sqlState(failure.getSQLState()) : "";
    }

    private String details(Throwable thrown) {
        String state = sqlState(thrown);
        String message = connector.withoutSecrets(ForeignText.wholeMessage(thrown));
        return (state.isEmpty() ? "" : " (" + state + ")") + ": " + ForeignText.line(message, MOST_MESSAGE);
    }

    /** Whether nothing is left of the session. */
    boolean isUnused() {
        lock.lock();
        try {
            return !working && connection == null;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses a question that is late, and closes a session that nobody uses. Waits for nothing. */
    void tick(long now) {
        Question late = null;
        DialledSockets hanging = null;
        boolean start = false;
        lock.lock();
        try {
            Question asked = question;
            if (asked != null && !asked.answer.isDone() && now - asked.askedAt >= ServerSessions.ANSWER.toNanos()) {
                late = asked;
            }
            boolean opens = connection == null;
            Duration limit = opens ? ServerSessions.CONNECT : ServerSessions.ANSWER;
            if (working && now - usedAt >= limit.toNanos()) {
                hanging = sockets;
            } else if (!working && !opens && now - usedAt > ServerSessions.IDLE.toNanos()) {
                closing = true;
                working = true;
                start = true;
                usedAt = now; // the goodbye has its whole time
            }
        } finally {
            lock.unlock();
        }
        if (late != null) {
            late.refuse("the server did not answer the diagnostic session within " + ServerSessions.ANSWER.toMillis()
                    + " ms");
        }
        if (hanging != null) {
            hanging.close();
        }
        if (start) {
            start(new Question(List.of(), now, new CompletableFuture<>()));
        }
    }

    /** Ends the session, whatever its worker does. */
    void close() {
        DialledSockets open;
        Question asked;
        boolean start;
        lock.lock();
        try {
            closed = true;
            open = sockets;
            asked = question;
            start = !working && connection != null;
            closing = connection != null;
            working = working || start;
        } finally {
            lock.unlock();
        }
        if (asked != null) {
            asked.refuse("the pool is closed");
        }
        if (start) {
            start(new Question(List.of(), 0, new CompletableFuture<>()));
        }
        if (open != null && start) {
            watchGoodbye(open);
        } else if (open != null) {
            open.close();
        }
    }

    /** Bounds the goodbye to the server, on a thread of its own: nobody calls {@link #tick} any more. */
    private void watchGoodbye(DialledSockets open) {
        try {
            threads.execute(() -> {
                awaitWorker();
                open.close();
            });
        } catch (RuntimeException | Error e) {
            open.close();
        }
    }

    /** Returns when the worker ended, after the time limit of an answer, or on an interrupt. */
    private void awaitWorker() {
        lock.lock();
        try {
            long left = ServerSessions.ANSWER.toNanos();
            while (working && left > 0) {
                left = workerEnded.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
