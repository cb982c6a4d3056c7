package dev.penstock.pool.diagnosis;

import dev.penstock.backends.service.Backends;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.text.ForeignText;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records each deadlock that the pool broke as a rare event, and logs at most one in ten seconds. Thread-safe. */
public final class DeadlockRecord implements Consumer<Deadlock> {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.claims");

    private final String pool;
    private final Backends backends;
    private final WaitAccounts accounts;
    private final LogLimit limit = new LogLimit();

    /** The record of one pool. */
    public DeadlockRecord(String pool, Backends backends, WaitAccounts accounts) {
        this.pool = pool;
        this.backends = backends;
        this.accounts = accounts;
    }

    @Override
    public void accept(Deadlock deadlock) {
        String text = "deadlock, and the claim of the first thread fails: " + deadlock;
        if (limit.permits(accounts.clock().nanoTime())) {
            backends.log().warn(LOGGER, "pool {}: {}", pool, text); // a logged line is a rare event
        } else {
            accounts.events().record(Optional.empty(), ForeignText.line(text));
        }
    }
}
