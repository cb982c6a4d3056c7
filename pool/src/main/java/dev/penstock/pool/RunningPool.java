package dev.penstock.pool;

import dev.penstock.backends.BackendHealth;
import dev.penstock.backends.BackendView;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.service.Backends;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.claims.FirstConnectionLatch;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.source.CredentialsWatch;
import dev.penstock.pool.source.PoolLogin;
import dev.penstock.waits.WaitAccounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one pool, and what is done with them together. Thread-safe, but for {@link #change}, which its data
 * source calls under a lock.
 *
 * @param current its settings at this moment
 * @param accounts what it waited on
 * @param claims the way of its claims
 * @param login as whom it connects
 * @param contact knows whether it ever did
 * @param tellsRoles whether its servers can be asked for their role
 */
record RunningPool(
        AtomicReference<PoolSettings> current,
        WaitAccounts accounts,
        Claims claims,
        PoolLogin login,
        FirstConnectionLatch contact,
        boolean tellsRoles) {
    private static final Logger LOGGER = LoggerFactory.getLogger(PenstockDataSource.class);
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
            if (settings().claims().readOnlyRouting() != PoolSettings.ReadOnly.OFF) {
                backends().enableTarget(TargetServerType.SECONDARY);
            }
        } catch (Throwable e) {
            abandon();
            throw e;
        }
    }

    /** One claim, which is refused at once where its target can never be found. */
    Connection claim(ClaimOptions options) throws SQLException {
        TargetServerType target = options.target().orElse(TargetServerType.ANY);
        if (target != TargetServerType.ANY && !tellsRoles) {
            throw new SQLNonTransientConnectionException(
                    "pool " + settings().poolName() + ": a claim asks for the target '" + target
                            + "', which must be any here: only servers of a jdbc:postgresql URL are asked for their"
                            + " role",
                    "08001");
        }
        return claims.claim(options);
    }

    /** Closes it, and says who holds connections still after {@code limit}. */
    void close(Duration limit) {
        claims.close();
        login.close();
        try {
            if (!backends().close(limit)) {
                LOGGER.warn(
                        "pool {} is closed; still held: {}",
                        settings().poolName(),
                        claims.diagnosis().holders());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOGGER.warn(
                    "pool {}: closing was interrupted; connections still close as they are given back",
                    settings().poolName(),
                    e);
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

    /**
     * From here on, claims and slots obey the configuration as it is now. Sessions of another catalog are replaced.
     *
     * @param asWhom whether user or password are others; whoever changes them tells the backends, too
     */
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
                ? backends().backendSet().failure().isPresent()
                : views.stream()
                        .allMatch(view ->
                                view.health() == BackendHealth.OFFLINE || view.health() == BackendHealth.REFUSED);
    }

    private String state() {
        List<BackendView> views = backends().views();
        return views.isEmpty()
                ? "no backend is known: "
                        + backends()
                                .backendSet()
                                .failure()
                                .map(DiscoveryFailure::message)
                                .orElse("none was found")
                : views.stream().map(BackendView::toString).collect(Collectors.joining("; "));
    }
}
