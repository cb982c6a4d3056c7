package dev.penstock.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.console.PoolFixture;
import dev.penstock.lab.Await;
import dev.penstock.lab.jdbc.StubDatabase;
import dev.penstock.lab.jdbc.StubScript;
import dev.penstock.pool.PenstockDataSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus with the rules of the documentation scrapes the console of a pool whose server hangs, and a real
 * Alertmanager notifies: it fires while nothing ends, and resolves after the server answers again.
 */
class PrometheusIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private Path folder;

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<String> notifications = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        receiver.createContext("/notify", exchange -> {
            notifications.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        receiver.stop(0);
    }

    private static String tool(String name) {
        String found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(entry -> entry + "/" + name)
                .filter(path -> new File(path).canExecute())
                .findFirst()
                .orElse("");
        assumeTrue(
                !found.isEmpty(),
                name + " is not installed (Debian: apt-get install prometheus prometheus-alertmanager)");
        return found;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    private void run(String name, String... arguments) throws IOException {
        List<String> command =
                Stream.concat(Stream.of(tool(name)), Stream.of(arguments)).toList();
        processes.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    private void startAlertmanager(int port) throws IOException {
        Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: test, group_by: [alertname, pool], group_wait: 0s, group_interval: 1s}
                receivers:
                  - name: test
                    webhook_configs: [{url: 'http://127.0.0.1:%d/notify', send_resolved: true}]
                """.formatted(
                        receiver.getAddress().getPort()));
        run(
                "prometheus-alertmanager",
                "--config.file=alertmanager.yml",
                "--storage.path=alertmanager",
                "--cluster.listen-address=",
                "--web.listen-address=" + LOOPBACK + ":" + port);
    }

    private void startPrometheus(int alertmanager, int target) throws IOException {
        for (String rules : List.of("rules.yml", "alerts.yml")) {
            Files.copy(Path.of("..", "docs", "monitoring", rules), folder.resolve(rules));
        }
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yml, alerts.yml]
                alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]}
                scrape_configs: [{job_name: test, static_configs: [{targets: ['127.0.0.1:%d']}]}]
                """.formatted(alertmanager, target));
        run(
                "prometheus",
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=" + LOOPBACK + ":" + freePort());
    }

    private boolean isNotified(String status) {
        return notifications.stream()
                .anyMatch(text -> text.contains("\"alertname\":\"PenstockClaimStuck\"")
                        && text.contains("\"status\":\"" + status + "\""));
    }

    private Thread claim(String name, PenstockDataSource pool, AtomicReference<SQLException> failure) {
        Thread thread = new Thread(
                () -> {
                    try (Connection connection = pool.getConnection();
                            Statement statement = connection.createStatement()) {
                        statement.execute("SELECT 1");
                    } catch (SQLException e) {
                        failure.set(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    @Test
    void stuckClaimFiresWhileServerHangsAndResolvesAfterwards() throws Exception {
        tool("prometheus");
        int alertmanager = freePort();
        startAlertmanager(alertmanager);
        StubDatabase database = StubDatabase.named("prometheus");
        PenstockDataSource pool = fixture.unstarted("orders", 1);
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setMetricRegistry(registry);
        pool.setConnectionTimeout(120_000);
        pool.start();
        Console console = fixture.closing(Console.open(pool, ":0"));
        startPrometheus(alertmanager, console.address().getPort());
        StubScript hang = database.on("Statement.execute").hang();
        AtomicReference<SQLException> failure = new AtomicReference<>();
        Thread holder = claim("holder", pool, failure);
        Await.until("the server hangs", PoolFixture.LIMIT, () -> hang.hanging() == 1);
        Thread waiter = claim("waiter", pool, failure);
        Await.until("the alert fires", LIMIT, () -> isNotified("firing"));
        assertThat(waiter.isAlive()).as("nothing has ended").isTrue();
        hang.usual();
        hang.release();
        holder.join();
        waiter.join();
        Await.until("the alert is resolved", LIMIT, () -> isNotified("resolved"));
        assertThat(failure).hasNullValue();
        assertThat(notifications).noneMatch(text -> text.contains("PenstockPromiseViolated"));
    }
}
