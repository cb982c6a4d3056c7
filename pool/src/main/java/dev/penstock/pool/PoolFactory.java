package dev.penstock.pool;

import dev.penstock.backends.Balance;
import dev.penstock.backends.Connector;
import dev.penstock.backends.Scheduler;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.BackendsDependencies;
import dev.penstock.backends.threads.LogLimit;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.backends.threads.SafeLog;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.Resolver;
import dev.penstock.pool.alerting.AlertEngine;
import dev.penstock.pool.blocking.PoolChains;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.claims.SlotEvents;
import dev.penstock.pool.config.ApplicationClasses;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import dev.penstock.pool.config.SettingsCheck;
import dev.penstock.pool.deadlocks.Deadlock;
import dev.penstock.pool.diagnosis.ClaimReports;
import dev.penstock.pool.diagnosis.ClaimsInFlight;
import dev.penstock.pool.diagnosis.DeadlockRecord;
import dev.penstock.pool.diagnosis.Diagnosis;
import dev.penstock.pool.diagnosis.LeakWatch;
import dev.penstock.pool.diagnosis.SelfCheck;
import dev.penstock.pool.linting.LintEngine;
import dev.penstock.pool.meters.MeterSource;
import dev.penstock.pool.meters.PoolMeters;
import dev.penstock.pool.source.ConnectionSource;
import dev.penstock.pool.source.DatabaseAttributes;
import dev.penstock.pool.source.FirstConnectionLatch;
import dev.penstock.pool.source.PoolLogin;
import dev.penstock.pool.source.RedactingConnector;
import dev.penstock.pool.source.ResolverFactory;
import dev.penstock.pool.tracing.FlightTracing;
import dev.penstock.pool.tracing.PoolTraces;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.history.Promise;
import dev.penstock.waits.history.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks a configuration, and creates a pool of it. */
final class PoolFactory {
    private static final Logger LOGGER = LoggerFactory.getLogger("dev.penstock.pool");

    private PoolFactory() {}

    /**
     * Checks a configuration.
     *
     * @throws IllegalArgumentException if anything is wrong; the message names every wrong property, its value and the
     *     rule that the value breaks
     */
    static void check(PropertyMap properties) {
        checked(properties);
    }

    /** The objects that a configuration names, found or created by the check. */
    private record Checked(
            ConnectionSource source,
            Optional<SQLExceptionOverride> exceptionOverride,
            Optional<CredentialsProvider> provider) {}

    private static Checked checked(PropertyMap properties) {
        List<String> errors = new ArrayList<>();
        SettingsCheck.check(properties, errors);
        Optional<ConnectionSource> source = ConnectionSource.of(properties, errors);
        Optional<SQLExceptionOverride> exceptionOverride = extension(
                properties, PropertyTable.EXCEPTION_OVERRIDE, PropertyTable.EXCEPTION_OVERRIDE_CLASS_NAME, errors);
        Optional<CredentialsProvider> provider = extension(
                properties, PropertyTable.CREDENTIALS_PROVIDER, PropertyTable.CREDENTIALS_PROVIDER_CLASS_NAME, errors);
        checkRegistry(properties, errors);
        source.filter(found -> !found.reportsRoles()).ifPresent(found -> refuseRoles(properties, errors));
        refuseIfAny(errors);
        return new Checked(source.orElseThrow(), exceptionOverride, provider);
    }

    private static void checkRegistry(PropertyMap properties, List<String> errors) {
        Object registry = properties.find(PropertyTable.METRIC_REGISTRY);
        if (registry != null) {
            PoolMeters.refusal(registry).ifPresent(reason -> errors.add("metricRegistry " + reason));
        }
    }

