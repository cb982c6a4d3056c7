package dev.penstock.backends.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.discovery.Backend;
import dev.penstock.lab.Loopback;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
