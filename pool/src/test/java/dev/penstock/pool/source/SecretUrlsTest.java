package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.discovery.Backend;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A password with a mark, in each place of each kind of URL, appears in no text of Penstock. */
@Timeout(120)
class SecretUrlsTest {
    private static final String MARK = "s3cr3t";

    /** Passwords with characters that end a password for one driver or another. Each part has the mark. */
    private static final List<String> PASSWORDS = List.of(
            MARK,
            "s3cr3tA;s3cr3tB",
            "s3cr3tA&s3cr3tB",
            "s3cr3tA%s3cr3tB",
            "s3cr3tA%2Fs3cr3tB",
            "s3cr3tA+s3cr3tB",
            "s3cr3tA,s3cr3tB",
            "s3cr3tA?s3cr3tB",
            "s3cr3tA:s3cr3tB",
            "s3cr3tA/s3cr3tB",
            "s3cr3tA//s3cr3tB",
            "s3cr3tA://s3cr3tB",
            "s3cr3tA@s3cr3tB",
            "s3cr3tA)s3cr3tB",
            "s3cr3tA s3cr3tB");

    /** {@code %s} is the password. */
    private static final List<String> URLS = List.of(
            "jdbc:postgresql://app:%s@db/orders",
            "jdbc:postgresql://app:%s/orders",
            "jdbc:postgresql://app:%s",
            "jdbc:postgresql://db/orders?user=app&password=%s&ssl=true",
            "jdbc:postgresql://db/orders?sslpassword=%s",
            "jdbc:postgresql://db;password=%s/orders",
            "jdbc:postgresql://_postgresql._tcp.db;password=%s/orders",
            "jdbc:postgresql://_postgresql._tcp.db:%s/orders",
            "jdbc:postgresql:orders?password=%s",
            "jdbc:postgresql://app:%s/orders?socketFactory=com.example.Own",
            "jdbc:postgresql://app:%s,db/orders?socketFactory=com.example.Own",
            "jdbc:postgresql://_app:%s/orders?socketFactory=com.example.Own",
            "jdbc:mysql://app:%s@db/orders",
            "jdbc:mysql://app:%s/orders",
            "jdbc:mysql://app:%s/orders?sslMode=VERIFY_IDENTITY",
            "jdbc:mysql://_app:%s/orders",
            "jdbc:mysql://db/orders?user=app&password=%s",
            "jdbc:mysql://db/orders?trustCertificateKeyStorePassword=%s",
            "jdbc:mysql://address=(host=db)(user=app)(password=%s)/orders",
            "jdbc:mysql://(host=db,user=app,password=%s)/orders",
            "jdbc:mysql:loadbalance://app:%s@db,db-2/orders",
            "jdbc:mariadb://app:%s@db/orders",
            "jdbc:mariadb://app:%s/orders?sslMode=verify-full",
            "jdbc:mariadb://db/orders?password=%s&sslMode=trust",
            "jdbc:mariadb:replication://address=(host=db)(port=3306)(type=primary)/orders?keyPassword=%s",
            "jdbc:oracle:thin:scott/%s@db:1521:orders",
            "jdbc:oracle:thin:scott/%s@//db:1521/orders",
            "jdbc:oracle:thin:scott/\"%s\"@db:1521/orders",
            "jdbc:oracle:oci:scott/%s",
            "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=db))(SECURITY=(WALLET_PASSWORD=%s)))",
            "jdbc:h2:mem:x;USER=sa;PASSWORD=%s",
            "jdbc:h2:tcp://localhost/~/orders;CIPHER=AES;PASSWORD=%s filekey;IFEXISTS=TRUE",
            "jdbc:sqlserver://db:1433;user=app;password=%s;encrypt=true",
            "jdbc:sqlserver://db:1433;password={%s};encrypt=true",
            "jdbc:sqlserver://;serverName=db;keyStoreSecret=%s",
            "jdbc:db2://db:50000/orders:user=app;password=%s;",
            "jdbc:informix-sqli://db:1533/orders:INFORMIXSERVER=x;password=%s",
            "jdbc:teradata://db/USER=app,PASSWORD=%s",
            "jdbc:snowflake://db/?user=app&token=%s",
            "jdbc:x://db/orders?pass=%s",
            "jdbc:x://db/orders?a=b&sslpassphrase=%s&c=d",
            "jdbc:x://db/orders?PWD=%s",
            "jdbc:x:app:%s@db",
            "jdbc:app/%s@db:1:x",
            "app:%s@db",
            "mysql://app:%s@db/orders");

    /** A user and a password without a host: what follows an {@code @} in the password is then a host. */
    private static final Pattern NO_HOST = Pattern.compile(".*//_?(app|_postgresql._tcp.db):%s(,db)?(/.*)?|.*:oci:.*");

    static Stream<String[]> urls() {
        return URLS.stream()
                .flatMap(url -> PASSWORDS.stream()
                        .filter(password ->
                                !password.contains("@") || !NO_HOST.matcher(url).matches())
                        .flatMap(password -> Stream.of(
                                new String[] {url.replace("%s", password), password},
                                new String[] {url.replace("%s", encoded(password)), password})));
    }

