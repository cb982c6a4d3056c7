package dev.penstock.pool;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.ServiceName;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import dev.penstock.pool.console.ConsoleRegistration;
import dev.penstock.pool.console.ConsoleSecret;
import dev.penstock.pool.diagnosis.ClaimReports;
import dev.penstock.pool.diagnosis.Diagnosis;
import dev.penstock.pool.diagnosis.LeakWatch;
import dev.penstock.pool.health.PoolHealth;
import dev.penstock.pool.instrument.Instrument;
import dev.penstock.pool.instrument.InstrumentRegistration;
import dev.penstock.pool.instrument.PoolReadings;
import dev.penstock.pool.meters.PoolMeters;
import dev.penstock.pool.source.CredentialsWatcher;
import dev.penstock.pool.source.FirstConnectionLatch;
import dev.penstock.pool.source.PoolLogin;
import dev.penstock.pool.tracing.PoolTraces;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.history.Recorder;
import dev.penstock.waits.text.ForeignText;
import dev.penstock.waits.text.ShortList;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one pool, and the operations that need several of them. Thread-safe, except {@link #apply}, which the
 * data source calls under its lock.
 *
 * @param current the settings at this moment
 * @param claims the path of its claims
 * @param diagnosis tells why claims fail, and which claims hold slots
 * @param observers watch its claims
 * @param login the credentials of its connections
 * @param firstConnection the latch that opens with the first connection
 * @param reportsRoles whether its servers can be asked for their role
 * @param source the data source whose connections it takes; empty if a driver connects
 * @param meters its metrics, and the registries that show them
 * @param removals what ends with the pool; each returns calls of the application's code, which may hang
 */
record RunningPool(
        AtomicReference<PoolSettings> current,
        Claims claims,
        Diagnosis diagnosis,
        PoolFactory.Observers observers,
        PoolLogin login,
        FirstConnectionLatch firstConnection,
        boolean reportsRoles,
        Optional<DataSource> source,
        PoolMeters meters,
        List<Supplier<List<Runnable>>> removals) {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.pool");
    private static final Duration FIRST_CONNECTION_LIMIT = Duration.ofSeconds(30);

    PoolSettings settings() {
        return current.get();
    }

    LeakWatch leaks() {
        return observers.leaks();
    }

    Recorder recorder() {
        return observers.recorder();
    }

    ClaimReports reports() {
        return observers.reports();
    }

    PoolTraces traces() {
        return observers.traces();
    }

    Backends backends() {
        return claims.backends();
    }

    WaitAccounts accounts() {
        return claims.accounts();
    }

    /** Makes claims wait until they are resumed; throws an IllegalStateException without allowPoolSuspension. */
    void suspend() {
        if (!settings().claims().suspendable()) {
            throw new IllegalStateException(
                    "pool " + settings().poolName() + " cannot be suspended: set allowPoolSuspension before it starts");
        }
        claims.suspend();
        recordEvent("an operator suspended the pool");
    }

    /** Serves claims again. */
    void resume() {
        claims.resume();
        recordEvent("an operator resumed the pool");
    }

    /** Records a rare event of the whole pool. */
    void recordEvent(String text) {
        accounts().events().record(Optional.empty(), ForeignText.line(text));
    }

    /** Starts the threads of the pool. If that fails, no thread is left. */
    private void start() {
        PoolSettings initial = settings();
        login.setWatcher(new CredentialsWatcher(
                initial.poolName(),
                login,
                backends().threads().named("penstock-credentials-" + initial.poolName()),
                backends()::credentialsChanged));
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

    /** Reads the records of the pool as tables. */
    Instrument instrument() {
        return new Instrument(
                new PoolReadings(
                        settings().poolName(),
                        accounts().wallClock(),
                        accounts()::snapshot,
                        recorder(),
                        reports(),
                        observers.alerts(),
                        observers.lints(),
                        observers.chains(),
                        backends()::views,
                        backends()::discovery,
                        diagnosis::holdersWithSomeStacks,
                        leaks()::reports,
                        accounts()::recordedClaims,
                        claims::waiting,
                        () -> settings().policy().size().maximum(),
                        backends()::slotViews,
                        () -> settings().readings(),
                        traces()),
                meters);
    }

    /** The health of the pool at this moment, from its own state. */
    PoolHealth health() {
        return PoolHealth.of(new PoolHealth.State(
                backends().views(),
                claims.isOpen(),
                claims.waiting(),
                Duration.ofNanos(accounts().oldestWaitNanos()),
                backends().backendSet().failure().map(DiscoveryFailure::message)));
    }

    /** Begins to show the records over JMX; the returned registration ends that. */
    InstrumentRegistration registerInstrument() {
        String name = settings().poolName();
        InstrumentRegistration registration = new InstrumentRegistration(
                name,
                this::instrument,
                failure ->
                        SafeLog.warn(LOGGER, "pool {}: instrumentMBean is not registered as it should", name, failure));
        registration.begin();
        return registration;
    }

    /** Begins to open the console that the configuration asks for; null if it asks for none. */
    @Nullable
    ConsoleRegistration openConsole(PropertyMap properties) {
        return ConsoleRegistration.begin(
                settings().poolName(),
                this::instrument,
                properties.find(PropertyTable.CONSOLE_ADDRESS),
                ConsoleSecret.of(
                        properties.find(PropertyTable.CONSOLE_TOKEN),
                        properties.find(PropertyTable.CONSOLE_TOKEN_FILE)));
    }

    /**
     * Starts the threads of the pool as {@link #start()}, publishes the pool and logs its start.
     *
     * @param publish makes the pool known; if this throws, no thread is left
     * @param metricRegistry the registry that shows its metrics; null for none
     */
    void start(Consumer<RunningPool> publish, @Nullable Object metricRegistry) {
        start();
        try {
            publish.accept(this);
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
        meters.begin(metricRegistry, backends().threads());
        logStart();
    }

    private void logStart() {
        PoolSettings now = settings();
        SafeLog.info(
                LOGGER,
                "pool {} starts, with up to {} connections to {}",
                now.poolName(),
                now.policy().size().maximum(),
                service());
    }

    /** Makes a claim; refuses a claim at once if its target can never be found. */
    Connection claim(ClaimOptions options) throws SQLException {
        refuseTarget(options);
        return claims.claim(options);
    }

    /** Makes a claim that began at {@code began}, in nanoseconds of the pool's clock, and waited for the start. */
    Connection claim(ClaimOptions options, long began) throws SQLException {
        refuseTarget(options);
        return claims.claim(options, began);
    }

    private void refuseTarget(ClaimOptions options) throws SQLException {
        TargetServerType target = options.target().orElse(TargetServerType.ANY);
        if (target != TargetServerType.ANY && !reportsRoles) {
            throw new SQLNonTransientConnectionException(
                    "pool " + settings().poolName() + ": a claim asks for the target '" + target
                            + "', which must be any here: only servers of a jdbc:postgresql URL are asked for their"
                            + " role",
                    "08001");
        }
    }

    /** Closes the pool. Connections that are still held after closeTimeout are aborted. */
    void close() {
        PoolSettings now = settings();
        new PoolShutdown(this).run(now.life().closeTimeout());
        SafeLog.info(
                LOGGER,
                "pool {} is closed; it had up to {} connections to {}",
                now.poolName(),
                now.policy().size().maximum(),
                service());
    }

    /** Closes a pool that has made no claim. */
    void abandon() {
        new PoolShutdown(this).run(Duration.ZERO);
    }

    private ServiceName service() {
        return backends().backendSet().service();
    }

    /**
     * Checks that a running pool can make all changes.
     *
     * @throws IllegalStateException if a property is not live
     */
    static void requireLive(List<PropertyMap.Change> changes) {
        for (PropertyMap.Change change : changes) {
            if (!change.property().live()) {
                throw new IllegalStateException(
                        "the pool has started; " + change.property() + " cannot be changed any more");
            }
        }
    }

    private static boolean isCredential(PropertyMap.Change change) {
        return change.property().equals(PropertyTable.USERNAME)
                || change.property().equals(PropertyTable.PASSWORD);
    }

    /**
     * Applies a changed configuration to claims and slots.
     *
     * @param changes the changes that led to it
     * @return the rest of the change, which waits until the backends know: they try new credentials, and replace all
     *     sessions if the catalog has changed
     * @throws IllegalArgumentException if anything is wrong with the configuration; nothing is applied then
     */
    Runnable apply(PropertyMap properties, List<PropertyMap.Change> changes) {
        PoolSettings before = settings();
        PoolSettings fresh = PoolFactory.changed(properties, before);
        current.set(fresh);
        claims.apply();
        recordEvent("the configuration changed: "
                + changes.stream()
                        .map(change -> change.property().toString())
                        .distinct()
                        .toList());
        if (!fresh.policy().equals(before.policy())) {
            backends().apply(fresh.policy());
        }
        boolean newCredentials = changes.stream().anyMatch(RunningPool::isCredential);
        if (newCredentials) {
            login.setConfigured(PoolFactory.credentials(properties));
        }
        boolean newRegistry =
                changes.stream().anyMatch(change -> change.property().equals(PropertyTable.METRIC_REGISTRY));
        Object registry = properties.find(PropertyTable.METRIC_REGISTRY);
        boolean newSessions = !fresh.session().equals(before.session());
        return () -> {
            if (newRegistry) {
                meters.configure(registry);
            }
            if (newCredentials) {
                backends().credentialsChanged();
            }
            if (newSessions) {
                backends().operations().evict();
            }
        };
    }

    /**
     * Waits for the first connection, as HikariCP does for its initializationFailTimeout. Above 0, attempts go on for
     * that many milliseconds, and until each backend had one. With 0, only a session that cannot be set up prevents the
     * start; below 0, nothing does.
     *
     * @param close closes the pool if there is no connection
     * @throws PoolStartException if there is no connection
     */
    void awaitFirstConnection(long timeoutMillis, Runnable close) {
        try {
            awaitFirstConnection(timeoutMillis);
        } catch (RuntimeException | Error e) {
            close.run();
            throw e;
        } catch (InterruptedException e) {
            close.run();
            Thread.currentThread().interrupt();
            throw new PoolStartException(
                    "pool " + settings().poolName() + " did not start: its thread was interrupted");
        }
    }

    private void awaitFirstConnection(long timeoutMillis) throws InterruptedException {
        if (timeoutMillis < 0) {
            return;
        }
        long began = accounts().clock().nanoTime();
        long least = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        long more = Math.max(
                FIRST_CONNECTION_LIMIT.toNanos(), settings().claims().timeout().toNanos());
        long most = Math.min(least, Long.MAX_VALUE - more) + more;
        BooleanSupplier over = () -> {
            long waited = accounts().clock().nanoTime() - began;
            return firstConnection.setupFailure().isPresent()
                    || waited >= most
                    || (waited >= least && backends().isUnreachable());
        };
        firstConnection.await(over);
        if (!firstConnection.isOpen()
                && (timeoutMillis > 0 || firstConnection.setupFailure().isPresent())) {
            PoolStartException failure = new PoolStartException("pool "
                    + settings().poolName() + " did not start: it got no connection; "
                    + firstConnection.setupFailure().map(Throwable::getMessage).orElseGet(this::state));
            firstConnection
                    .setupFailure()
                    .map(Throwable.class::cast)
                    .or(backends()::lastFailure)
                    .ifPresent(failure::initCause);
            throw failure;
        }
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
                : BackendView.describe(views, view -> false, ShortList.MOST);
    }
}
