package dev.penstock.backends.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.Loopback;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wait for the server when a session is closed. */
class SessionSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ServerSocket server;
    private Socket client;
    private Socket session;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        String address = FixedAddressSocketFactory.argument((InetSocketAddress) server.getLocalSocketAddress(), 5_000);
        client = new FixedAddressSocketFactory(address).createSocket();
        session = server.accept();
    }

    @AfterEach
    void disconnect() throws IOException {
        session.close();
        client.close();
        server.close();
    }

    /** A driver that sends its goodbye and closes the socket. */
    private Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    client.getOutputStream().write('X');
                    client.getOutputStream().close();
                    return null;
                });
    }

    private CompletableFuture<Void> closing() {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        SessionSocket.closeBoth(connection());
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                work -> new Thread(work, "closes").start());
    }

    @Test
    void closeReturnsWhenTheServerEndsTheSession() throws IOException {
        CompletableFuture<Void> closing = closing();
        assertThat(session.getInputStream().read()).isEqualTo('X');
        assertThat(session.getInputStream().read())
                .as("the driver has closed the socket")
                .isEqualTo(-1);
        assertThat(client.isClosed()).isFalse();
        session.getOutputStream().write("what was under way".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        session.close();
        closing.join();
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void closeReportsServerThatIsSilent() {
        CompletableFuture<Void> closing = closing();
        Await.until("the connection is closed all the same", LIMIT, closing::isDone);
        assertThat(client.isClosed()).isTrue();
        assertThatThrownBy(closing::join).hasRootCauseInstanceOf(SQLTimeoutException.class);
    }

    @Test
    void resetByTheServerEndsTheSession() throws IOException {
        CompletableFuture<Void> closing = closing();
        assertThat(session.getInputStream().read()).isEqualTo('X');
        session.setSoLinger(true, 0);
        session.close();
        closing.join();
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void localAddressOfTheUserIsThatOfTheSocket() throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
        InetAddress local = Loopback.address(9);
        String argument = FixedAddressSocketFactory.argument(address, 5_000, Optional.of(local.getHostAddress()));
        try (Socket bound = new FixedAddressSocketFactory(argument).createSocket();
                Socket accepted = server.accept()) {
            assertThat(accepted.getInetAddress()).isEqualTo(local);
            bound.bind(new InetSocketAddress(local, 0));
            assertThatThrownBy(() -> bound.bind(new InetSocketAddress(Loopback.address(8), 0)))
                    .as("another address than the socket has")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void closeByThePoolConfirmsNothing() throws IOException {
        CompletableFuture<Void> closing = closing();
        assertThat(session.getInputStream().read()).isEqualTo('X');
        assertThat(session.getInputStream().read())
                .as("the driver has closed the socket")
                .isEqualTo(-1);
        client.close();
        assertThatThrownBy(closing::join).hasRootCauseInstanceOf(SQLTimeoutException.class);
    }

    @Test
    void skipBeyondTheEndThrows() throws IOException {
        InputStream answers = client.getInputStream();
        session.getOutputStream().write(new byte[] {1, 2, 3});
        session.close();
        long skipped = 0;
        while (skipped < 3) {
            skipped += answers.skip(3 - skipped);
        }
        assertThat(answers.skip(0)).isZero();
        assertThatThrownBy(() -> answers.skip(1)).isInstanceOf(EOFException.class);
    }

    @Test
    void closeByAnotherThreadDoesNotWait() throws IOException {
        client.close();
        assertThat(client.isClosed()).isTrue();
        assertThat(session.getInputStream().read()).isEqualTo(-1);
        session.close();
    }
}
