package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.backends.BackendView;
import dev.penstock.backends.Connector;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.BackendsDependencies;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.pool.claims.ClaimFailures;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.claims.SlotEvents;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.diagnosis.Diagnosis;
import dev.penstock.pool.diagnosis.LeakWatch;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import dev.penstock.waits.WaitSnapshot;
import dev.penstock.waits.history.PromiseLog;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The pools of one test. When it ends, each has to be as a pool must be that nobody uses ({@link Invariants}), then
 * is closed, and has to leave no connection and no thread behind.
 */
public final class Pools implements BeforeEachCallback, AfterEachCallback {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final List<Subject> subjects = new CopyOnWriteArrayList<>();
    private final List<StubScript> scripts = new CopyOnWriteArrayList<>();
    private Set<Thread> before = Set.of();
    private StubDatabase database = StubDatabase.named("unused");
    private int leftOpenByTheDriver;

    private record Subject(
            IntSupplier maximum, Supplier<List<BackendView>> backends, Supplier<WaitSnapshot> waits, Runnable close) {}

    /** A pool below its data source: where the clock, and what is trusted without a check, are a test's choice. */
    public record Bare(Claims claims, WaitAccounts accounts, Diagnosis diagnosis, LeakWatch leaks) {
        List<BackendView> backends() {
            return claims.backends().views();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        before = threads();
        database = StubDatabase.named("pool" + NUMBER.incrementAndGet());
    }

    public StubDatabase database() {
        return database;
    }

    /** What the driver does in a method; ended before the invariants are looked at. */
    public StubScript on(String method) {
        StubScript script = database.on(method);
        scripts.add(script);
        return script;
    }

    /** The driver says in a call that the connection is gone. */
    public void lose(Connection connection) {
        SQLException gone = new SQLException("gone", "08006");
        on("Connection.nativeSQL").throwing(gone).once();
        assertThatThrownBy(() -> connection.nativeSQL("")).isSameAs(gone);
    }

    /** So many connections are open still because the driver has not closed them when it said so. */
    public void leftOpenByTheDriver(int connections) {
        leftOpenByTheDriver = connections;
    }

    /** A pool over the stub driver, started. */
    public PenstockDataSource open(int slots, Consumer<PenstockConfig> settings) {
        return open(config(slots, settings));
    }

    /** A pool over the stub driver, whose slots are all connected. */
    public PenstockDataSource full(int slots, Consumer<PenstockConfig> settings) {
        PenstockDataSource pool = open(slots, settings);
        awaitUnclaimed(pool::backends, slots);
        return pool;
    }

    public PenstockDataSource config(int slots, Consumer<PenstockConfig> settings) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(20_000);
        settings.accept(pool);
        return pool;
    }

    /** Looks after a pool that the test made itself, and starts it. */
    public PenstockDataSource open(PenstockDataSource pool) {
        pool.start();
        subjects.add(new Subject(pool::getMaximumPoolSize, pool::backends, pool::waits, () -> closeWhole(pool)));
        return pool;
    }

    /** Closes a pool that must have found no violation of a promise on itself. */
    private static void closeWhole(PenstockDataSource pool) {
        List<PromiseLog.Violation> violations =
                pool.isRunning() ? pool.records().promises().last() : List.of();
        pool.close();
        assertThat(violations).as("violations that the pool has found").isEmpty();
    }

    /** A pool over the stub driver that trusts no connection unseen. */
    public Bare distrustful(int slots, Consumer<PenstockConfig> settings) {
        return bare(slots, settings, NanoClock.system(), Duration.ZERO);
    }

    /** A pool over the stub driver by another clock. */
    public Bare bare(int slots, Consumer<PenstockConfig> settings, NanoClock clock, Duration aliveBypassWindow) {
        return bare(slots, settings, clock, aliveBypassWindow, UnaryOperator.identity());
    }

    /** A pool over the stub driver by another clock, and with {@code failures} around its diagnosis. */
    public Bare bare(
            int slots,
            Consumer<PenstockConfig> settings,
            NanoClock clock,
            Duration aliveBypassWindow,
            UnaryOperator<ClaimFailures> failures) {
        Bare pool = unstarted(slots, settings, clock, aliveBypassWindow, failures);
        pool.claims().backends().start();
        awaitUnclaimed(pool::backends, slots);
        return pool;
    }

    /** A pool over the stub driver that trusts no connection unseen, and whose backends the test starts itself. */
    public Bare unconnected(int slots, Consumer<PenstockConfig> settings) {
        return unstarted(slots, settings, NanoClock.system(), Duration.ZERO, UnaryOperator.identity());
    }

