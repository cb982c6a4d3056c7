package dev.penstock.console.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A real Prometheus with the rules of the documentation, a real Alertmanager, and a receiver of its notifications. The
 * test is skipped if one of the programs is not installed.
 */
final class PrometheusFixture implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final List<String> notifications = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final HttpServer receiver;
    private final int alertmanager;

    /** Starts the receiver and the Alertmanager. */
    PrometheusFixture(Path folder) throws IOException {
        tool("prometheus");
        tool("prometheus-alertmanager");
        this.folder = folder;
        receiver = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        receiver.createContext("/notify", exchange -> {
            notifications.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        alertmanager = freePort();
        startAlertmanager();
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

    private void startAlertmanager() throws IOException {
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
                "--web.listen-address=" + LOOPBACK + ":" + alertmanager);
    }

    /**
     * Starts Prometheus, which evaluates its rules once a second.
     *
     * @param console the address of the console whose metrics it reads
     * @param scrapeSeconds the time between two readings
     */
    void start(InetSocketAddress console, int scrapeSeconds) throws IOException {
        for (String rules : List.of("rules.yml", "alerts.yml")) {
            Files.copy(Path.of("..", "docs", "monitoring", rules), folder.resolve(rules));
        }
        Files.writeString(
                folder.resolve("prometheus.yml"), """
                global: {scrape_interval: %ds, evaluation_interval: 1s}
                rule_files: [rules.yml, alerts.yml]
                alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:%d']}]}]}
                scrape_configs: [{job_name: test, static_configs: [{targets: ['127.0.0.1:%d']}]}]
                """.formatted(scrapeSeconds, alertmanager, console.getPort()));
        run(
                "prometheus",
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=" + LOOPBACK + ":" + freePort());
    }

    /** Whether an alert with that name and status was notified. */
    boolean isNotified(String alert, String status) {
        return notifications.stream()
                .anyMatch(text -> text.contains("\"alertname\":\"" + alert + "\"")
                        && text.contains("\"status\":\"" + status + "\""));
    }

    /** All notifications so far, as JSON. */
    List<String> notifications() {
        return List.copyOf(notifications);
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly().onExit().join();
        }
        receiver.stop(0);
    }
}