    private static void refuseIfAny(List<String> errors) {
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("configuration: " + String.join("; ", errors));
        }
    }

    /** Refuses properties that need servers whose role can be asked. */
    private static void refuseRoles(PropertyMap properties, List<String> errors) {
        String target = properties.get(PropertyTable.TARGET_SERVER_TYPE);
        if (!target.equals(TargetServerType.ANY.label())) {
            errors.add("targetServerType '" + target + "' must be any here:"
                    + " only servers of a jdbc:postgresql URL are asked for their role");
        }
        if (Balance.LATENCY.name().equalsIgnoreCase(properties.get(PropertyTable.BALANCE))) {
            errors.add("balance 'latency' must be another here:"
                    + " only the latency of servers of a jdbc:postgresql URL is measured");
        }
    }

    private static <T> Optional<T> extension(
            PropertyMap properties, Property<T> property, Property<String> byClass, List<String> errors) {
        T given = properties.find(property);
        String className = properties.find(byClass);
        if (given != null && className != null) {
            errors.add(property + " and " + byClass + " '" + className + "' are set: leave one of them out");
        }
        if (given == null && className != null) {
            try {
                return Optional.of(ApplicationClasses.newInstance(className, property.type()));
            } catch (IllegalArgumentException e) {
                errors.add(byClass + " '" + className + "' " + e.getMessage());
            }
        }
        return Optional.ofNullable(given);
    }

    /**
     * The settings of a running pool after a change of its configuration.
     *
     * @throws IllegalArgumentException if anything is wrong
     */
    static PoolSettings changed(PropertyMap properties, PoolSettings before) {
        List<String> errors = new ArrayList<>();
        SettingsCheck.check(properties, errors);
        checkRegistry(properties, errors);
        refuseIfAny(errors);
        return PoolSettings.of(properties, before.poolName(), before.claims().exceptionOverride());
    }

    /**
     * Creates the parts of a pool; starts none of them.
     *
     * @param given replaces the parts that the configuration describes
     * @throws IllegalArgumentException if anything is wrong with the configuration; the message names every error
     */
    static RunningPool create(PropertyMap properties, Optional<PoolParts> given) {
        Checked checked = checked(properties);
        String name = name(properties);
        PoolSettings settings = PoolSettings.of(properties, name, checked.exceptionOverride());
        checked.source().url().warning().ifPresent(warning -> SafeLog.warn(LOGGER, "pool {}: {}", name, warning));
        AtomicReference<PoolSettings> current = new AtomicReference<>(settings);
        Supplier<PoolSettings> present = current::get;
        PoolParts parts = given.orElse(null);
        NanoClock clock = parts == null ? NanoClock.system() : parts.clock();
        InstantSource wallClock = wallClock(clock, given.isPresent());
        WaitAccounts accounts = new WaitAccounts(
                clock, new CorrelationIds(), wallClock, checked.source().syntax());
        PoolLogin login = new PoolLogin(checked.source(), credentials(properties), checked.provider());
        Connector driver = parts == null ? connector(checked.source(), login, present, properties) : parts.connector();
        FirstConnectionLatch firstConnection = new FirstConnectionLatch(new RedactingConnector(driver, login::secrets));
        ThreadSource threads = threads(properties, parts);
        var owner = new DiscoveryContext.Owner(name, threads.named("penstock-resolver-" + name));
        BackendsDependencies dependencies = new BackendsDependencies(
                name,
                resolver(checked, properties, parts, accounts, owner),
                firstConnection,
                settings.policy(),
                accounts,
                new PoolThreads(properties.find(PropertyTable.STATUS_EXECUTOR), threads),
                settings.routing());
        SlotEvents events = new SlotEvents();
        Backends backends = new Backends(dependencies, events);
        PoolChains chains = PoolChains.of(dependencies, backends, wallClock, unasked(properties, checked, given));
        Observers observers = Observers.of(present, accounts, backends, wallClock, events::waiting, chains);
        Diagnosis diagnosis = observers.diagnosis(present, events::waiting, unstartedFor(firstConnection, clock));
        Claims claims = Claims.create(present, accounts, backends, events, diagnosis, observers.onBeat(present));
        observers.observe(claims, new DeadlockRecord(name, backends, accounts));
        boolean reportsRoles = given.isPresent() || checked.source().reportsRoles();
        Optional<DataSource> wrapped = checked.source().wrapped();
        PoolMeters meters = new PoolMeters(meterSource(properties, present, claims, observers, checked));
        List<Supplier<List<Runnable>>> removals = new ArrayList<>(List.of(meters::end));
        return new RunningPool(
                current, claims, diagnosis, observers, login, firstConnection, reportsRoles, wrapped, meters, removals);
    }

    private static Resolver resolver(
            Checked checked,
            PropertyMap properties,
            @Nullable PoolParts parts,
            WaitAccounts accounts,
            DiscoveryContext.Owner owner) {
        return parts == null ? ResolverFactory.create(checked.source(), properties, accounts, owner) : parts.resolver();
    }

    private static String name(PropertyMap properties) {
        String configured = properties.find(PropertyTable.POOL_NAME);
        return configured == null ? PoolSettings.generateName() : configured;
    }

    private static MeterSource meterSource(
            PropertyMap properties,
            Supplier<PoolSettings> settings,
            Claims claims,
            Observers observers,
            Checked checked) {
        WaitAccounts accounts = claims.accounts();
        Backends backends = claims.backends();
        return new MeterSource(
                settings.get().poolName(),
                accounts.clock(),
                accounts::snapshot,
                observers.recorder(),
                observers.reports()::kept,
                observers.alerts(),
                observers.lints(),
                backends::views,
                new MeterSource.InFlight(
                        claims::waiting,
                        accounts::oldestWaitNanos,
                        () -> backends.heldSlots().stream()
                                .mapToLong(held -> held.claim().heldNanos())
                                .max()
                                .orElse(0)),
                () -> settings.get().policy().size().maximum(),
                () -> settings.get().policy().size().minimumIdle(),
                DatabaseAttributes.of(checked.source().url(), properties),
                properties.get(PropertyTable.HIKARI_METRIC_NAMES));
    }

    record Observers(
            LeakWatch leaks,
            Recorder recorder,
            ClaimReports reports,
            PoolTraces traces,
            FlightTracing flight,
            SelfCheck check,
            AlertEngine alerts,
            PoolChains chains,
            LintEngine lints) {
        static Observers of(
                Supplier<PoolSettings> settings,
                WaitAccounts accounts,
                Backends backends,
                InstantSource wallClock,
                IntSupplier waiting,
                PoolChains chains) {
            LeakWatch leaks = new LeakWatch(settings, backends, accounts.ids());
            Recorder recorder = PoolFactory.recorder(settings, accounts, backends, wallClock);
            ClaimReports reports = new ClaimReports(settings, backends, accounts, wallClock, chains);
            leaks.setObserver(reports::leaked);
            PoolTraces traces = new PoolTraces(accounts, wallClock, reports);
            recorder.addStore(reports::store);
            recorder.addStore(traces::store);
            recorder.addStore(chains::store);
            SelfCheck check = SelfCheck.of(settings.get().poolName(), backends, recorder, accounts.clock());
            AlertEngine alerts = AlertEngine.of(
                    settings.get().poolName(),
                    () -> settings.get().diagnosis().alerts(),
                    new AlertEngine.Watched(backends, accounts, chains, wallClock),
                    recorder,
                    reports,
                    reports::explainAsKnown);
            recorder.addStore(alerts::store);
            return new Observers(
                    leaks,
                    recorder,
                    reports,
                    traces,
                    new FlightTracing(accounts.flight(), traces, backends::views, waiting),
                    check,
                    alerts,
                    chains,
                    LintEngine.of(settings, chains, recorder, wallClock));
        }

        Diagnosis diagnosis(
                Supplier<PoolSettings> settings, IntSupplier waiting, Supplier<Optional<Duration>> unstartedFor) {
            return new Diagnosis(
                    settings, chains.backends(), waiting, chains.accounts(), unstartedFor, chains::blockers);
        }

        LongConsumer onBeat(Supplier<PoolSettings> settings) {
            return PoolFactory.onBeat(leaks, recorder, check, settings).andThen(now -> {
                reports.beat();
                chains.beat();
                traces.beat();
                flight.beat();
                Duration period = settings.get().policy().status().interval();
                alerts.beat(now, period);
                lints.beat(now, period);
            });
        }

        void observe(Claims claims, Consumer<Deadlock> onDeadlock) {
            claims.setObserver(reports);
            claims.setTracing(flight);
            reports.checkDeadlocks(claims.deadlockCheck(chains.lockWaits(), onDeadlock));
            claims.checkWaiters(text -> check.report(Promise.FREE_SLOT_SERVES_WAITER, text));
        }
    }

    /** The reason why no server is asked for its locks; empty if servers are asked. */
    private static Optional<String> unasked(PropertyMap properties, Checked checked, Optional<PoolParts> given) {
        boolean asks = given.isEmpty() && checked.source().reportsRoles();
        String reason = asks
                ? "diagnosticSession=false forbids to ask the server"
                : "the pool asks only servers of a jdbc:postgresql URL";
        return asks && properties.get(PropertyTable.DIAGNOSTIC_SESSION) ? Optional.empty() : Optional.of(reason);
    }

    private static ThreadSource threads(PropertyMap properties, @Nullable PoolParts parts) {
        Scheduler scheduler = parts == null ? SystemScheduler.INSTANCE : parts.scheduler();
        return new ThreadSource(properties.find(PropertyTable.THREAD_FACTORY), scheduler);
    }

    private static LongConsumer onBeat(
            LeakWatch leaks, Recorder recorder, SelfCheck check, Supplier<PoolSettings> settings) {
        LogLimit limit = new LogLimit();
        return now -> {
            try {
                recorder.beat(now, settings.get().policy().status().interval());
                check.beat(now);
            } catch (RuntimeException | Error e) {
                if (limit.permits(now)) {
                    SafeLog.error(
                            LOGGER,
                            "pool {}: a second of its records is lost",
                            settings.get().poolName(),
                            e);
                }
            }
            leaks.look(now);
        };
    }

    /** With parts from outside, the time of the day goes on with the clock of the parts. */
    private static InstantSource wallClock(NanoClock clock, boolean withParts) {
        Instant began = Instant.now();
        long origin = clock.nanoTime();
        return withParts ? () -> began.plusNanos(clock.nanoTime() - origin) : InstantSource.system();
    }

    private static Recorder recorder(
            Supplier<PoolSettings> settings, WaitAccounts accounts, Backends backends, InstantSource wallClock) {
        return new Recorder(
                accounts,
                new ClaimsInFlight(backends, accounts),
                () -> settings.get().policy().size().maximum(),
                wallClock);
    }

    private static Connector connector(
            ConnectionSource source, PoolLogin login, Supplier<PoolSettings> current, PropertyMap properties) {
        return new JdbcConnector(
                source.sessions(),
                source.url().dialect(),
                login,
                () -> current.get().session(),
                Optional.ofNullable(properties.find(PropertyTable.CONNECTION_TEST_QUERY)));
    }

    /** The time since this call; empty as soon as there is a connection. */
    private static Supplier<Optional<Duration>> unstartedFor(FirstConnectionLatch latch, NanoClock clock) {
        long created = clock.nanoTime();
        return () -> latch.isOpen() ? Optional.empty() : Optional.of(Duration.ofNanos(clock.nanoTime() - created));
    }

    static Credentials credentials(PropertyMap properties) {
        return new Credentials(properties.find(PropertyTable.USERNAME), properties.find(PropertyTable.PASSWORD));
    }
}
