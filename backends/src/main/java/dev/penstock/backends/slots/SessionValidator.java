package dev.penstock.backends.slots;

import dev.penstock.backends.Connector;
import dev.penstock.backends.threads.BoundedWorkers;
import dev.penstock.backends.threads.EventCount;
import dev.penstock.backends.threads.PoolRuntime;
import dev.penstock.backends.threads.SafeLog;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates connections of one backend for claims. The driver runs on the backend's own threads, so that a claimant
 * waits no longer than its limit. Thread-safe.
 */
final class SessionValidator {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.backends");

    private final String label;
    private final PoolRuntime runtime;
    private final Connector connector;
    private final BoundedWorkers threads;

    SessionValidator(String label, PoolRuntime runtime, Connector connector, BoundedWorkers threads) {
        this.label = label;
        this.runtime = runtime;
        this.connector = connector;
        this.threads = threads;
    }

    /** Whether the driver says within {@code limit} that the connection is valid. */
    boolean validate(Connection connection, Duration limit) throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        EventCount answers = new EventCount(runtime.threads().scheduler(), runtime.clock());
        BoundedWorkers.Call call = threads.submit(running -> {
            answer.complete(isValid(connection, limit));
            answers.signal();
        });
        boolean answered = false;
        try {
            answered = answers.await(answer::isDone, limit);
            if (!answered) {
                SafeLog.debug(LOGGER, "pool {}: validation of a connection to {} hangs", runtime.pool(), label);
            }
            return answered && answer.join();
        } finally {
            if (!answered) {
                call.cancel();
            }
        }
    }

    private boolean isValid(Connection connection, Duration limit) {
        try {
            return connector.isValid(connection, limit);
        } catch (Throwable e) {
            SafeLog.debug(LOGGER, "pool {}: a connection to {} failed its validation", runtime.pool(), label, e);
            return false;
        }
    }
}
