package dev.penstock.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.console.PoolFixture;
import dev.penstock.lab.Await;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.console.ConsoleAddress;
import dev.penstock.pool.console.ConsoleRegistration;
import dev.penstock.pool.console.ConsoleSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console that a pool opens by its property {@code consoleAddress}. */
class ConsoleAddressTest {
    @RegisterExtension
    final PoolFixture fixture = new PoolFixture();

    private static int status(String url) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void poolOpensConsoleAndClosesIt() throws Exception {
        int port = freePort();
        PenstockDataSource pool = fixture.unstarted("orders", 1);
        pool.setConsoleAddress(":" + port);
        pool.setConsoleToken("0123456789abcdef");
        pool.start();
        String url = "http://127.0.0.1:" + port + "/";

        Await.until("the console listens", PoolFixture.LIMIT, () -> status(url) == 401);
        pool.close();

        assertThat(status(url)).isZero();
    }

    @Test
    void tokenOfFileIsReadAgainAfterItsChange(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef\nsecond line\n");
        TokenFile token = TokenFile.read(file, 0);
        assertThat(token.accepts("Bearer 0123456789abcdef")).isTrue();

        Files.writeString(file, "another-token-of-16");
        assertThat(token.accepts("Bearer 0123456789abcdef"))
                .as("the token before")
                .isFalse();
        assertThat(token.accepts("Bearer another-token-of-16")).isTrue();

        Files.writeString(file, "short");
        assertThat(token.accepts("Bearer short")).isFalse();
        Files.delete(file);
        assertThat(token.accepts("Bearer another-token-of-16"))
                .as("without a file")
                .isFalse();
        assertThatThrownBy(() -> TokenFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no file " + file + " with the token of the console");
        Files.writeString(file, "hunter2");
        assertThatThrownBy(() -> TokenFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no token")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void consoleWithTokenFileNeedsToken(@TempDir Path folder) throws Exception {
        int port = freePort();
        PenstockDataSource pool = fixture.unstarted("orders", 1);
        pool.setConsoleAddress(":" + port);
        pool.setConsoleTokenFile(
                Files.writeString(folder.resolve("token"), "0123456789abcdef").toString());
        pool.start();

        Await.until("the console listens", PoolFixture.LIMIT, () -> status("http://127.0.0.1:" + port + "/") == 401);
    }

    @Test
    void portInUseIsTriedAgainWhileClaimsGoOn() throws Exception {
        PenstockDataSource pool = fixture.pool("orders", 1);
        ServerSocket taken = fixture.closing(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        ConsoleRegistration registration = new ConsoleRegistration(
                "orders",
                pool::instrument,
                new ConsoleAddress("127.0.0.1", taken.getLocalPort()),
                ConsoleSecret.NONE,
                Duration.ofMillis(20));
        fixture.closing(registration::close);
        registration.begin();
        try (Connection held = pool.getConnection()) {
            assertThat(held).isNotNull();
            assertThat(registration.url()).isEmpty();
        }
        taken.close();
        Await.until(
                "the console listens",
                PoolFixture.LIMIT,
                () -> registration.url().isPresent());
        String url = registration.url().orElseThrow();
        assertThat(status(url)).isEqualTo(200);
        registration.close();
        assertThat(status(url)).isZero();
    }

    @Test
    void wrongAddressAndTokenAreNamed() {
        assertThat(errors("0.0.0.0:8087", null))
                .contains("consoleAddress '0.0.0.0:8087' can be reached from other machines: set consoleToken or"
                        + " consoleTokenFile, or use 127.0.0.1");
        assertThat(errors("db.example:8087", null)).contains("can be reached from other machines");
        assertThat(errors("8087", null)).contains("consoleAddress '8087' must be HOST:PORT, such as 127.0.0.1:8087");
        assertThat(errors(":8087", "hunter2"))
                .contains("consoleToken must have at least 16 characters")
                .doesNotContain("hunter2");
        assertThat(errors(null, "0123456789abcdef"))
                .contains("consoleToken is set without consoleAddress")
                .doesNotContain("0123456789abcdef");
    }

    private static String errors(@Nullable String address, @Nullable String token) {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:postgresql://localhost/x");
        config.setConsoleAddress(address);
        config.setConsoleToken(token);
        return String.valueOf(catchThrowableOfType(IllegalArgumentException.class, config::validate)
                .getMessage());
    }
}
