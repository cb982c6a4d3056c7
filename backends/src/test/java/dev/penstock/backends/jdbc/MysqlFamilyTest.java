package dev.penstock.backends.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.backends.sockets.DialledSockets;
import dev.penstock.discovery.Backend;
import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The drivers of MySQL and MariaDB dial the discovered address, and verify the name if they can. */
@Timeout(120)
class MysqlFamilyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** An address that a lookup of "localhost" does not return. */
    private static final InetAddress ADDRESS = Loopback.address(9);

    @TempDir
    static Path directory;

    private static Path localhost;
    private static Path other;

    @BeforeAll
    static void certificates() throws IOException, InterruptedException {
        localhost = ScriptedMysqlServer.store(directory, "localhost");
        other = ScriptedMysqlServer.store(directory, "other.test");
    }

    private static SQLException refusal(
            ScriptedMysqlServer server, Driver driver, MysqlDialect dialect, Properties tls) {
        Properties properties = new Properties();
        properties.setProperty("user", "app");
        properties.setProperty("password", "secret");
        properties.putAll(tls);
        JdbcConnector connector =
                new JdbcConnector(driver, dialect, properties, SessionDefaults.standard(), Optional.empty());
        Backend backend = Backend.of("localhost", ADDRESS, server.port());
        return catchThrowableOfType(SQLException.class, () -> connector.connect(backend, LIMIT));
    }

    private static Properties mariadb(String mode, Path trusted) {
        Properties tls = new Properties();
        tls.setProperty("sslMode", mode);
        tls.setProperty("trustStore", trusted.toUri().toString());
        tls.setProperty("trustStorePassword", ScriptedMysqlServer.STORE_PASSWORD);
        tls.setProperty("trustStoreType", "PKCS12");
        return tls;
    }

    private static SQLException refusalByMariadb(ScriptedMysqlServer server, Path trusted) {
        return refusal(
                server,
                new org.mariadb.jdbc.Driver(),
                new MysqlDialect("jdbc:mariadb", "/app", true),
                mariadb("verify-full", trusted));
    }

    @Test
    void mariadbDialsTheAddressAndVerifiesTheName() throws Exception {
        try (ScriptedMysqlServer server = new ScriptedMysqlServer(ADDRESS, localhost)) {
            SQLException refusal = refusalByMariadb(server, localhost);
            assertThat(server.seen).as("%s", refusal).containsOnly("login over TLS");
            assertThat(refusal.getSQLState()).isEqualTo("28000");
        }
    }

    @Test
    void mariadbRefusesCertificateForAnotherName() throws Exception {
        try (ScriptedMysqlServer server = new ScriptedMysqlServer(ADDRESS, other)) {
            SQLException refusal = refusalByMariadb(server, other);
            assertThat((Throwable) refusal).hasStackTraceContaining("localhost");
            assertThat(server.seen).doesNotContain("login over TLS", "login in the clear");
        }
    }

    @Test
    void mariadbGetsTheAddressIfItVerifiesNoName() throws Exception {
        try (ScriptedMysqlServer server = new ScriptedMysqlServer(ADDRESS, other)) {
            SQLException refusal = refusal(
                    server,
                    new org.mariadb.jdbc.Driver(),
                    new MysqlDialect("jdbc:mariadb", "/app", false),
                    mariadb("verify-ca", other));
            assertThat(server.seen).as("%s", refusal).containsOnly("login over TLS");
        }
    }

    @Test
    void mysqlGetsTheAddress() throws Exception {
        try (ScriptedMysqlServer server = new ScriptedMysqlServer(ADDRESS, other)) {
            Properties tls = new Properties();
            tls.setProperty("sslMode", "VERIFY_CA");
            tls.setProperty("trustCertificateKeyStoreUrl", other.toUri().toString());
            tls.setProperty("trustCertificateKeyStoreType", "PKCS12");
            tls.setProperty("trustCertificateKeyStorePassword", ScriptedMysqlServer.STORE_PASSWORD);
            SQLException refusal =
                    refusal(server, new com.mysql.cj.jdbc.Driver(), new MysqlDialect("jdbc:mysql", "/app", false), tls);
            assertThat(server.seen).as("%s", refusal).containsOnly("login over TLS");
            assertThat(refusal.getSQLState()).isEqualTo("28000");
        }
    }

    /** MariaDB's driver gives each wait for a byte its whole socket timeout. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endOfTheAttemptEndsMariadbLogin(boolean byName) throws Exception {
        MysqlDialect dialect = new MysqlDialect("jdbc:mariadb", "/app", byName);
        JdbcConnector connector = new JdbcConnector(
                new org.mariadb.jdbc.Driver(), dialect, new Properties(), SessionDefaults.standard(), Optional.empty());
        DialledSockets dialled = new DialledSockets();
        try (ServerSocket server = new ServerSocket(0, 1, ADDRESS)) {
            Backend backend = Backend.of("localhost", ADDRESS, server.getLocalPort());
            CompletableFuture<SQLException> end = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                    SQLException.class, () -> dialled.during(() -> connector.connect(backend, LIMIT))));
            try (Socket session = server.accept()) {
                session.getOutputStream().write(new byte[] {100, 0, 0, 0, 10});
                assertThat(dialled.size()).isEqualTo(1);
                dialled.close();
                assertThat((Throwable) end.join()).isNotNull();
                assertThat(dialled.size()).isZero();
            }
        }
    }

    @Test
    void urlHasTheNameOrTheAddress() {
        Backend backend = Backend.of("db.test", Loopback.address(9), 3307);
        assertThat(new MysqlDialect("jdbc:mariadb", "/app?x=1", true).url(backend))
                .isEqualTo("jdbc:mariadb://db.test:3307/app?x=1");
        assertThat(new MysqlDialect("jdbc:mysql", "", false).url(backend)).isEqualTo("jdbc:mysql://127.0.0.9:3307");
    }

    @Test
    void socketFactoryWithoutAnAddressThrows() {
        assertThatThrownBy(() -> new ThreadLocalSocketFactory().createSocket()).isInstanceOf(IOException.class);
    }
}
