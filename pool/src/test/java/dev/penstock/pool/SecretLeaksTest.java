package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.penstock.lab.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A password with a mark appears in no exception, log line, view or MBean, however a driver, server or hook fails. */
class SecretLeaksTest {
    private static final String MARK = "s3cr3t-m4rk";
    private static final List<String> CALLS = List.of(
            "Driver.connect",
            "Connection.isValid",
            "Connection.setAutoCommit",
            "Connection.rollback",
            "Connection.close",
            "Connection.abort",
            "Statement.execute");

    @RegisterExtension
    final Pools pools = new Pools();

    static Stream<Arguments> failures() {
        List<Supplier<Throwable>> kinds = List.of(
                () -> new SQLException("it is " + MARK, "08006"),
                () -> new SQLException("no", MARK),
                () -> new IllegalStateException("it is " + MARK),
                () -> new Error("it is " + MARK),
                () -> new NoClassDefFoundError("x?password=" + MARK),
                () -> new SQLException("no", "08006", new IllegalStateException(MARK, new Error(MARK))),
                () -> withSuppressed(new SQLException("no", "08006")),
                () -> withNext(new SQLException("no", "08006")),
                Talkative::new,
                Unreadable::new);
        return CALLS.stream().flatMap(call -> kinds.stream().map(kind -> Arguments.of(call, kind.get())));
    }

    private static SQLException withSuppressed(SQLException failure) {
        failure.addSuppressed(new IllegalArgumentException(MARK));
        return failure;
    }

    private static SQLException withNext(SQLException failure) {
        failure.setNextException(new SQLException(MARK));
        return failure;
    }

