package dev.penstock.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.source.StatsSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on a console over a real socket. */
class ConsoleSafetyTest {
    private static final String TOKEN = "s3cret-t0ken-of-the-console";

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private Console console() throws IOException {
        return fixture.closing(Console.open(fixture.pool("orders", 1), "127.0.0.1:0"));
    }

    private Console withToken() throws IOException {
        return fixture.closing(Console.open(
                List.of(StatsSource.of(fixture.pool("orders", 1))),
                new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0),
                ConsoleOptions.DEFAULT.withToken(TOKEN)));
    }

    @Test
    void addressOfOthersNeedsToken() throws Exception {
        var pool = fixture.pool("orders", 1);
        for (String address : List.of("0.0.0.0:0", "[::]:0")) {
            assertThatThrownBy(() -> Console.open(pool, address))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "is not a loopback address: a console that other machines can reach needs" + " a token");
        }
        for (String address : List.of("", "localhost", "8087", "a b:1", "127.0.0.1:99999", "user:secret@h:1")) {
            assertThatThrownBy(() -> Console.open(pool, address))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be HOST:PORT");
        }
        assertThatThrownBy(() -> ConsoleOptions.DEFAULT.withToken("hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 16 characters")
                .message()
                .doesNotContain("hunter2");
        assertThat(ConsoleOptions.DEFAULT.withToken(TOKEN).toString()).doesNotContain(TOKEN);
    }

    @Test
    void requestWithoutTheTokenIsRefused() throws Exception {
        Console console = withToken();
        for (String line : List.of(
                "X: y",
                "Authorization: Bearer",
                "Authorization: Bearer  ",
                "Authorization: Bearer " + TOKEN.substring(1),
                "Authorization: Bearer " + TOKEN + "x",
                "Authorization: Basic " + TOKEN,
                "Authorization: " + TOKEN,
                "Authorization: Bearer x\r\nAuthorization: Bearer " + TOKEN)) {
            String answer = RawHttp.get(console, "/?token=" + TOKEN, line);
            assertThat(RawHttp.status(answer)).as(line).isEqualTo(401);
            assertThat(answer).contains("Www-authenticate: Bearer").doesNotContain(TOKEN, "orders");
        }
        String host = RawHttp.ask(
                console, RawHttp.head("GET", "/views/settings", "Host: db.example", "Authorization: Bearer " + TOKEN));
        assertThat(RawHttp.status(host)).as("any name is right with the token").isEqualTo(200);
        assertThat(host).doesNotContain(TOKEN);
        assertThat(console.toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: ",
                "Host: evil.example",
                "Host: 127.0.0.1.evil.example",
                "Host: localhost.evil.example:80",
                "Host: evil.example#localhost",
                "Host: localhost@evil.example",
                "Host: 2130706433",
                "Host: 0.0.0.0",
                "Host: 192.168.0.1",
                "Host: [::2]",
                "Host: localhost\r\nHost: evil.example",
            })
    void nameThatMayBeReboundIsRefused(String host) throws Exception {
        String answer = RawHttp.ask(console(), RawHttp.head("GET", "/views/pools", host));

        assertThat(RawHttp.status(answer)).isIn(400, 403);
        assertThat(answer).doesNotContain("orders");
    }

    @Test
    void pageOfAnotherOriginIsRefused() throws Exception {
        Console console = console();
        for (String line : List.of(
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Origin: http://localhost.evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "X-Forwarded-For: 1.2.3.4",
                "Forwarded: for=1.2.3.4",
                "Via: 1.1 proxy")) {
            String answer = RawHttp.get(console, "/views/pools", line);
            assertThat(RawHttp.status(answer)).as(line).isEqualTo(403);
            assertThat(answer).doesNotContain("orders").doesNotContainIgnoringCase("access-control");
        }
        for (String host : List.of("localhost", "LOCALHOST:80", "127.0.0.1", "127.1.2.3:1", "[::1]:8087")) {
            String own = RawHttp.head("GET", "/views/pools", "Host: " + host, "Origin: http://" + host);
            assertThat(RawHttp.status(RawHttp.ask(console, own))).as(host).isEqualTo(200);
        }
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        Console console = console();
        for (String method : List.of("PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE", "CONNECT", "EVICT")) {
            String answer =
                    RawHttp.ask(console, RawHttp.head(method, "/views/pools", "Host: localhost", "Content-Length: 0"));
            assertThat(RawHttp.status(answer)).as(method).isEqualTo(405);
            assertThat(answer).contains("Allow: GET, HEAD").doesNotContainIgnoringCase("access-control");
        }
        assertThat(RawHttp.get(console, "/sql")).contains(" 405 ", "Send a query as the body of a POST");
        String head = RawHttp.ask(console, RawHttp.head("HEAD", "/views/pools", "Host: localhost"));
        assertThat(head).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "//views",
                "//views/pools",
                "/views//pools",
                "/views/pools/",
                "/views/./pools",
                "/views/../views/pools",
                "/views/..%2fviews",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/%76iews",
                "/views/pools%00",
                "/views/pools%",
                "/views/pools;a=b",
                "/views/pools%0d%0aX: y",
                "/VIEWS",
                "/views/wait_events\\..",
                "/explain/..",
                "/explain/%2e%2e",
                "/explain/a/b",
                "http://localhost/views",
                "http://evil.example/views",
                "file:/etc/passwd",
                "views",
                "*",
                "/views?format=json&format=csv",
                "/views/pools?format=%zz",
                "/views/pools?nothing=1",
                "/records?tables=nothing",
                "/records?from=x",
                "/records?pool=other",
            })
    void pathTrickLeadsNowhere(String target) throws Exception {
        assertThat(RawHttp.status(RawHttp.get(console(), target))).isIn(0, 400, 404);
    }

    @Test
    void longPathAndLargeBodyAreRefused() throws Exception {
        Console console = console();
        assertThat(RawHttp.status(RawHttp.get(console, "/views/" + "a".repeat(100_000))))
                .isIn(0, 414);
        String announced =
                RawHttp.ask(console, RawHttp.head("POST", "/sql", "Host: localhost", "Content-Length: 9999999999"));
        assertThat(announced).contains(" 413 ", "A query has at most 65536 bytes.");
        String half = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
        String chunked = RawHttp.ask(
                console,
                RawHttp.head("POST", "/sql", "Host: localhost", "Transfer-Encoding: chunked") + half + half + half
                        + "0\r\n\r\n");
        assertThat(RawHttp.status(chunked)).isIn(0, 413);
        assertThat(RawHttp.status(RawHttp.sql(console, "SELECT 1 -- " + "x".repeat(60_000))))
                .isEqualTo(200);
    }

    @Test
    void eachAnswerHasTheHeadersOfSafety() throws Exception {
        Console console = console();
        for (String answer : List.of(
                RawHttp.get(console, "/"),
                RawHttp.get(console, "/nothing"),
                RawHttp.get(console, "/views/pools?format=csv"),
                RawHttp.sql(console, "nonsense"))) {
            assertThat(answer)
                    .contains("X-content-type-options: nosniff", "Cache-control: no-store")
                    .contains("Content-security-policy: default-src 'none'; frame-ancestors 'none'")
                    .contains("X-frame-options: DENY", "Referrer-policy: no-referrer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ALIAS run AS 'void run() { System.exit(1); }'",
                "CREATE LINKED TABLE l('org.h2.Driver', 'jdbc:h2:mem:', 'sa', '', 'x')",
                "SELECT FILE_READ('/etc/passwd')",
                "SELECT * FROM CSVREAD('/etc/passwd')",
                "CALL CSVWRITE('/tmp/penstock-written', 'SELECT 1')",
                "RUNSCRIPT FROM '/etc/passwd'",
                "SCRIPT TO '/tmp/penstock-written'",
                "SET QUERY_TIMEOUT 0",
                "SELECT 1; SHUTDOWN",
                "SHUTDOWN",
                "DROP TABLE pools",
                "DELETE FROM pools",
                "SELECT CANCEL_SESSION(1)",
            })
    void escapeOfH2IsRefused(String attack) throws Exception {
        Console console = console();

        assertThat(RawHttp.status(RawHttp.sql(console, attack))).isEqualTo(400);
        assertThat(RawHttp.sql(console, "SELECT pool FROM pools")).contains("\"pool\" : \"orders\"");
    }

    @Test
    void largeResultIsCutOrRefused() throws Exception {
        Console console = console();
        String rows = RawHttp.sql(console, "SELECT count(*) AS n FROM SYSTEM_RANGE(1, 3)");
        assertThat(rows).contains("\"n\" : 3");
        assertThat(RawHttp.sql(console, "SELECT REPEAT('x', 1000) FROM SYSTEM_RANGE(1, 100000)"))
                .contains(" 413 ", "larger than 16 MiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS LONG_NAME FROM SYSTEM_RANGE(1, 100000)",
                "SELECT ARRAY[REPEAT('x', 1000)] FROM SYSTEM_RANGE(1, 20000)",
                "SELECT CAST(REPEAT('x', 1000) AS CLOB) FROM SYSTEM_RANGE(1, 20000)",
                "SELECT CAST(REPEAT('x', 1000) AS VARBINARY) FROM SYSTEM_RANGE(1, 20000)",
                "SELECT 1E-20000000",
                "SELECT 1E20000000",
            })
    void eachKindOfLargeValueIsRefused(String query) throws Exception {
        String longName = "n".repeat(200);

        assertThat(RawHttp.sql(console(), query.replace("LONG_NAME", longName)))
                .contains(" 413 ", "larger than 16 MiB");
    }
}
