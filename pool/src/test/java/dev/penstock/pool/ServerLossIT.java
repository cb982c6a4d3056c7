package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.backends.BackendHealth;
import dev.penstock.lab.Await;
import dev.penstock.lab.MachineLoad;
import dev.penstock.lab.postgres.PostgresCluster;
import dev.penstock.lab.postgres.PostgresServer;
import dev.penstock.lab.tcp.FaultProxy;
import dev.penstock.waits.WaitEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Real servers that restart all at once, are full, freeze during a call, or are behind a network that drops packets.
 */
class ServerLossIT {
    private static final int SERVERS = 3;
    private static final int RATE = 10;
    /** Logins that the rate lets a server see at once: a fifth of it. */
    private static final int BURST = RATE / 5;

    private static final int SLOTS = 45;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    private static PostgresCluster cluster;

    @RegisterExtension
    final Pools pools = new Pools();

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder()
                .servers(SERVERS)
                .parameter("log_connections", "on")
                .start();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private PenstockDataSource pool(String hosts, int slots) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + hosts + "/" + cluster.database());
        pool.setUsername(cluster.user());
        pool.setPassword(cluster.password());
        pool.setMaximumPoolSize(slots);
        pool.setConnectionTimeout(20_000);
        return pool;
    }

    private static String hosts() {
        return cluster.servers().stream()
                .map(server -> server.address().getHostAddress() + ":" + server.port())
                .collect(Collectors.joining(","));
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static int sessions(PostgresServer server) throws SQLException {
        try (Connection observer = server.connect();
                Statement statement = observer.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from pg_stat_activity where usename = '"
                        + cluster.user() + "' and backend_type = 'client backend'")) {
            count.next();
            return count.getInt(1);
        }
    }

    /** The lines of the server's log from a line on. Each begins with a time and a process ID. */
    private static List<String> log(PostgresServer server, int firstLine) throws IOException {
        List<String> all = Files.readAllLines(server.logFile());
        return all.subList(firstLine, all.size());
    }

    private static LocalDateTime momentOf(String line) {
        return LocalDateTime.parse(line.substring(0, 23), STAMP);
    }

    private static String processOf(String line) {
        return line.substring(line.indexOf('['), line.indexOf(']') + 1);
    }

    /**
     * When the server received the connections of the pool's sessions. A slow login does not move this moment, so that
     * no two seconds' logins fall into one.
     */
    private static List<LocalDateTime> received(List<String> log) {
        Map<String, LocalDateTime> byProcess = new HashMap<>();
        List<LocalDateTime> received = new ArrayList<>();
        for (String line : log) {
            if (line.contains("connection received:")) {
                byProcess.put(processOf(line), momentOf(line));
            } else if (line.contains("connection authorized: user=" + cluster.user())) {
                received.add(Objects.requireNonNull(byProcess.get(processOf(line)), line));
            }
        }
        received.sort(Comparator.naturalOrder());
        return received;
    }

    /** When the server was last ready for connections. */
    private static LocalDateTime readyAt(List<String> log) {
        return log.stream()
                .filter(line -> line.contains("database system is ready to accept connections"))
                .map(ServerLossIT::momentOf)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** The most moments that lie within one second, whenever it begins. */
    private static int mostInASecond(List<LocalDateTime> moments) {
        int most = 0;
        int first = 0;
        for (int i = 0; i < moments.size(); i++) {
            while (!moments.get(first).plus(SECOND).isAfter(moments.get(i))) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }

    @Test
    void restartOfAllServersKeepsConnectsUnderTheirRate() throws Exception {
        List<Integer> logsBegan = new ArrayList<>();
        for (PostgresServer server : cluster.servers()) {
            logsBegan.add(log(server, 0).size());
        }
        MachineLoad load = MachineLoad.watch();
        PenstockDataSource pool = pool(hosts(), SLOTS);
        pool.setConnectRate(RATE);
        pools.open(pool);
        Pools.awaitUnclaimed(pool::backends, SLOTS);
        restartAllUnderClaims(pool);
        Measured.tell(
                "storm: waited for permits %d times, %d ms in all; %s",
                pool.waits().event(WaitEvent.SLOT_CONNECT_PERMIT).total(),
                pool.waits().event(WaitEvent.SLOT_CONNECT_PERMIT).totalNanos() / 1_000_000,
                load);
        for (int i = 0; i < SERVERS; i++) {
            PostgresServer server = cluster.server(i);
            assertThat(sessions(server)).isEqualTo(SLOTS / SERVERS);
            List<String> log = log(server, logsBegan.get(i));
            List<LocalDateTime> logins = received(log);
            LocalDateTime ready = readyAt(log);
            load.judge(
                    () -> {
                        staysUnderTheRateInEachSecond(logins);
                        staysUnderTheRateSince(ready, logins);
                    },
                    Assumptions::abort);
        }
    }

    private void restartAllUnderClaims(PenstockDataSource pool) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread caller = new Thread(() -> callUntil(over, pool));
            callers.add(caller);
            caller.start();
        }
        cluster.servers().forEach(PostgresServer::kill);
        Await.until(
                "all are offline",
                Invariants.LIMIT,
                () -> pool.backends().stream().allMatch(view -> view.health() == BackendHealth.OFFLINE));
        cluster.servers().forEach(PostgresServer::restart);
        long restarted = System.nanoTime();
        Await.until("full strength", Invariants.LIMIT, () -> strength(pool) == SLOTS);
        long millis = (System.nanoTime() - restarted) / 1_000_000;
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        Measured.tell("storm: %d servers, %d slots, full strength %d ms after the restart", SERVERS, SLOTS, millis);
    }

    private static int strength(PenstockDataSource pool) {
        return pool.backends().stream()
                .mapToInt(view -> view.slots().unclaimed() + view.slots().held())
                .sum();
    }

    /** No second, whenever it begins, has more logins than the burst and the rate. */
    private static void staysUnderTheRateInEachSecond(List<LocalDateTime> logins) {
        int most = mostInASecond(logins);
        Measured.tell("storm: at most %d logins in a second, rate %d, burst %d", most, RATE, BURST);
        assertThat(most).as("logins in one second: %s", logins).isLessThanOrEqualTo(RATE + BURST);
    }

    /** Since the server is ready: the burst, and then no more than the rate. */
    private static void staysUnderTheRateSince(LocalDateTime ready, List<LocalDateTime> all) {
        List<LocalDateTime> logins =
                all.stream().filter(login -> !login.isBefore(ready)).toList();
        assertThat(logins).hasSizeGreaterThanOrEqualTo(SLOTS / SERVERS);
        for (int i = 0; i < logins.size(); i++) {
            double permitted =
                    BURST + RATE * Duration.between(ready, logins.get(i)).toMillis() / 1e3;
            assertThat(i + 1.0).as("logins until %s", logins.get(i)).isLessThanOrEqualTo(permitted + 1);
        }
    }

    private static void callUntil(AtomicBoolean over, PenstockDataSource pool) {
        while (!over.get()) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(0.001)");
            } catch (SQLException e) {
                assertThat(e.getSQLState()).as("%s", e).matches("08...|57P0.");
            }
        }
    }

    @Test
    void fullServerGetsNoStormOfAttempts() throws Exception {
        try (PostgresCluster small = PostgresCluster.builder()
                .servers(1)
                .parameter("max_connections", "8")
                .start()) {
            PostgresServer server = small.server(0);
            PenstockDataSource pool = pool(server.address().getHostAddress() + ":" + server.port(), 12);
            pools.open(pool);
            Await.until(
                    "the server is full",
                    Invariants.LIMIT,
                    () -> pool.backends().size() == 1
                            && pool.backends().get(0).lastError().orElse("").contains("53300"));
            Await.until("the pool comes to rest", Invariants.LIMIT, () -> {
                var view = pool.backends().get(0);
                return view.slots().connecting() == 0 && view.slots().unclaimed() > 0;
            });
            assertThat(pool.backends().get(0).health()).isEqualTo(BackendHealth.ONLINE);
            int got = pool.backends().get(0).slots().total();
            assertThat(sessions(server)).isEqualTo(got);
            pool.getConnection().close();
            Measured.tell(
                    "full server: %d of 12 slots, %d attempts",
                    got, pool.waits().event(WaitEvent.SLOT_CONNECT).total());
            assertThat(pool.waits().event(WaitEvent.SLOT_CONNECT).total()).isLessThanOrEqualTo(got + 4);
            pool.close();
        }
    }

    @Test
    void abortOnBackendLossEndsCallsToFrozenServer() throws Exception {
        PostgresServer server = cluster.server(0);
        PenstockDataSource pool = pool(server.address().getHostAddress() + ":" + server.port(), 4);
        pool.setAbortOnBackendLoss(true);
        pools.open(pool);
        Pools.awaitUnclaimed(pool::backends, 4);
        CompletableFuture<Long> call = new CompletableFuture<>();
        long began = System.nanoTime();
        Thread caller = new Thread(() -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(600)");
                call.completeExceptionally(new AssertionError("the call returned"));
            } catch (SQLException e) {
                call.complete(System.nanoTime() - began);
            }
        });
        caller.start();
        Await.until("the connection is held", Invariants.LIMIT, () -> Invariants.held(pool.backends()) == 1);
        server.freeze();
        try {
            Measured.tell("frozen server: the call failed after %d ms", call.get() / 1_000_000);
            caller.join();
            assertThat(pool.backends().get(0).health()).isEqualTo(BackendHealth.OFFLINE);
        } finally {
            server.thaw();
        }
        Pools.awaitUnclaimed(pool::backends, 4);
    }

    @Test
    void halfOpenConnectionsAreReplacedBeforeTcpTimesOut() throws Exception {
        PostgresServer server = cluster.server(1);
        try (FaultProxy proxy = FaultProxy.to(new InetSocketAddress(server.address(), server.port()))) {
            PenstockDataSource pool = pool(host(proxy.address()), 6);
            pool.setValidationTimeout(1_000);
            pool.setAliveBypassWindow(0);
            pools.open(pool);
            Pools.awaitUnclaimed(pool::backends, 6);
            long opened = pool.waits().event(WaitEvent.SLOT_CONNECT).total();
            proxy.swallow();
            long began = System.nanoTime();
            CompletableFuture<Boolean> claim = CompletableFuture.supplyAsync(() -> {
                try (Connection connection = pool.getConnection()) {
                    return connection.isValid(5);
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            Await.until(
                    "the loss is found",
                    Invariants.LIMIT,
                    () -> pool.backends().get(0).health() == BackendHealth.OFFLINE);
            long found = System.nanoTime();
            proxy.pass();
            assertThat(claim.get()).isTrue();
            Pools.awaitUnclaimed(pool::backends, 6);
            Measured.tell(
                    "blackhole: found after %d ms, all six replaced %d ms later",
                    (found - began) / 1_000_000, (System.nanoTime() - found) / 1_000_000);
            assertThat(pool.waits().event(WaitEvent.SLOT_CONNECT).total()).isGreaterThanOrEqualTo(opened + 6);
            pool.close();
        }
        Await.until("the server has no session left", Invariants.LIMIT, () -> sessions(server) == 0);
    }
}
