package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import dev.penstock.pool.ClaimFailure;
import dev.penstock.pool.Invariants;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.PenstockDataSource;
import dev.penstock.pool.Pools;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message and no log contains a secret. */
class SecretsTest {
    private static final String SECRET = "s3cr3t";
    private static final Path LOG = Path.of("target", "test.log");

    @RegisterExtension
    final Pools pools = new Pools();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:nosuch://db.example.com/orders?user=u&password=s3cr3t",
                "jdbc:nosuch://db.example.com/orders;user=u;password=s3cr3t",
                "jdbc:nosuch://db.example.com:5000/orders:user=u;password=s3cr3t;",
                "jdbc:nosuch://db.example.com:5000/orders:password=s3cr3t;user=u;",
                "jdbc:nosuch://u:s3cr3t@db.example.com/orders",
                "jdbc:nosuch://u:s3cr3t?x@db.example.com/orders",
                "jdbc:nosuch://u:s3c/s3cr3t@db.example.com/orders",
                "jdbc:nosuch:thin:scott/s3cr3t@//db.example.com:1521/orders",
                "jdbc:nosuch:thin:scott/s3cr3t@db:1521:orders",
                "jdbc:nosuch://db/orders?PWD=s3cr3t@x",
                "jdbc:postgresql://u:s3cr3t@db.example.com/orders",
                "jdbc:postgresql://u:s3cr3t/x@db.example.com/orders",
                "jdbc:mysql://u:s3cr3t/x@db.example.com/orders",
                "jdbc:mariadb://u:s3cr3t?x@db.example.com/orders",
                "postgresql://u:s3cr3t@db.example.com/orders",
                "s3cr3t@db.example.com"
            })
    void errorOfUnusableUrlContainsNoSecret(String url) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl(url);
        Throwable failure = catchThrowable(pool::getConnection);
        assertThat(failure).isInstanceOf(SQLException.class).hasMessageContaining("jdbcUrl");
        assertThat(textOf(failure)).doesNotContain(SECRET);
    }

    @Test
    void passwordQuotedByDriverIsHidden() throws IOException {
        pools.on("Driver.connect")
                .throwing(new SQLException("cannot parse jdbc:lab:x?password=" + SECRET + "&a=b", "08001"));
        PenstockDataSource pool = pools.open(1, config -> {
            config.setConnectionTimeout(300);
            config.setUsername("clerk");
            config.setPassword(SECRET);
        });
        Throwable failure = catchThrowable(pool::getConnection);
        assertThat(failure).hasMessageContaining("cannot parse").hasMessageContaining("08001");
        assertThat(textOf(failure)).doesNotContain(SECRET);
        assertThat(pool.backends().toString()).doesNotContain(SECRET);
        Await.until("the failure is logged", Invariants.LIMIT, () -> !log().isEmpty());
        assertThat(log()).doesNotContain(SECRET);
    }

    @Test
    void statementQuotedByDriverIsNotLogged() throws SQLException, IOException {
        PenstockDataSource pool = pools.full(1, config -> {});
        BatchUpdateException aborted = new BatchUpdateException(
                "Batch entry 0 INSERT INTO t VALUES ('" + SECRET + "') was aborted", "08006", new int[0]);
        aborted.setNextException(new SQLException("the line went dead\nQuery is: INSERT '" + SECRET + "'", "08006"));
        pools.on("Statement.executeBatch").throwing(aborted);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(catchThrowable(statement::executeBatch)).isSameAs(aborted);
        }
        Await.until(
                "the failure is logged", Invariants.LIMIT, () -> log().contains("the line went dead (SQLState 08006)"));
        assertThat(log()).doesNotContain(SECRET);
        assertThat(pool.backends().toString()).doesNotContain(SECRET);
    }

    @Test
    void secretsInDriverPropertiesAndUrlAreHidden() {
        for (String name : new String[] {"sslpassword", "accessToken", "clientSecret", "PWD"}) {
            Properties properties = new Properties();
            properties.setProperty(name, SECRET);
            assertThat(Secrets.of("jdbc:lab:x", properties).redact("it is " + SECRET + "!"))
                    .doesNotContain(SECRET);
        }
        for (String url : new String[] {
            "jdbc:postgresql://db/orders?user=u&password=" + SECRET + "&x=y",
            "jdbc:x://db;password=" + SECRET + ";a=b",
            "jdbc:postgresql://db/orders?sslpassword=" + SECRET
        }) {
            assertThat(Secrets.of(url, new Properties()).redact("it is " + SECRET + "!"))
                    .isEqualTo("it is …!");
        }
        assertThat(Secrets.of("jdbc:lab:x", new Properties()).redact("as it was"))
                .isEqualTo("as it was");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://app:s3cr3t@db/orders",
                "jdbc:oracle:thin:scott/s3cr3t@db:1521/x",
                "jdbc:x://db/orders?pass=s3cr3t",
                "jdbc:x://db/orders?a=b&sslpassphrase=s3cr3t&c=d",
                "jdbc:x://db;PASSWORD=s3cr3t;a=b",
                "jdbc:x://db/orders?user=u&password=s3c%72%33t"
            })
    void secretInAnyPlaceOfUrlIsHidden(String url) {
        assertThat(Secrets.of(url, new Properties()).redact("the driver says s3cr3t!"))
                .isEqualTo("the driver says …!");
    }

    @Test
    void passwordWithSemicolonIsHiddenAsAWhole() {
        Secrets secrets = Secrets.of("jdbc:x://db/orders?password=one;two&a=b", new Properties());

        assertThat(secrets.redact("refused: one;two")).isEqualTo("refused: …");
    }

    @Test
    void urlInDriverPropertyHidesItsPassword() {
        Properties properties = new Properties();
        properties.setProperty("url", "jdbc:x://db/orders?password=" + SECRET);

        assertThat(Secrets.of("", properties).redact("bad: " + SECRET)).isEqualTo("bad: …");
    }

    @Test
    void longUrlsAndTextsAreReadOnceAndCut() {
        Secrets secrets = Secrets.of("jdbc:x://" + "password=a:@".repeat(100_000), new Properties());

        assertThat(secrets.values()).hasSizeLessThan(200);
        assertThat(secrets.redact("x".repeat(20_000_000))).hasSize(4_096);
        assertThat(Secrets.redactUrl("p".repeat(20_000_000))).isEqualTo("…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dataSourceProperties", "password"})
    void valueOfSecretPropertyIsNotQuoted(String name) {
        Properties properties = new Properties();
        properties.put(name, name.equals("password") ? List.of(SECRET) : "password=" + SECRET);
        properties.put("nosuch", SECRET);

        assertThat(catchThrowable(() -> new PenstockConfig(properties))).hasMessageNotContaining(SECRET);
    }

    @Test
    void textOfProvidersExceptionIsNotShown() {
        PenstockDataSource pool = pools.open(1, config -> {
            config.setConnectionTimeout(300);
            config.setPassword(null);
            config.setCredentialsProvider(() -> {
                throw new IllegalStateException("token " + SECRET + " has expired");
            });
        });

        Throwable failure = catchThrowable(pool::getConnection);

        assertThat(textOf(failure)).contains("java.lang.IllegalStateException").doesNotContain(SECRET);
    }

    @Test
    void secretInErrorOfDriverIsHidden() {
        pools.on("Driver.connect").throwing(new NoClassDefFoundError("x?password=" + SECRET));
        PenstockDataSource pool = pools.open(1, config -> {
            config.setConnectionTimeout(300);
            config.setPassword(SECRET);
        });

        Throwable failure = catchThrowable(pool::getConnection);

        assertThat(textOf(failure)).contains("NoClassDefFoundError").doesNotContain(SECRET);
    }

    @Test
    void configurationRevealsNoPassword() {
        PenstockDataSource pool = pools.config(1, config -> config.setPassword(SECRET));
        assertThat(pool.toString()).doesNotContain(SECRET);
        assertThat(new PropertyMap.Change(PropertyTable.PASSWORD, SECRET).toString())
                .doesNotContain(SECRET);
        assertThat(PenstockConfig.class.getMethods())
                .noneMatch(method -> method.getName().equals("getPassword"));
    }

    @Test
    void sourceOfConnectionsRevealsNoSecret() {
        PropertyMap properties = new PropertyMap();
        properties.set(PropertyTable.JDBC_URL, "jdbc:postgresql://db/orders?sslpassword=" + SECRET);
        List<String> errors = new ArrayList<>();
        ConnectionSource source = ConnectionSource.of(properties, errors).orElseThrow();
        assertThat(errors).isEmpty();
        assertThat(source.toString()).contains("db").doesNotContain(SECRET);
    }

    private static String textOf(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        failure.printStackTrace(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        StringWriter all = new StringWriter().append(bytes.toString(StandardCharsets.UTF_8));
        if (failure instanceof ClaimFailure claim) {
            all.append(claim.report().toString());
        }
        return all.toString();
    }

    private static String log() throws IOException {
        return Files.exists(LOG) ? Files.readString(LOG) : "";
    }
}
