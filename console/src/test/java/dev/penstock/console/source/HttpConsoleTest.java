package dev.penstock.console.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.penstock.console.PoolFixture;
import dev.penstock.pool.instrument.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that are no console, or a hostile one. Each ends in a sentence, within the limits of time and size. */
class HttpConsoleTest {
    private static final String INDEX = "{\"console\": \"penstock\", \"version\": 1, \"pools\": [\"orders\"]}";

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private String server(HttpHandler index, HttpHandler records) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", index);
        server.createContext("/records", records);
        server.start();
        fixture.closing(() -> server.stop(0));
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static HttpHandler answer(int status, byte[] body) {
        return (HttpExchange exchange) -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Location", "http://evil.example/");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        };
    }

    private static HttpHandler text(int status, String body) {
        return answer(status, body.getBytes(StandardCharsets.UTF_8));
    }

    private void refused(HttpHandler index, String sentence) throws IOException {
        String url = server(index, text(404, ""));
        assertThatThrownBy(() -> StatsSources.of(url, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sentence);
    }

    private void unreadable(HttpHandler records, String sentence) throws IOException {
        String url = server(text(200, INDEX), records);
        try (StatsSources sources = StatsSources.of(url + "/", Optional.empty())) {
            assertThatThrownBy(() -> sources.pools().get(0).read(Set.of("pools"), TimeRange.ALL))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(sentence);
        }
    }

    @Test
    void serverThatIsNoConsoleIsNamed() throws IOException {
        refused(text(200, "<html>"), "is no console of Penstock");
        refused(text(200, "{}"), "is no console of Penstock");
        refused(text(302, ""), "answers with status 302");
        refused(text(500, "{\"error\": \"a\\u0007b\"}"), "answers with status 500: a?b");
        refused(text(200, INDEX.replace("[\"orders\"]", "[]")), "shows no pool");
    }

    @Test
    void otherVersionIsRefused() throws IOException {
        refused(
                text(200, INDEX.replace("1", "2")),
                "writes version 2 of its records, and this console reads version 1");
    }

    @Test
    void wrongUrlIsNamedWithoutItsSecret() {
        assertThatThrownBy(() -> StatsSources.of("http://user:hunter2@localhost:1", Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no user: give the token by the variable PENSTOCK_CONSOLE_TOKEN")
                .message()
                .doesNotContain("hunter2");
        for (String url : new String[] {"http://", "http:x", "https://a b", "http://h/?token=hunter2"}) {
            assertThatThrownBy(() -> StatsSources.of(url, Optional.empty()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the URL of a console has the form http://HOST:PORT");
        }
    }

    @Test
    void silentServerEndsByTheLimitOfTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpConsole console = HttpConsole.at(
                    "http://127.0.0.1:" + silent.getLocalPort(), Optional.empty(), Duration.ofMillis(200));
            assertThatThrownBy(console::pools)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer within 200 ms");
        }
    }

    @Test
    void endlessAnswerEndsByTheLimitOfSize() throws IOException {
        unreadable(
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(200, 0);
                        byte[] part = new byte[1 << 20];
                        for (int i = 0; i < 1_000; i++) {
                            exchange.getResponseBody().write(part);
                        }
                    }
                },
                "its answer is larger than 64 MiB");
    }

    @Test
    void wrongRecordsAreRefused() throws IOException {
        unreadable(text(200, "nonsense"), "these are no records of a Penstock pool");
        unreadable(answer(200, records(7)), "these are no records of a Penstock pool");
        unreadable(answer(200, records(0x5053544b, 1, 0, Integer.MAX_VALUE)), "a text has 2147483647 bytes");
        unreadable(answer(200, records(0x5053544b, 1, -1)), "these are no records of a Penstock pool");
        unreadable(
                answer(200, records(0x5053544b, 9)),
                "writes version 9 of its records, and this console reads version 1");
    }

    private static byte[] records(int... numbers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            for (int number : numbers) {
                out.writeInt(number);
            }
        }
        return bytes.toByteArray();
    }
}
