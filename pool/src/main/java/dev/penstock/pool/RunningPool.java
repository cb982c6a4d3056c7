package dev.penstock.pool;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.Backends;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.waits.WaitAccounts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The parts of one pool, and what is done with them together. Thread-safe, but for {@link #change}, which its data
 * source calls under a lock.
 *
 * @param current its settings at this moment
 * @param accounts what it waited on
 * @param claims the way of its claims
 * @param login as whom it connects
 * @param contact knows whether it ever did
 */
record RunningPool(
        AtomicReference<PoolSettings> current,
        WaitAccounts accounts,
        Claims claims,
        PoolLogin login,
        FirstContact contact) {
    private static final Duration FIRST_CONTACT_LIMIT = Duration.ofSeconds(30);

    PoolSettings settings() {
        return current.get();
    }

    Backends backends() {
        return claims.backends();
    }

    /** Starts its threads; where that fails, none is left. */
    void start() {
        login.watchedBy(new CredentialsWatch(settings().poolName(), login, backends()::credentialsChanged));
        try {
            backends().start();
        } catch (Throwable e) {
            abandon();
            throw e;
        }
    }

    /** Ends a pool that nobody has used. */
    void abandon() {
        claims.close();
        login.close();
        try {
            backends().close(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From here on, claims and slots obey the configuration as it is now. Sessions of another catalog are replaced. */
    void change(PenstockConfig config, boolean asWhom) {
        PoolSettings before = settings();
        PoolSettings fresh = Assembly.changed(config, before);
        current.set(fresh);
        claims.apply(fresh);
        if (!fresh.policy().equals(before.policy())) {
            backends().apply(fresh.policy());
        }
        if (!fresh.session().equals(before.session())) {
            backends().evict();
        }
        if (asWhom) {
            login.change(new Credentials(config.getUsername(), Assembly.password(config)));
            backends().credentialsChanged();
        }
    }

    /**
     * Waits for the first connection as HikariCP's initializationFailTimeout has it: above 0, attempts go on for so
     * many milliseconds, and until each backend had one; with 0, only a session that cannot be set up is a reason not
     * to start.
     *
     * @throws PoolStartException if there is none; the pool is not closed
     */
    void awaitFirstConnection(long timeoutMillis) throws InterruptedException {
        if (timeoutMillis < 0) {
            return;
        }
        long began = accounts.clock().nanoTime();
        long least = Duration.ofMillis(timeoutMillis).toNanos();
        long most = least
                + Math.max(
                        FIRST_CONTACT_LIMIT.toNanos(),
                        settings().connectionTimeout().toNanos());
        BooleanSupplier over = () -> {
            long waited = accounts.clock().nanoTime() - began;
            return contact.misconfigured().isPresent() || waited >= most || (waited >= least && failed());
        };
        contact.await(over);
        if (!contact.made() && (timeoutMillis > 0 || contact.misconfigured().isPresent())) {
            throw new PoolStartException("pool " + settings().poolName() + " did not start: it got no connection; "
                    + contact.misconfigured().map(Throwable::getMessage).orElseGet(this::state));
        }
    }

    private boolean failed() {
        List<BackendView> views = backends().views();
        return views.isEmpty()
                ? backends().discovered().failure().isPresent()
                : views.stream()
                        .allMatch(view ->
                                view.health() == BackendHealth.OFFLINE || view.health() == BackendHealth.REFUSED);
    }

    private String state() {
        List<BackendView> views = backends().views();
        return views.isEmpty()
                ? "no backend is known: "
                        + backends()
                                .discovered()
                                .failure()
                                .map(DiscoveryFailure::message)
                                .orElse("none was found")
                : views.stream().map(BackendView::toString).collect(Collectors.joining("; "));
    }
}
