package dev.penstock.lab.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PostgresFaultsIT {

    private static PostgresCluster cluster;
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.start(2);
        server = cluster.server(0);
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @AfterEach
    void checkEveryServerAnswers() throws SQLException {
        for (PostgresServer each : cluster.servers()) {
            assertThat(answerOf(each)).isEqualTo(1);
        }
    }

    @Test
    void frozenServerAcceptsConnectionsButAnswersAfterThaw() throws Exception {
        server.freeze();
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> unchecked(() -> answerOf(server)));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.address(), server.port()), 1000);
            assertThat(socket.isConnected()).isTrue();
        }
        assertThat(answerOf(cluster.server(1))).as("the other server").isEqualTo(1);
        assertThat(server.isRunning()).isTrue();
        assertThat(answer).isNotDone();

        server.thaw();

        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void freezeDuringConnectsStopsEveryProcess() throws Exception {
        AtomicBoolean connecting = new AtomicBoolean(true);
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            Future<?>[] all = new Future<?>[4];
            for (int i = 0; i < all.length; i++) {
                all[i] = clients.submit(() -> {
                    while (connecting.get()) {
                        answerOf(server);
                    }
                    return null;
                });
            }
            ServerProcesses processes =
                    new ServerProcesses(server.logFile().resolveSibling("data"), server.postmasterPid());
            for (int round = 0; round < 5; round++) {
                server.freeze();
                Set<Long> frozen = processes.alive();
                assertThat(frozen)
                        .hasSizeGreaterThan(2)
                        .allSatisfy(pid -> assertThat(stateOf(pid)).isEqualTo('T'));
                server.thaw();
                answerOf(server);
            }
            connecting.set(false);
            for (Future<?> client : all) {
                client.get(20, TimeUnit.SECONDS);
            }
        } finally {
            connecting.set(false);
            clients.shutdown();
        }
    }

    @Test
    void killedServerRestartsWithItsData() throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (id int)");
            statement.execute("CHECKPOINT");
            long before = server.postmasterPid();

            server.kill();

            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> answerOf(server)).hasMessageContaining("refused");
            server.restart();
            assertThat(server.postmasterPid()).isNotEqualTo(before);
        }
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE kept");
        }
    }

    @Test
    void frozenServerIsKilledOrStopped() {
        server.freeze();
        server.kill();
        assertThat(server.isRunning()).isFalse();
        server.restart();
        server.freeze();
        server.stop();
        assertThat(server.isRunning()).isFalse();
        server.kill();
        server.stop();
        assertThatThrownBy(server::freeze)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("PostgreSQL on 127.0.0.2:" + cluster.port() + " is not running");
        server.restart();
    }

    @Test
    void restartShutsRunningServerDownFirst() throws SQLException {
        try (Connection connection = server.connect()) {
            server.restart();
            assertThat(connection.isValid(1)).isFalse();
        }
    }

    @Test
    void frozenProcessHangsOnlyItsSession() throws Exception {
        try (Connection connection = server.connect()) {
            int pid = pidOf(connection);
            server.freezeProcess(pid);
            CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> unchecked(() -> pidOf(connection)));
            assertThat(answerOf(server)).as("another session").isEqualTo(1);
            assertThat(stateOf(pid)).isEqualTo('T');
            assertThat(answer).isNotDone();

            server.thawProcess(pid);

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(pid);
        }
    }

    @Test
    void processOfAnotherServerIsRefused() throws SQLException {
        try (Connection connection = cluster.server(1).connect()) {
            int pid = pidOf(connection);
            assertThatThrownBy(() -> server.freezeProcess(pid))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("process " + pid + " does not belong to PostgreSQL on 127.0.0.2");
        }
    }

    @Test
    void clusterClosesWithFrozenAndKilledServers() {
        PostgresCluster doomed = PostgresCluster.start(3);
        Path log = doomed.server(0).logFile();
        doomed.server(0).freeze();
        doomed.server(1).kill();

        doomed.close();

        assertThat(doomed.servers()).noneMatch(PostgresServer::isRunning);
        assertThat(log).doesNotExist();
    }

    @Test
    void serverSurvivesQuickRestarts() throws SQLException {
        for (int round = 0; round < 10; round++) {
            server.kill();
            server.restart();
            assertThat(answerOf(server)).isEqualTo(1);
        }
    }

    @Test
    void restartSucceedsAfterForeignKill() throws Exception {
        try (Connection connection = server.connect()) {
            int pid = pidOf(connection);
            server.freezeProcess(pid);
            ProcessHandle.of(server.postmasterPid()).orElseThrow().destroyForcibly();
            Await.until("the postmaster is gone", Duration.ofSeconds(10), () -> !server.isRunning());
            assertThat(stateOf(pid)).as("its orphan").isEqualTo('T');

            server.restart();

            assertThat(stateOf(pid)).as("gone, or not yet reaped").isIn('X', 'Z');
        }
    }

    @Test
    void closedClusterEndsItsGuard() {
        PostgresCluster guarded = PostgresCluster.start(1);
        String run = guarded.server(0).logFile().getParent().getParent().toString();
        assertThat(guardsOf(run)).isEqualTo(1);

        guarded.close();

        assertThat(guardsOf(run)).isZero();
    }

    private static long guardsOf(String run) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words -> words.length == 4 && words[2].equals("guard") && words[3].equals(run))
                        .isPresent())
                .count();
    }

    private static int answerOf(PostgresServer asked) throws SQLException {
        try (Connection connection = asked.connect()) {
            return number(connection, "SELECT 1");
        }
    }

    private static int pidOf(Connection connection) throws SQLException {
        return number(connection, "SELECT pg_backend_pid()");
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static char stateOf(long pid) throws Exception {
        Path file = Path.of("/proc/" + pid + "/stat");
        if (Files.notExists(file)) {
            return 'X';
        }
        String stat = Files.readString(file);
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private static <T> T unchecked(java.util.concurrent.Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
