package dev.penstock.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.console.PoolFixture;
import dev.penstock.console.source.StatsSource;
import dev.penstock.console.source.StatsSources;
import dev.penstock.console.sql.Limits;
import dev.penstock.console.sql.StatsDataSource;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.operations.ClaimView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The answers of a console over HTTP, as curl gets them. */
class ConsoleTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private Console console(PenstockDataSource pool) throws IOException {
        return fixture.closing(Console.open(pool, "127.0.0.1:0"));
    }

    private static HttpResponse<String> get(Console console, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(console.uri().resolve(path));
        return CLIENT.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> sql(Console console, String path, String query, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(console.uri().resolve(path)).POST(HttpRequest.BodyPublishers.ofString(query));
        return CLIENT.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void indexNamesPoolsPathsAndViews() throws Exception {
        Console console = console(fixture.pool("orders", 1));

        HttpResponse<String> index = get(console, "/");

        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(index.body())
                .contains(
                        "\"console\" : \"penstock\"", "\"version\" : 1", "\"orders\"", "POST /sql", "\"wait_events\"");
        assertThat(get(console, "/views").body()).contains("in_wait_seconds", "\"type\" : \"double\"");
    }

    @Test
    void viewAnswersInThreeForms() throws Exception {
        Console console = console(fixture.pool("orders", 3));

        assertThat(get(console, "/views/pools").body()).contains("\"pool\" : \"orders\"", "\"maximum_size\" : 3");
        assertThat(get(console, "/views/pools?format=csv").body())
                .startsWith("pool,")
                .contains("\r\norders,");
        assertThat(get(console, "/views/pools", "Accept", "text/plain").body())
                .contains("─")
                .endsWith("1 row\n");
        assertThat(get(console, "/views/pools", "Accept", "text/csv;q=0.9")
                        .headers()
                        .firstValue("Content-Type"))
                .contains("text/csv; charset=utf-8");
        assertThat(get(console, "/views/pools?format=xml").statusCode()).isEqualTo(400);
        assertThat(get(console, "/views/nothing").body()).contains("There is no view 'nothing'");
        assertThat(get(console, "/views/lints", "Accept", "text/plain").body())
                .contains("nested_claim")
                .endsWith("15 rows\n");
    }

    @Test
    void queryAnswersAndErrorIsOneSentence() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 2);
        Console console = console(pool);
        try (Connection held = pool.getConnection()) {
            assertThat(held).isNotNull();
            String query = "SELECT h.thread FROM activity a JOIN holders h USING (claim_id)";

            assertThat(sql(console, "/sql?format=csv", query).body())
                    .isEqualTo("thread\r\n" + Thread.currentThread().getName() + "\r\n");
        }
        HttpResponse<String> wrong = sql(console, "/sql", "SELECT nothing FROM pools");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("\"error\" : \"Column \\\"nothing\\\" not found\"");
        assertThat(sql(console, "/sql", " ").statusCode()).as("no query").isEqualTo(400);
    }

    @Test
    void claimIsExplained() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 1);
        Console console = console(pool);
        try (Connection held = pool.getConnection()) {
            String claim = held.unwrap(ClaimView.class).claim();

            HttpResponse<String> page = get(console, "/explain/" + claim);

            assertThat(page.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(page.body()).startsWith("claim " + claim).contains("claim_hold");
            assertThat(get(console, "/explain/nonsense").statusCode()).isEqualTo(404);
            assertThat(get(console, "/explain/nonsense").body()).contains("is not of this pool");
        }
    }

    @Test
    void recordsAreReadByAnotherConsole() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 1);
        Console console = fixture.closing(Console.open(
                List.of(StatsSource.of(pool), StatsSource.of(fixture.pool("billing", 3))),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ConsoleOptions.DEFAULT.withToken("0123456789abcdef")));
        String url = console.uri().toString();
        try (StatsSources sources = StatsSources.of(url, Optional.of("0123456789abcdef"));
                Connection held = pool.getConnection()) {
            StatsDataSource stats = fixture.closing(StatsDataSource.of(sources.pools(), Limits.DEFAULT));

            assertThat(PoolFixture.rows(stats, "SELECT pool, in_use FROM pools ORDER BY pool"))
                    .containsExactly(List.of("billing", 0L), List.of("orders", 1L));
            String claim = held.unwrap(ClaimView.class).claim();
            assertThat(sources.pools().get(0).explain("claim " + claim)).startsWith("claim " + claim);
            assertThat(sources.pools().get(0).explain("nonsense")).startsWith("Claim 'nonsense' is not of this pool");
        }
        assertThatThrownBy(() -> StatsSources.of(url, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("the console at " + url + " needs its token: give it by the variable"
                        + " PENSTOCK_CONSOLE_TOKEN");
        assertThatThrownBy(() -> StatsSources.of(url, Optional.of("fedcba9876543210")))
                .isInstanceOf(IOException.class)
                .hasMessage("the console at " + url + " has another token");
    }

    @Test
    void closedConsoleFreesItsPortAndThePoolGoesOn() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 1);
        Console console = Console.open(pool, ":0");
        String url = console.uri().toString();
        InetSocketAddress address = console.address();
        console.close();
        console.close();

        try (ServerSocket socket = new ServerSocket(address.getPort(), 1, address.getAddress());
                Connection held = pool.getConnection()) {
            assertThat(socket.isBound()).isTrue();
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> Console.open(pool, "127.0.0.1:" + address.getPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen at /127.0.0.1:" + address.getPort());
        }
        assertThatThrownBy(() -> StatsSources.of(url, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing listens at " + url);
    }
}
