package dev.penstock.lab.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int SILENCE_MILLIS = 150;

    private final Echo echo = new Echo();
    private final FaultProxy proxy = FaultProxy.to(echo.address());

    @AfterEach
    void noThreadOutlivesTheProxy() {
        proxy.close();
        echo.close();
        String name = "lab-proxy-" + proxy.address().getPort();
        Await.until(
                "the threads are gone",
                LIMIT,
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals(name)));
        assertThat(proxy.connectionCount()).isZero();
    }

    @Test
    void bytesAndEndOfStreamAreForwarded() throws IOException {
        try (Socket client = connect()) {
            byte[] much = new byte[1_000_000];
            Arrays.fill(much, (byte) 7);
            Thread writer = new Thread(() -> write(client, much));
            writer.start();
            assertThat(client.getInputStream().readNBytes(much.length)).isEqualTo(much);
            assertThat(proxy.connectionCount()).isEqualTo(1);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        Await.until("the connection is gone", LIMIT, () -> proxy.connectionCount() == 0);
        assertThat(proxy.acceptedCount()).isEqualTo(1);
    }

    @Test
    void targetPortsAreThoseOfConnectionsThatHaveNotEnded() throws IOException {
        assertThat(proxy.targetPorts()).isEmpty();
        try (Socket client = connect();
                Socket other = connect()) {
            assertEchoes(client);
            assertEchoes(other);
            assertThat(proxy.targetPorts()).hasSize(2).doesNotContain(client.getLocalPort());
        }
        Await.until("both have ended", LIMIT, () -> proxy.targetPorts().isEmpty());
    }

    @Test
    void latencyDelaysEachDirection() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client);
            proxy.latency(Duration.ofMillis(50));
            long begin = System.nanoTime();
            assertEchoes(client);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void passEndsPresentLatency() throws IOException {
        proxy.latency(Duration.ofHours(1));
        try (Socket client = connect()) {
            assertSilent(client);
            proxy.pass();
            assertThat(client.getInputStream().read()).isEqualTo('?');
        }
    }

    @Test
    void stalledBytesArriveAfterPass() throws IOException {
        try (Socket old = connect()) {
            assertEchoes(old);
            proxy.stall();
            assertSilent(old);
            try (Socket fresh = connect()) {
                assertSilent(fresh);
                proxy.pass();
                assertThat(old.getInputStream().read()).isEqualTo('?');
                assertThat(fresh.getInputStream().read()).isEqualTo('?');
            }
        }
    }

    @Test
    void swallowedBytesAreLost() throws IOException {
        try (Socket old = connect()) {
            assertEchoes(old);
            proxy.swallow();
            assertSilent(old);
            try (Socket fresh = connect()) {
                assertSilent(fresh);
                assertThat(echo.connections()).as("connections at the target").isEqualTo(1);
            }
            proxy.pass();
            assertEchoes(old);
        }
    }

    @Test
    void oneByteChunksArriveWhole() throws IOException {
        proxy.oneByteChunks();
        try (Socket client = connect()) {
            write(client, "chunks".getBytes());
            assertThat(client.getInputStream().readNBytes(6)).asString().isEqualTo("chunks");
        }
    }

    @Test
    void resetEndsOnlyExistingConnections() throws IOException {
        try (Socket old = connect()) {
            assertEchoes(old);
            proxy.reset();
            assertThatThrownBy(() -> old.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            Await.until("the target has lost the connection", LIMIT, () -> echo.openConnections() == 0);
            try (Socket fresh = connect()) {
                assertEchoes(fresh);
            }
        }
    }

    @Test
    void connectionsThatEndMeanwhileAreResetToo() throws IOException {
        for (int round = 0; round < 50; round++) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Socket client = connect();
                clients.add(client);
                assertEchoes(client);
            }
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> clients.forEach(FaultProxyTest::close)),
                            CompletableFuture.runAsync(proxy::fin),
                            CompletableFuture.runAsync(proxy::reset),
                            CompletableFuture.runAsync(proxy::reset))
                    .join();
            Await.until("the connections are gone", LIMIT, () -> proxy.connectionCount() == 0);
        }
    }

    @Test
    void finEndsOnlyOneDirection() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client);
            long received = echo.received();
            proxy.fin();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            write(client, new byte[] {'!'});
            Await.until("the target has got the byte", LIMIT, () -> echo.received() == received + 1);
            assertThat(proxy.connectionCount()).isEqualTo(1);
        }
    }

    @Test
    void acceptThenResetForwardsExistingConnections() throws IOException {
        try (Socket old = connect()) {
            assertEchoes(old);
            proxy.acceptThenReset();
            try (Socket fresh = connect()) {
                assertThatThrownBy(() -> fresh.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            assertEchoes(old);
            assertThat(proxy.connectionCount()).isEqualTo(1);
        }
    }

    @Test
    void refusalForwardsExistingConnectionsUntilListen() throws IOException {
        try (Socket old = connect()) {
            assertEchoes(old);
            proxy.refuse();
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertEchoes(old);
            proxy.listen();
            proxy.listen();
            try (Socket fresh = connect()) {
                assertEchoes(fresh);
            }
            assertEchoes(old);
        }
    }

    @Test
    void refusingTargetEndsTheConnection() throws IOException {
        try (Socket bound = new Socket()) {
            // bound and not listening: refuses connections, and no other process can get the port
            bound.bind(new InetSocketAddress(Loopback.address(1), 0));
            InetSocketAddress refusing = (InetSocketAddress) bound.getLocalSocketAddress();
            try (FaultProxy toNobody = FaultProxy.to(refusing);
                    Socket client = connect(toNobody)) {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void endOfTargetStreamIsForwarded() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client);
            echo.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closeEndsStalledConnections() throws IOException {
        proxy.stall();
        try (Socket client = connect()) {
            assertSilent(client);
            proxy.close();
            proxy.close();
            assertThat(endOf(client)).isTrue();
            assertThatThrownBy(proxy::listen).isInstanceOf(LabException.class).hasMessageContaining("is closed");
        }
    }

    @Test
    void addressInUseIsRefused() {
        assertThatThrownBy(() -> FaultProxy.start(echo.address(), proxy.address()))
                .isInstanceOf(LabException.class)
                .hasMessageContaining(
                        "cannot listen on /127.0.0.1:" + echo.address().getPort());
    }

    private Socket connect() throws IOException {
        return connect(proxy);
    }

    private static Socket connect(FaultProxy proxy) throws IOException {
        Socket socket = new Socket();
        socket.connect(proxy.address());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static void assertEchoes(Socket socket) throws IOException {
        socket.getOutputStream().write('?');
        assertThat(socket.getInputStream().read()).isEqualTo('?');
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.getOutputStream().write('?');
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout((int) LIMIT.toMillis());
    }

    private static boolean endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void close(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server that returns each byte. */
    private static final class Echo implements AutoCloseable {

        private final ServerSocket listener;
        private final List<Socket> connections = new java.util.concurrent.CopyOnWriteArrayList<>();
        private final AtomicInteger received = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();

        Echo() {
            try {
                listener = new ServerSocket();
                listener.bind(
                        new InetSocketAddress(Loopback.address(1), Loopback.freePort(List.of(Loopback.address(1)))));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            daemon(this::acceptAll);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        int connections() {
            return connections.size();
        }

        int openConnections() {
            return open.get();
        }

        long received() {
            return received.get();
        }

        private void acceptAll() {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    connections.add(socket);
                    open.incrementAndGet();
                    daemon(() -> echo(socket));
                } catch (IOException e) {
                    assertThat(listener.isClosed()).isTrue();
                }
            }
        }

        private void echo(Socket socket) {
            try (socket) {
                byte[] buffer = new byte[8192];
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    received.addAndGet(n);
                    socket.getOutputStream().write(buffer, 0, n);
                }
            } catch (IOException e) {
                assertThat(e).isInstanceOf(SocketException.class);
            } finally {
                open.decrementAndGet();
            }
        }

        @Override
        public void close() {
            try {
                listener.close();
                for (Socket socket : connections) {
                    socket.close();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void daemon(Runnable task) {
            Thread thread = new Thread(task, "echo");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
