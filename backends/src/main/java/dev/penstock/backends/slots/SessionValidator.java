package dev.penstock.backends.slots;

import dev.penstock.backends.Connector;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.NoThreadException;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates connections of one backend for claims. The driver runs on the backend's own threads, so that a claimant
 * waits no longer than its limit. Thread-safe.
 */
final class SessionValidator {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.sessions");

    private final String label;
    private final PoolRuntime runtime;
    private final Connector connector;
    private final BoundedWorkers threads;
    private final Consumer<Connection> abort;
    private final LogLimit failures = new LogLimit();

    /**
     * Creates the validator of a backend.
     *
     * @param abort aborts a connection on another thread, without waiting
     */
    SessionValidator(
            String label,
            PoolRuntime runtime,
            Connector connector,
            BoundedWorkers threads,
            Consumer<Connection> abort) {
        this.label = label;
        this.runtime = runtime;
        this.connector = connector;
        this.threads = threads;
        this.abort = abort;
    }

    /**
     * Whether the driver says within {@code limit} that the connection is valid. If it says nothing until then, the
     * connection is aborted: the session must not be used again. The same holds after an interrupt.
     *
     * @throws NoThreadException if no thread can ask the driver: the state of the connection is as before
     */
    boolean validate(Connection connection, Duration limit) throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        EventCount answers = new EventCount(runtime.threads().scheduler(), runtime.clock());
        BoundedWorkers.Call call = threads.prepare(running -> {
            answer.complete(isValid(connection, limit));
            answers.signal();
        });
        submit(call);
        boolean answered = false;
        try {
            answered = answers.await(answer::isDone, limit);
            if (!answered) {
                SafeLog.debug(LOGGER, "pool {}: validation of a connection to backend {} hangs", runtime.pool(), label);
            }
            return answered && answer.join();
        } finally {
            if (!answered && call.cancel()) {
                abort.accept(connection);
            }
        }
    }

    private void submit(BoundedWorkers.Call call) {
        try {
            call.submit();
        } catch (RuntimeException | Error e) {
            if (call.revoke()) {
                throw new NoThreadException("no thread can validate a connection to " + label, e);
            }
            throw e;
        }
    }

    /** Each failure costs a connection: the log says why, once in a while. */
    private void logFailure(Throwable failure) {
        if (failures.permits(runtime.clock().nanoTime())) {
            String reason = ServerErrors.describe(failure);
            String form = "pool {}: a connection to backend {} failed its validation: {}";
            runtime.log().write(() -> SafeLog.warn(LOGGER, form, runtime.pool(), label, reason));
        }
    }

    private boolean isValid(Connection connection, Duration limit) {
        try {
            return connector.isValid(connection, limit);
        } catch (Throwable e) {
            logFailure(e);
            return false;
        }
    }
}
