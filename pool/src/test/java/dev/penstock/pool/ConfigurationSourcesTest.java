package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.NamingManager;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Pools that are configured by a file, by a data source, and by JNDI. */
class ConfigurationSourcesTest {
    private static final String H2 = "jdbc:h2:mem:";

    @RegisterExtension
    final Pools pools = new Pools();

    @TempDir
    Path directory;

    /** A thread factory that the pool creates by its class name. */
    public static final class Named implements ThreadFactory {
        /** Called by reflection. */
        public Named() {}

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, "penstock-named");
            thread.setDaemon(true);
            return thread;
        }
    }

    @AfterEach
    void resetInitialContext() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        MemoryContext.clear();
    }

    private static int answer(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("select 42")) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void fileSetsPropertiesLikeSetters() throws IOException, SQLException {
        Path file = directory.resolve("pool.properties");
        Files.writeString(file, """
                jdbcUrl=jdbc:h2:mem:file
                username=sa
                poolName=orders
                maximumPoolSize=2
                connectionTimeout=20s
                idleTimeout=1m
                maxLifetime=1800000
                autoCommit=FALSE
                transactionIsolation=transaction_serializable
                threadFactory=dev.penstock.pool.ConfigurationSourcesTest$Named
                dataSource.DB_CLOSE_DELAY=-1
                """);
        PenstockDataSource pool = pools.open(new PenstockDataSource(file.toString()));
        assertThat(pool.getPoolName()).isEqualTo("orders");
        assertThat(pool.getConnectionTimeout()).isEqualTo(20_000);
        assertThat(pool.getIdleTimeout()).isEqualTo(60_000);
        assertThat(pool.getThreadFactory()).isInstanceOf(Named.class);
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains("penstock-named");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> new PenstockConfig("nosuch.properties"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("property file 'nosuch.properties' cannot be read")
                .hasMessageContaining("none on the class path");
        assertThat(new PenstockConfig("pool-on-class-path.properties").getPoolName())
                .isEqualTo("found");
    }

    @Test
    void dataSourceClassGetsPropertiesAndCredentials() throws SQLException {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSourceClassName(JdbcDataSource.class.getName());
        pool.addDataSourceProperty("url", H2 + "byclass");
        pool.addDataSourceProperty("loginTimeout", "7");
        pool.setUsername("sa");
        pool.setPassword("s3cr3t");
        pools.open(pool);
        assertThat(answer(pool)).isEqualTo(42);
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getMetaData().getUserName()).isEqualToIgnoringCase("sa");
        }
        assertThat(pool.backends())
                .singleElement()
                .satisfies(view -> assertThat(view.backend().name()).isEqualTo("JdbcDataSource"));
    }

    @Test
    void givenDataSourceIsPooled() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(H2 + "instance");
        PenstockDataSource pool = new PenstockDataSource();
        pool.setDataSource(source);
        pool.setMaximumPoolSize(2);
        assertThat(answer(pools.open(pool))).isEqualTo(42);
    }

    @Test
    void mistakesOfDataSourceAreNamedWithoutSecrets() {
        PenstockConfig config = new PenstockConfig();
        config.setDataSourceClassName(JdbcDataSource.class.getName());
        config.addDataSourceProperty("nosuch", "s3cr3t");
        config.addDataSourceProperty("loginTimeout", "s3cr3t");
        config.setDriverClassName("org.h2.Driver");
        config.setNameServers("10.0.0.1");
        assertThatThrownBy(config::validate)
                .hasMessageContainingAll(
                        "dataSource.nosuch: org.h2.jdbcx.JdbcDataSource has no such property",
                        "dataSource.loginTimeout: its value is not a whole number",
                        "driverClassName 'org.h2.Driver' is set, but dataSourceClassName needs no driver",
                        "nameServers '10.0.0.1' is set, but nothing in dataSourceClassName is looked up")
                .hasMessageNotContaining("s3cr3t");

        config.setJdbcUrl(H2 + "x");
        assertThatThrownBy(config::validate).hasMessageContaining("jdbcUrl and dataSourceClassName are set");

        PenstockConfig instance = new PenstockConfig();
        instance.setDataSource(new JdbcDataSource());
        instance.addDataSourceProperty("url", "x");
        assertThatThrownBy(instance::validate)
                .hasMessageContaining("dataSource.url: the data source of dataSource is used as it is");
        assertThatThrownBy(() -> new PenstockConfig().validate()).hasMessageContaining("jdbcUrl is not set");
    }

    @Test
    void unusableClassesAreNamed() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl(pools.database().jdbcUrl());
        config.setExceptionOverrideClassName("java.lang.String");
        config.setCredentialsProviderClassName("com.example.NoSuch");
        assertThatThrownBy(config::validate)
                .hasMessageContaining("exceptionOverrideClassName 'java.lang.String' is not a "
                        + SQLExceptionOverride.class.getName())
                .hasMessageContaining("credentialsProviderClassName 'com.example.NoSuch' is not on the class path");
    }

    @Test
    void refusedPropertyIsNamedWithItsReplacement() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl(pools.database().jdbcUrl());
        config.setMetricRegistry(new Object());
        config.setMetricsTrackerFactory(new Object());
        config.setHealthCheckRegistry(new Object());
        config.addHealthCheckProperty("connectivityCheckTimeoutMs", "1000");
        config.setScheduledExecutor(new java.util.concurrent.ScheduledThreadPoolExecutor(1));
        config.setQueuePolicy("lifo");
        config.setRecording("some");
        assertThatThrownBy(config::validate)
                .hasMessageContainingAll(
                        "metricRegistry 'java.lang.Object' must be a Micrometer MeterRegistry",
                        "metricsTrackerFactory is set: set metricRegistry to the Micrometer registry",
                        "healthCheckRegistry is set: read health()",
                        "healthCheckProperties is set: read health()",
                        "scheduledExecutor is set: the supervisor has a thread of its own",
                        "queuePolicy 'lifo' must be one of fifo, codel",
                        "recording 'some' must be one of full, claims, off");
    }

    private static Reference reference(String... pairs) {
        Reference reference = new Reference(DataSource.class.getName(), PenstockJndiFactory.class.getName(), null);
        for (int i = 0; i < pairs.length; i += 2) {
            reference.add(new StringRefAddr(pairs[i], pairs[i + 1]));
        }
        return reference;
    }

    private static InitialContext context() throws NamingException {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, MemoryContext.class.getName());
        return new InitialContext();
    }

    @Test
    void jndiReferenceGivesStartedPool() throws Exception {
        InitialContext context = context();
        context.bind(
                "jdbc/orders",
                reference("scope", "Shareable", "jdbcUrl", H2 + "jndi", "maximumPoolSize", "3", "username", "sa"));
        try (PenstockDataSource pool = (PenstockDataSource) context.lookup("jdbc/orders")) {
            pools.open(pool);
            assertThat(pool.getMaximumPoolSize()).isEqualTo(3);
            assertThat(answer(pool)).isEqualTo(42);
        }
    }

    @Test
    void wrongJndiReferenceIsRefusedWithReason() throws NamingException {
        InitialContext context = context();
        context.bind("jdbc/bad", reference("jdbcUrl", H2 + "jndi", "maxPoolSize", "3"));
        assertThatThrownBy(() -> context.lookup("jdbc/bad"))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("there is no property 'maxPoolSize'");
        context.bind("other", new Reference("java.lang.String", PenstockJndiFactory.class.getName(), null));
        assertThatThrownBy(() -> context.lookup("other")).hasMessageContaining("cannot be created by this factory");
        context.bind("text", "no reference");
        assertThat(context.lookup("text")).isEqualTo("no reference");
    }

    @Test
    void nestedNameOutsideOfJavaIsRefused() throws NamingException {
        InitialContext context = context();
        context.bind("jdbc/outer", reference("dataSourceJNDI", "jdbc/inner"));

        assertThatThrownBy(() -> context.lookup("jdbc/outer"))
                .hasMessageContaining("dataSourceJNDI 'jdbc/inner' of a reference is not below java:");
    }

    @Test
    void referenceFromRemoteDirectoryRunsNoCode() throws NamingException {
        Hashtable<String, String> dns = new Hashtable<>();
        dns.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        dns.put(Context.PROVIDER_URL, "dns://127.0.0.1:1");
        Context remote = NamingManager.getInitialContext(dns);
        String ran = "penstock.test.ran";
        String url = "jdbc:h2:mem:evil;INIT=CREATE ALIAS RUN AS 'void run() { System.setProperty(\"" + ran
                + "\", \"yes\")\\;}'\\;CALL RUN()";

        assertThatThrownBy(() -> new PenstockJndiFactory()
                        .getObjectInstance(reference("jdbcUrl", url, "username", "sa"), null, remote, null))
                .hasMessageContaining("remote directory is refused");
        assertThat(System.getProperty(ran)).isNull();
    }

    @Test
    void dataSourceIsLookedUpInJndi() throws Exception {
        InitialContext context = context();
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(H2 + "inner");
        context.bind("jdbc/inner", source);
        context.bind("java:comp/env/jdbc/inner", source);
        context.bind("jdbc/outer", reference("dataSourceJNDI", "java:comp/env/jdbc/inner"));
        PenstockDataSource outer = pools.open((PenstockDataSource) context.lookup("jdbc/outer"));
        assertThat(answer(outer)).isEqualTo(42);
        PenstockDataSource direct = new PenstockDataSource();
        direct.setDataSourceJNDI("jdbc/inner");
        assertThat(answer(pools.open(direct))).isEqualTo(42);

        PenstockConfig remote = new PenstockConfig();
        for (String name : List.of("ldap://db.example.com/orders", "rmi:orders", "LDAPS://db.example.com/orders")) {
            remote.setDataSourceJNDI(name);
            assertThatThrownBy(remote::validate)
                    .hasMessageContaining("dataSourceJNDI '" + name + "' leads out of this process");
        }
        PenstockConfig missing = new PenstockConfig();
        missing.setDataSourceJNDI("jdbc/nosuch");
        assertThatThrownBy(missing::validate).hasMessageContaining("dataSourceJNDI 'jdbc/nosuch' cannot be looked up");
    }

    @Test
    void driverPropertiesOfAnyTypeReachTheDriver() {
        Properties properties = new Properties();
        properties.put("jdbcUrl", H2 + "typed");
        properties.put("dataSource.MODE", "PostgreSQL");
        properties.put("dataSource.DB_CLOSE_DELAY", 0);
        properties.put("dataSourceProperties", new Properties());
        PenstockDataSource pool = pools.open(new PenstockDataSource(properties));
        assertThat(List.of(pool.getDataSourceProperties().get("DB_CLOSE_DELAY")))
                .containsExactly(0);
        Pools.awaitUnclaimed(pool::backends, 10);
    }
}
