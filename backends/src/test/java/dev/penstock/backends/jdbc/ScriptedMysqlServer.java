package dev.penstock.backends.jdbc;

import dev.penstock.lab.Await;
import dev.penstock.lab.LabException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server of MySQL's protocol that greets, changes to TLS and refuses every login. It shows which address a client
 * dials and whether the client trusts the certificate (MySQL Client/Server Protocol, "Connection Phase").
 */
final class ScriptedMysqlServer implements AutoCloseable {
    static final String STORE_PASSWORD = "changeit";

    private static final int CAPABILITIES = 0x0008_0000 // plugin authentication
            | 0x8000 // secure connection
            | 0x0800 // TLS
            | 0x0200 // protocol 4.1
            | 0x0008 // connect with a database
            | 0x0001; // long password

    private final ServerSocket listener;
    private final SSLContext tls;
    private final Thread thread;

    /** The last step of each connection, in order. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    /** Listens on this address only, with the certificate in {@code store}. */
    ScriptedMysqlServer(InetAddress address, Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        listener = new ServerSocket(0, 50, address);
        thread = new Thread(this::serve, "scripted-mysql");
        thread.start();
    }

    /** Makes a store with a certificate for this DNS name, by the JDK's keytool. */
    static Path store(Path directory, String dnsName) throws IOException, InterruptedException {
        Path store = directory.resolve(dnsName + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + dnsName,
                        "-ext",
                        "san=dns:" + dnsName,
                        "-ext",
                        "bc=ca:true",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new LabException(
                    "keytool failed: " + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return store;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                socket.setSoTimeout(20_000);
                talk(socket);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    seen.add("broken: " + e.getMessage());
                }
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        send(socket.getOutputStream(), 0, greeting());
        byte[] request = receive(socket.getInputStream());
        if (request.length != 32) {
            seen.add("login in the clear");
            send(socket.getOutputStream(), 2, refusal());
            return;
        }
        try (SSLSocket secured =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true)) {
            secured.setUseClientMode(false);
            secured.startHandshake();
            receive(secured.getInputStream());
            seen.add("login over TLS");
            send(secured.getOutputStream(), 3, refusal());
        }
    }

    private static byte[] greeting() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(10);
        out.write("8.0.36\0".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {1, 0, 0, 0});
        out.write("abcdefgh\0".getBytes(StandardCharsets.US_ASCII));
        out.write(CAPABILITIES & 0xff);
        out.write(CAPABILITIES >> 8 & 0xff);
        out.write(45);
        out.write(new byte[] {2, 0});
        out.write(CAPABILITIES >> 16 & 0xff);
        out.write(CAPABILITIES >> 24 & 0xff);
        out.write(21);
        out.write(new byte[10]);
        out.write("ijklmnopqrst\0mysql_native_password\0".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** Error 1045, access denied. */
    private static byte[] refusal() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0xff, 0x15, 0x04});
        out.write("#28000Access denied".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static void send(OutputStream out, int sequence, byte[] payload) throws IOException {
        byte[] packet = new byte[payload.length + 4];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >> 8);
        packet[3] = (byte) sequence;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        out.write(packet);
        out.flush();
    }

    private static byte[] receive(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int length = data.readUnsignedByte() | data.readUnsignedByte() << 8 | data.readUnsignedByte() << 16;
        data.readUnsignedByte();
        byte[] payload = new byte[length];
        data.readFully(payload);
        return payload;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Await.until("the server has ended", Duration.ofSeconds(30), () -> !thread.isAlive());
    }
}