    private Bare unstarted(
            int slots,
            Consumer<PenstockConfig> settings,
            NanoClock clock,
            Duration aliveBypassWindow,
            UnaryOperator<ClaimFailures> failures) {
        PenstockDataSource config = config(slots, settings);
        config.setAliveBypassWindow(aliveBypassWindow.toMillis());
        config.validate();
        PoolSettings chosen = PoolSettings.of(config.properties(), PoolSettings.generateName(), Optional.empty());
        WaitAccounts accounts = new WaitAccounts(clock, new CorrelationIds());
        BackendsDependencies parts = new BackendsDependencies(
                chosen.poolName(),
                new FixedResolver(
                        new ServiceName("lab"), List.of(Backend.of("lab", InetAddress.getLoopbackAddress(), 1)), clock),
                new JdbcConnector(
                        new StubDriver(),
                        new GenericDialect(database.jdbcUrl()),
                        new Properties(),
                        chosen.session(),
                        Optional.ofNullable(config.getConnectionTestQuery())),
                chosen.policy(),
                accounts,
                PoolThreads.own(),
                RoutingPolicy.standard());
        return assemble(chosen, parts, slots, failures);
    }

    private Bare assemble(
            PoolSettings settings, BackendsDependencies parts, int slots, UnaryOperator<ClaimFailures> failures) {
        WaitAccounts accounts = parts.accounts();
        SlotEvents events = new SlotEvents();
        Backends backends = new Backends(parts, events);
        Diagnosis diagnosis = new Diagnosis(() -> settings, backends, events::waiting, accounts);
        LeakWatch leaks = new LeakWatch(() -> settings, backends, accounts.ids());
        Claims claims =
                Claims.create(() -> settings, accounts, backends, events, failures.apply(diagnosis), leaks::look);
        subjects.add(new Subject(() -> slots, backends::views, accounts::snapshot, () -> close(claims)));
        return new Bare(claims, accounts, diagnosis, leaks);
    }

    /** A pool over these backends and this connector, whose slots are all connected. */
    public Bare over(List<Backend> backends, Connector connector, int slots, Consumer<PenstockConfig> settings) {
        return over(backends, connector, slots, settings, PoolThreads.own());
    }

    /** A pool over these backends and this connector, with threads of the test's choice. */
    Bare over(
            List<Backend> backends,
            Connector connector,
            int slots,
            Consumer<PenstockConfig> settings,
            PoolThreads threads) {
        PenstockDataSource config = config(slots, settings);
        PoolSettings chosen = PoolSettings.of(config.properties(), PoolSettings.generateName(), Optional.empty());
        WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds());
        BackendsDependencies parts = new BackendsDependencies(
                chosen.poolName(),
                new FixedResolver(new ServiceName("lab"), backends, accounts.clock()),
                connector,
                chosen.policy(),
                accounts,
                threads,
                chosen.routing());
        Bare pool = assemble(chosen, parts, slots, UnaryOperator.identity());
        pool.claims().backends().start();
        return pool;
    }

    private static void close(Claims claims) {
        claims.close();
        try {
            assertThat(claims.backends().close(Invariants.LIMIT)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static void awaitUnclaimed(Supplier<List<BackendView>> backends, int slots) {
        Await.until(
                slots + " slots are unclaimed", Invariants.LIMIT, () -> Invariants.unclaimed(backends.get()) == slots);
    }

    /** Waits until so many claims are queued. */
    public static void awaitWaiting(PenstockDataSource pool, int claims) {
        awaitWaiting(pool::waits, claims);
    }

    public static void awaitWaiting(Supplier<WaitSnapshot> waits, int claims) {
        Await.until(
                claims + " claims wait",
                Invariants.LIMIT,
                () -> waits.get()
                                .event(dev.penstock.waits.WaitEvent.CLAIM_ACQUIRE)
                                .active()
                        == claims);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (StubScript script : scripts) {
            script.usual();
            script.release();
        }
        if (context.getExecutionException().isPresent()) {
            subjects.forEach(subject -> subject.close().run());
            return;
        }
        try {
            subjects.forEach(subject ->
                    Invariants.assertQuiet(subject.maximum().getAsInt(), subject.backends(), subject.waits()));
        } finally {
            subjects.forEach(subject -> subject.close().run());
        }
        for (Subject subject : subjects) {
            assertThat(Invariants.total(subject.backends().get()))
                    .as("slots after close")
                    .isZero();
            Invariants.assertIdentity(subject.waits().get());
        }
        Await.until("no connection is open", Invariants.LIMIT, () -> database.connectionsOpen() == leftOpenByTheDriver);
        Await.until("the pool's threads have ended", Invariants.LIMIT, () -> left().isEmpty());
    }

    private Map<String, List<StackTraceElement>> left() {
        List<Thread> alive = new ArrayList<>(threads());
        alive.removeAll(before);
        return alive.stream()
                .collect(Collectors.toMap(
                        Thread::getName, thread -> List.of(thread.getStackTrace()), (one, namesake) -> one));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("penstock-"))
                .collect(Collectors.toSet());
    }
}