    /** An exception whose text is more than its message. */
    private static final class Talkative extends SQLException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            return "refused " + MARK;
        }
    }

    /** An exception that fails as soon as anybody reads it. */
    private static final class Unreadable extends SQLException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException(MARK);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("failures")
    void failureOfDriverShowsNoPassword(String call, Throwable failure) throws Exception {
        try (ScriptedLog log = ScriptedLog.ofEverything()) {
            PenstockDataSource pool = pools.config(1, config -> {
                config.setConnectionTimeout(300);
                config.setUsername("clerk");
                config.setPassword(MARK);
                config.setAutoCommit(false);
                config.setConnectionTestQuery("SELECT 1");
                config.setAliveBypassWindow(0);
                config.setCloseTimeout(0);
                config.setRegisterMbeans(true);
                config.setPoolName("leaks-" + call);
            });
            StringBuilder seen = new StringBuilder();
            if (!call.equals("Driver.connect")) {
                pools.open(pool);
                Pools.awaitUnclaimed(pool::backends, 1);
            }
            pools.on(call).throwing(failure);
            if (call.equals("Driver.connect")) {
                pools.open(pool);
            }
            seen.append(claimOnce(pool, call));
            seen.append(shown(pool));
            pool.close();
            Await.until(
                    "the close is logged",
                    Invariants.LIMIT,
                    () -> log.texts().toString().contains("closed"));
            seen.append(log.texts());
            assertThat(seen.toString()).doesNotContain(MARK);
        }
    }

    /** What a claim that fails shows. The exceptions of the application's own calls are the driver's. */
    private static String claimOnce(PenstockDataSource pool, String call) {
        try {
            Connection held = pool.getConnection();
            if (call.equals("Connection.abort")) {
                pool.operations().evict(held);
            }
            held.close();
            return "";
        } catch (SQLException | RuntimeException | Error e) {
            return e instanceof ClaimFailure failure ? printed(e) + failure.report() : "";
        }
    }

    private static String shown(PenstockDataSource pool) throws JMException {
        StringBuilder text = new StringBuilder()
                .append(pool)
                .append(pool.backends())
                .append(pool.discovery())
                .append(pool.waits())
                .append(pool.holders())
                .append(pool.leaks())
                .append(pool.recordedClaims())
                .append(pool.reports().kept())
                .append(pool.reports().inFlight())
                .append(pool.reports().events(Instant.MIN, Instant.MAX))
                .append(new PenstockConfig());
        pool.reports().kept().forEach(report -> text.append(pool.explain(report.claim())));
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(new ObjectName("dev.penstock:*"), null)) {
            text.append(name);
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable()) {
                    text.append(attribute).append(server.getAttribute(name, attribute.getName()));
                }
            }
        }
        assertThat(text.toString()).contains("type=Pool").contains("MaximumPoolSize");
        return text.toString();
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    @Test
    void passwordOfDataSourceClassIsHidden() {
        RefusingSource.answer = () -> new SQLException("no such user: clerk/" + MARK, "08001");
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSourceClassName(RefusingSource.class.getName());
        pool.addDataSourceProperty("password", MARK);
        pool.setConnectionTimeout(300);
        pools.open(pool);

        Throwable failure = catchThrowable(pool::getConnection);

        assertThat(printed(failure)).contains("no such user: clerk/…").doesNotContain(MARK);
    }

    @Test
    void urlOfDataSourceClassIsHidden() {
        RefusingSource.answer = () -> new SQLException("cannot read " + RefusingSource.lastUrl, "08001");
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSourceClassName(RefusingSource.class.getName());
        pool.addDataSourceProperty("url", "jdbc:x://db/orders?password=" + MARK);
        pool.setConnectionTimeout(300);
        pools.open(pool);

        Throwable failure = catchThrowable(pool::getConnection);

        assertThat(printed(failure)).contains("cannot read jdbc:x").doesNotContain(MARK);
    }

    @Test
    void valueThatDataSourceClassRefusesIsHidden() {
        PenstockConfig config = new PenstockConfig();
        config.setDataSourceClassName(RefusingSource.class.getName());
        config.addDataSourceProperty("loginTimeout", MARK);
        config.addDataSourceProperty("picky", MARK);

        assertThat(printed(catchThrowable(config::validate)))
                .contains("dataSource.loginTimeout: its value", "dataSource.picky: its value")
                .doesNotContain(MARK);
    }

    @Test
    void textOfProvidersConstructorIsHidden() {
        PenstockConfig config =
                pools.config(1, given -> given.setCredentialsProviderClassName(Failing.class.getName()));

        assertThat(printed(catchThrowable(config::validate)))
                .contains("credentialsProviderClassName")
                .contains("threw in its constructor: java.lang.IllegalStateException")
                .doesNotContain(MARK);
    }

    @Test
    void errorOfProviderIsHidden() {
        try (ScriptedLog log = ScriptedLog.ofEverything()) {
            PenstockDataSource pool = pools.open(1, config -> {
                config.setConnectionTimeout(300);
                config.setCredentialsProvider(() -> {
                    throw new Error("token " + MARK, new IllegalStateException(MARK));
                });
            });

            assertThat(printed(catchThrowable(pool::getConnection)))
                    .contains("failed by java.lang.Error")
                    .doesNotContain(MARK);
            assertThat(log.texts().toString() + pool.backends()).doesNotContain(MARK);
        }
    }

    @Test
    void tokenOfProviderIsHiddenFromDriversException() {
        pools.on("Driver.connect").throwing(new SQLException("refused token " + MARK, "28000"));
        PenstockDataSource pool = pools.open(1, config -> {
            config.setConnectionTimeout(300);
            config.setCredentialsProvider(() -> Credentials.of("clerk", MARK));
        });

        assertThat(printed(catchThrowable(pool::getConnection)))
                .contains("refused token …")
                .doesNotContain(MARK);
    }

    @Test
    void linesOfWrongBackendFileAreHidden() throws Exception {
        Path file = Files.createTempFile("backends", ".txt");
        Files.writeString(file, "root:" + MARK + ":0:0\n" + MARK + " " + MARK + "\n");
        try (ScriptedLog log = ScriptedLog.ofEverything()) {
            PenstockDataSource pool = new PenstockDataSource();
            pool.setJdbcUrl("jdbc:postgresql://orders.test/orders");
            pool.setBackendFile(file.toString());
            pool.setConnectionTimeout(300);
            pools.open(pool);

            Throwable failure = catchThrowable(pool::getConnection);

            assertThat(printed(failure) + ((ClaimFailure) failure).report() + pool.discovery())
                    .contains("line 1")
                    .doesNotContain(MARK);
            assertThat(log.texts().toString()).doesNotContain(MARK);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void wrongReferenceShowsNoPassword() {
        Reference reference = new Reference("javax.sql.DataSource");
        reference.add(new StringRefAddr("jdbcUrl", "jdbc:nosuch://app:" + MARK + "@db"));
        reference.add(new StringRefAddr("password", MARK));
        reference.add(new StringRefAddr("dataSourceProperties", "password=" + MARK));

        Throwable failure =
                catchThrowable(() -> new PenstockJndiFactory().getObjectInstance(reference, null, null, null));

        assertThat(printed(failure)).doesNotContain(MARK);
    }

    @Test
    void textOfJndiDirectoryIsOneShortLine() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, HostileDirectory.class.getName());
        try {
            PenstockConfig config = new PenstockConfig();
            config.setDataSourceJNDI("java:comp/env/jdbc/orders");

            assertThat(catchThrowable(config::validate))
                    .message()
                    .contains("dataSourceJNDI 'java:comp/env/jdbc/orders' cannot be looked up")
                    .doesNotContain("\n")
                    .hasSizeLessThan(1_000);
        } finally {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        }
    }

    /** A directory whose errors are long, and have several lines. */
    public static final class HostileDirectory implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    throw new NamingException("no\n2026-11-30 INFO all is well" + "x".repeat(100_000));
                }
            };
        }
    }

    /** A provider that fails as soon as it is made. */
    public static final class Failing implements CredentialsProvider {
        /** Fails. */
        public Failing() {
            throw new IllegalStateException("token " + MARK + " has expired");
        }

        @Override
        public Credentials getCredentials() {
            return Credentials.of("clerk", MARK);
        }
    }
}
