package dev.penstock.backends.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Connector;
import dev.penstock.backends.DisconnectCause;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.SlotCounts;
import dev.penstock.backends.SlotSetTestData;
import dev.penstock.backends.SlotState;
import dev.penstock.backends.jdbc.GenericDialect;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.backends.slots.Slot;
import dev.penstock.backends.slots.SlotListener;
import dev.penstock.backends.slots.StatusTaskFixture;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.backends.threads.ThreadSource;
import dev.penstock.discovery.Backend;
import dev.penstock.discovery.BackendId;
import dev.penstock.discovery.BackendListener;
import dev.penstock.discovery.BackendSet;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.Freshness;
import dev.penstock.discovery.Origin;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubDriver;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Backends over the stub driver, found by a resolver that says what the test wants. */
public final class BackendsFixture implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final String name = "fixture" + NUMBERS.incrementAndGet();
    public final StubDatabase database = StubDatabase.named(name);
    final Set<BackendId> dead = ConcurrentHashMap.newKeySet();
    final WaitAccounts accounts;
    public final Backends backends;
    final Said resolver = new Said();
    volatile int waiting;
    volatile Runnable onRoutingChanged = () -> {};
    private volatile boolean closeFailed;

    public BackendsFixture(BackendsPolicy policy, NanoClock clock, @Nullable Executor statusExecutor) {
        this(policy, clock, statusExecutor, RoutingPolicy.standard());
    }

    public BackendsFixture(
            BackendsPolicy policy, NanoClock clock, @Nullable Executor statusExecutor, RoutingPolicy routing) {
        accounts = new WaitAccounts(clock, new CorrelationIds(name));
        SessionDefaults defaults = new SessionDefaults(
                false,
                false,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("init"),
                Optional.empty());
        Connector jdbc = new JdbcConnector(
                new StubDriver(), new GenericDialect(database.jdbcUrl()), new Properties(), defaults, Optional.empty());
        backends = new Backends(
                new BackendsDependencies(
                        name,
                        resolver,
                        new Mortal(jdbc, dead),
                        policy,
                        accounts,
                        new PoolThreads(statusExecutor, new ThreadSource(null)),
                        routing),
                new Listener());
        backends.start();
    }

    /** Everything fast, but for the verdict on status tasks, which a busy machine must not cause. */
    public static BackendsPolicy quick(int maximum, int minimumIdle) {
        return new BackendsPolicy(
                new BackendsPolicy.Size(maximum, minimumIdle, Duration.ofMinutes(10)),
                new BackendsPolicy.Connect(Duration.ofMillis(300), Duration.ofMillis(5), Duration.ofMillis(40)),
                new BackendsPolicy.Life(Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofMillis(300)),
                new BackendsPolicy.Status(
                        Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofMillis(750), Duration.ofMillis(300)));
    }

    /** The same, but what leaves the service has a grace. */
    public static BackendsPolicy patient(int maximum, Duration removalGrace) {
        BackendsPolicy quick = quick(maximum, maximum);
        return new BackendsPolicy(quick.size(), quick.connect(), quick.life(), quick.status(), removalGrace);
    }

    public BackendsFixture(int maximum) {
        this(quick(maximum, maximum), NanoClock.system(), null);
    }

    public void found(int... numbers) {
        List<Backend> found = new ArrayList<>();
        for (int number : numbers) {
            found.add(backend(number));
        }
        resolver.say(found);
    }

    /** Labels are the fixture's own. Therefore its threads differ from those of another fixture. */
    public Backend backend(int number) {
        Backend plain = SlotSetTestData.backend(number);
        return Backend.of(name + "-" + number + ".test", plain.address(), plain.port());
    }

    public void awaitFree(int slots) {
        Await.until(slots + " slots are free", LIMIT, () -> backends.counts().unclaimed() == slots);
    }

    public List<Slot> claimAll() {
        List<Slot> all = new ArrayList<>();
        for (Slot slot = backends.tryClaim(System.nanoTime());
                slot != null;
                slot = backends.tryClaim(System.nanoTime())) {
            all.add(slot);
        }
        return all;
    }

    public void release(Slot slot) {
        if (slot.condemned()) {
            backends.retire(slot, SlotState.CLAIMED);
            return;
        }
        slot.free(SlotState.CLAIMED, accounts.clock().nanoTime());
        if (slot.condemned() && slot.tryClaim()) {
            backends.retire(slot, SlotState.CLAIMED);
        }
    }

    public void discard(Slot slot) {
        backends.discard(slot, SlotState.CLAIMED, DisconnectCause.server("scripted"));
    }

    /** A driver whose close throws has not closed: that is its own affair, and not counted against the pool. */
    public void leftOpenByTheDriver() {
        closeFailed = true;
    }

    /** Threads that serve this fixture. */
    public List<Thread> threads() {
        return StatusTaskFixture.threads("penstock-").stream()
                .filter(thread -> thread.getName().contains(name + "-"))
                .toList();
    }

    @Override
    public void close() {
        onRoutingChanged = () -> {};
        try {
            assertThat(backends.close(LIMIT)).as("all slots came back").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertClosed();
    }

    public void assertClosed() {
        Await.until("all connections are closed", LIMIT, () -> closeFailed || database.connectionsOpen() == 0);
        Await.until("all slots are gone", LIMIT, () -> backends.counts().equals(SlotCounts.NONE));
        Await.until("all threads have ended", LIMIT, this::isQuiet);
        assertThat(backends.counts()).isEqualTo(SlotCounts.NONE);
        assertThat(accounts.snapshot().unaccountedNanos()).isZero();
        if (closeFailed) {
            Await.until(
                    "each is closed once",
                    LIMIT,
                    () -> database.callCount("Connection.close") == database.connectionsOpened());
        } else {
            Await.until("all are counted", LIMIT, () -> database.connectionsOpened() == database.connectionsClosed());
        }
    }

    /** Three times in a row: a list of threads lacks one whose starter ended while the list was made. */
    private boolean isQuiet() {
        for (int look = 0; look < 3; look++) {
            if (!threads().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The JDBC connector, and backends that do not answer. */
    private record Mortal(Connector jdbc, Set<BackendId> dead) implements Connector {
        @Override
        public Connection connect(Backend backend, Duration timeout) throws SQLException {
            probe(backend, timeout);
            return jdbc.connect(backend, timeout);
        }

        @Override
        public boolean isValid(Connection connection, Duration timeout) throws SQLException {
            return jdbc.isValid(connection, timeout);
        }

        @Override
        public void probe(Backend backend, Duration timeout) throws SQLException {
            if (dead.contains(backend.id())) {
                throw new SQLException("dead", "08001");
            }
        }

        @Override
        public void close(Connection connection) throws SQLException {
            jdbc.close(connection);
        }
    }

    private final class Listener implements SlotListener {
        @Override
        public void slotFree(Slot slot) {
            // nobody waits
        }

        @Override
        public void routingChanged() {
            onRoutingChanged.run();
        }

        @Override
        public int waiting() {
            return waiting;
        }
    }

    /** Says what the test says, in the test's thread. */
    static final class Said implements Resolver {
        private final ServiceName service = new ServiceName("fixture");
        private volatile @Nullable BackendListener listener;
        private volatile BackendSet current = BackendSet.unresolved(service);
        final AtomicInteger refreshes = new AtomicInteger();
        private long version;

        void say(List<Backend> backends) {
            Optional<Origin> origin = Optional.of(new Origin("test", 0, Duration.ofDays(1)));
            Optional<DiscoveryFailure> none = Optional.empty();
            current = new BackendSet(
                    service, ++version, backends, backends.isEmpty() ? Freshness.NONE : Freshness.FRESH, none, origin);
            BackendListener receiver = listener;
            if (receiver != null) {
                receiver.onBackends(current);
            }
        }

        @Override
        public ServiceName service() {
            return service;
        }

        @Override
        public void start(BackendListener receiver) {
            listener = receiver;
        }

        @Override
        public BackendSet current() {
            return current;
        }

        @Override
        public void refresh() {
            refreshes.incrementAndGet();
        }

        @Override
        public void close() {
            // a call under way may still come
        }
    }
}
