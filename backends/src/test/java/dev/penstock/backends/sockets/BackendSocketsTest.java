package dev.penstock.backends.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The moments at which the pool closes the sockets of attempts and sessions. */
class BackendSocketsTest {
    private final BackendSockets sockets = new BackendSockets();
    private final DialledSockets dialled = new DialledSockets();
    private final Socket socket = new Socket();
    private final Connection connection = (Connection) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                throw new AssertionError("a connection may do anything in " + method);
            });

    private void open() throws IOException {
        sockets.begin(dialled);
        dialled.add(socket);
        assertThat(sockets.keep(connection, dialled)).isTrue();
    }

    @Test
    void deadlineOfAttemptClosesItsSockets() throws IOException {
        sockets.begin(dialled);
        dialled.add(socket);
        dialled.expire();
        assertThat(socket.isClosed()).isTrue();
        Socket late = new Socket();
        assertThatThrownBy(() -> dialled.add(late)).isInstanceOf(SocketException.class);
        assertThat(late.isClosed()).isTrue();
        assertThat(dialled.size()).isZero();
    }

    @Test
    void deadlineOfAttemptSparesReadySession() throws IOException {
        open();
        dialled.expire();
        assertThat(socket.isClosed()).isFalse();
        sockets.disconnect(connection);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void attemptWithoutConnectionLeavesNoSocket() throws IOException {
        sockets.begin(dialled);
        dialled.add(socket);
        sockets.end(dialled);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void sessionThatIsForgottenLeavesNoSocket() throws IOException {
        open();
        sockets.forget(connection);
        assertThat(socket.isClosed()).isTrue();
        sockets.disconnect(connection);
    }

    @Test
    void sessionOfExpiredAttemptIsNotReady() throws IOException {
        sockets.begin(dialled);
        dialled.add(socket);
        assertThat(dialled.markOpened(connection)).isTrue();
        dialled.expire();
        assertThat(dialled.opened()).containsSame(connection);
        assertThat(sockets.keep(connection, dialled)).isFalse();
    }

    @Test
    void sessionOpenedAfterItsLimitIsNotWanted() {
        sockets.begin(dialled);
        dialled.expire();
        assertThat(dialled.markOpened(connection)).isFalse();
        assertThat(dialled.opened()).isEmpty();
    }

    @Test
    void sessionOpenedAfterCloseIsNotReady() {
        sockets.begin(dialled);
        sockets.close();
        assertThat(sockets.keep(connection, dialled)).isFalse();
    }

    @Test
    void closeEndsAttemptsAndSessions() throws IOException {
        open();
        DialledSockets attempt = new DialledSockets();
        Socket dialling = new Socket();
        sockets.begin(attempt);
        attempt.add(dialling);
        sockets.close();
        assertThat(socket.isClosed()).isTrue();
        assertThat(dialling.isClosed()).isTrue();
        DialledSockets late = new DialledSockets();
        sockets.begin(late);
        assertThatThrownBy(() -> late.add(new Socket())).isInstanceOf(SocketException.class);
    }

    @Test
    void attemptIsFoundByItsIdWhileUnderWay() throws SQLException {
        DialledSockets inner = new DialledSockets();
        dialled.during(() -> {
            assertThat(DialledSockets.find(dialled.id())).containsSame(dialled);
            inner.during(() -> {
                assertThat(DialledSockets.current()).containsSame(inner);
                return true;
            });
            assertThat(DialledSockets.current()).containsSame(dialled);
            return true;
        });
        assertThat(DialledSockets.current()).isEmpty();
        assertThatThrownBy(() -> DialledSockets.find(dialled.id()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has ended");
        assertThat(DialledSockets.find("another copy.1")).isEmpty();
    }
}