    private static String encoded(String password) {
        return URLEncoder.encode(password, StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("urls")
    void passwordInUrlIsHiddenFromEachQuote(String url, String password) {
        Secrets secrets = Secrets.of(url, new Properties());

        assertThat(secrets.redact("cannot read " + url)).doesNotContain("s3cr3t");
        assertThat(secrets.redact("refused: " + password + "!")).doesNotContain("s3cr3t");
        if (url.contains(password) && !password.matches(".*[%+].*")) {
            assertThat(secrets.redact("no setting s3cr3tB"))
                    .as("a part that a driver may take for something else")
                    .doesNotContain("s3cr3tB");
        }
        assertThat(Secrets.redactUrl(url) + secrets).doesNotContain("s3cr3t");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("urls")
    void passwordInUrlIsInNoErrorAndNoText(String url, String password) {
        try (JulCapture log = new JulCapture()) {
            PenstockConfig config = new PenstockConfig();
            config.setJdbcUrl(url);
            Throwable refusal = catchThrowable(config::validate);
            assertThat(printed(refusal) + config).doesNotContain("s3cr3t");

            config.setDriverClassName("dev.penstock.lab.jdbc.StubDriver");
            assertThat(printed(catchThrowable(config::validate))).doesNotContain("s3cr3t");

            PropertyMap properties = new PropertyMap();
            properties.set(PropertyTable.JDBC_URL, url);
            List<String> errors = new ArrayList<>();
            Optional<ConnectionSource> source = ConnectionSource.of(properties, errors);
            assertThat(errors.toString() + source).doesNotContain("s3cr3t");
            source.ifPresent(found -> assertThat(
                            found.url().service() + found.url() + found.url().warning())
                    .doesNotContain("s3cr3t"));
            assertThat(log.text()).doesNotContain("s3cr3t");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("urls")
    void driverOfPostgresLogsNoPassword(String url, String password) {
        PropertyMap properties = new PropertyMap();
        properties.set(PropertyTable.JDBC_URL, url);
        properties.set(PropertyTable.CONNECT_TIMEOUT, 250L);
        Optional<ConnectionSource> source = ConnectionSource.of(properties, new ArrayList<>());
        if (!url.startsWith("jdbc:postgresql:") || source.isEmpty()) {
            return;
        }
        try (JulCapture log = new JulCapture()) {
            Properties own = new Properties();
            own.setProperty("socketFactory", "com.example.NoSuchFactory");
            Backend backend = Backend.of("db", InetAddress.getLoopbackAddress(), 1);
            own.putAll(dialled(source.get(), backend));
            own.setProperty("socketFactory", "com.example.NoSuchFactory");
            Throwable failure = catchThrowable(() ->
                    source.get().sessions().open(source.get().url().dialect().url(backend), own));
            assertThat(failure).isNotNull();
            assertThat(log.text()).contains("Connecting with URL").doesNotContain("s3cr3t");
        }
    }

    private static Properties dialled(ConnectionSource source, Backend backend) {
        Properties own = new Properties();
        source.url().dialect().dial(backend, Duration.ofMillis(250), own);
        return own;
    }

    @Test
    void passwordOfPostgresUrlReachesDriverDecoded() {
        PropertyMap properties = new PropertyMap();
        properties.set(
                PropertyTable.JDBC_URL, "jdbc:postgresql://db/orders?password=a%26b%2Bc+d&ssl=true&sslpassword=x");
        ConnectionSource source =
                ConnectionSource.of(properties, new ArrayList<>()).orElseThrow();
        Backend backend = Backend.of("db", InetAddress.getLoopbackAddress(), 1);

        assertThat(source.url().dialect().url(backend)).isEqualTo("jdbc:postgresql://db:1/orders?ssl=true");
        assertThat(dialled(source, backend))
                .containsEntry("password", "a&b+c d")
                .containsEntry("sslpassword", "x");
    }

    @Test
    void passwordThatCannotBeDecodedIsRefused() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:postgresql://db/orders?password=100%");

        assertThat(catchThrowable(config::validate))
                .hasMessageContaining("jdbcUrl has a password with a wrong escape: write '%' as %25");
    }

    @Test
    void longerUrlThanIsSearchedForSecretsIsRefused() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:postgresql://db/orders?a=" + "x".repeat(Secrets.MAX_URL));

        assertThat(catchThrowable(config::validate))
                .hasMessageContaining("jdbcUrl has 65566 characters; it must have at most 65536");
    }

    @Test
    void passwordAtEndOfLongestUrlIsFound() {
        String url = "jdbc:postgresql://db/orders?a=" + "x".repeat(Secrets.MAX_URL - 60) + "&password=" + MARK;

        assertThat(Secrets.of(url, new Properties()).redact("it is s3cr3t")).isEqualTo("it is …");
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }

    /** All that java.util.logging gets, at all levels. */
    private static final class JulCapture extends Handler implements AutoCloseable {
        private final Logger root = Logger.getLogger("");
        private final Logger driver = Logger.getLogger("org.postgresql");
        private final StringBuilder text = new StringBuilder();

        JulCapture() {
            setLevel(Level.ALL);
            driver.setLevel(Level.ALL);
            driver.setUseParentHandlers(false);
            driver.addHandler(this);
            root.addHandler(this);
        }

        @Override
        public synchronized void publish(LogRecord record) {
            text.append(new SimpleFormatter().format(record));
        }

        synchronized String text() {
            return text.toString();
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            root.removeHandler(this);
            driver.removeHandler(this);
            driver.setUseParentHandlers(true);
            driver.setLevel(null);
        }
    }
}
