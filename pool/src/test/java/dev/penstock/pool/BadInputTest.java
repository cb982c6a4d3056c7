package dev.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.lab.dns.DnsServer;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyTable;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake has its own message: the property, its value, and the rule that the value breaks. */
class BadInputTest {
    private static final BackendFinder NOBODY = deadline -> {
        throw new DiscoveryException(new DiscoveryFailure(DiscoveryFailure.Kind.OTHER, "nobody is there"));
    };

    @RegisterExtension
    final Pools pools = new Pools();

    private static Arguments wrong(String message, Consumer<PenstockConfig> mistake) {
        return Arguments.of(message, mistake);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(addresses(), numbers(), nameServers(), lookups()).flatMap(some -> some);
    }

    private static Stream<Arguments> addresses() {
        return Stream.of(
                wrong("jdbcUrl is not set", config -> config.setJdbcUrl(null)),
                wrong(
                        "jdbcUrl '…' is not a JDBC URL; write it like jdbc:postgresql://",
                        config -> config.setJdbcUrl("localhost:5432/orders")),
                wrong(
                        "no JDBC driver on the class path accepts jdbcUrl 'jdbc:nosuch:…'; add",
                        config -> config.setJdbcUrl("jdbc:nosuch://db/orders")),
                wrong(
                        "driverClassName 'com.example.Driver' is not on the class path",
                        config -> config.setDriverClassName("com.example.Driver")),
                wrong(
                        "driverClassName 'java.lang.String' is not a java.sql.Driver",
                        config -> config.setDriverClassName("java.lang.String")),
                wrong(
                        "driverClassName 'org.postgresql.Driver' does not accept jdbcUrl 'jdbc:lab:",
                        config -> config.setDriverClassName("org.postgresql.Driver")),
                wrong(
                        "jdbcUrl host '_postgresql._tcp.db:5432' is an SRV name and takes no port",
                        config -> config.setJdbcUrl("jdbc:postgresql://_postgresql._tcp.db:5432/orders")),
                wrong(
                        "jdbcUrl has a user in its host part, which pgjdbc does not read; set username and password",
                        config -> config.setJdbcUrl("jdbc:postgresql://u:p@db/orders")),
                wrong("jdbcUrl", config -> config.setJdbcUrl("jdbc:postgresql://db:99999/orders")));
    }

    private static Stream<Arguments> numbers() {
        return Stream.of(
                wrong("maximumPoolSize 0 must be at least 1", config -> config.setMaximumPoolSize(0)),
                wrong(
                        "minimumIdle -2 must be at least 0, or -1 for maximumPoolSize",
                        config -> config.setMinimumIdle(-2)),
                wrong(
                        "minimumIdle 20 contradicts maximumPoolSize 10: lower the first or raise the second",
                        config -> config.setMinimumIdle(20)),
                wrong("connectionTimeout 5 must be at least 250 ms, or 0", config -> config.setConnectionTimeout(5)),
                wrong(
                        "connectionTimeout 9223372036854775807 must be at most 2147483647 ms",
                        config -> config.setConnectionTimeout(Long.MAX_VALUE)),
                wrong("validationTimeout 0 must be at least 250 ms", config -> config.setValidationTimeout(0)),
                wrong("idleTimeout 1 must be at least 10000 ms, or 0", config -> config.setIdleTimeout(1)),
                wrong("maxLifetime 1 must be at least 30000 ms, or 0", config -> config.setMaxLifetime(1)),
                wrong("keepaliveTime 1 must be at least 30000 ms, or 0", config -> config.setKeepaliveTime(1)),
                wrong("keepaliveTime 120000 must be below maxLifetime 60000, or 0", config -> {
                    config.setKeepaliveTime(120_000);
                    config.setMaxLifetime(60_000);
                }),
                wrong("statusInterval 1 must be at least 10 ms", config -> config.setStatusInterval(1)),
                wrong(
                        "statusTimeout 100 must be at least 500 ms, the statusInterval",
                        config -> config.setStatusTimeout(100)),
                wrong(
                        "transactionIsolation 'SERIAL' must be one of TRANSACTION_NONE, TRANSACTION_READ_COMMITTED",
                        config -> config.setTransactionIsolation("SERIAL")));
    }

    private static Stream<Arguments> nameServers() {
        return Stream.of(
                wrong("nameServers 'ns.example.com'", config -> {
                    config.setJdbcUrl("jdbc:postgresql://db/orders");
                    config.setNameServers("ns.example.com");
                }),
                wrong("nameServers '10.0.0.1:x'", config -> {
                    config.setJdbcUrl("jdbc:postgresql://db/orders");
                    config.setNameServers("10.0.0.1:x");
                }),
                wrong(
                        "nameServers '10.0.0.1' is set, but nothing in jdbcUrl is looked up",
                        config -> config.setNameServers("10.0.0.1")),
                wrong("nameServers '10.0.0.1' is set, but nothing in jdbcUrl is looked up, which has", config -> {
                    config.setJdbcUrl("jdbc:postgresql://10.0.0.7,[::1]:5433/orders");
                    config.setNameServers("10.0.0.1");
                }),
                wrong("addressFamily 'ipv6' is set, but nothing in jdbcUrl is looked up, which has", config -> {
                    config.setJdbcUrl("jdbc:postgresql://10.0.0.7/orders");
                    config.setAddressFamily("ipv6");
                }),
                wrong(
                        "backendFinder is set, but the driver of jdbcUrl finds its server itself",
                        config -> config.setBackendFinder(NOBODY)));
    }

    private static Stream<Arguments> lookups() {
        return Stream.of(
                wrong(
                        "nameServerPolicy 'all' must be one of first, union, majority",
                        config -> config.setNameServerPolicy("all")),
                wrong(
                        "addressFamily 'v6' must be one of ipv4, ipv6, prefer_ipv4, prefer_ipv6, both",
                        config -> config.setAddressFamily("v6")),
                wrong("nameServerTimeout 6000 must be at most 5000 ms, the time that one resolution has", config -> {
                    config.setJdbcUrl("jdbc:postgresql://db/orders");
                    config.setNameServerTimeout(6_000);
                }),
                wrong("balance 'latency' must be another here", config -> config.setBalance("latency")),
                wrong("name server 10.0.0.1:53 is listed twice", config -> {
                    config.setJdbcUrl("jdbc:postgresql://db/orders");
                    config.setNameServers("10.0.0.1,10.0.0.1:53");
                }),
                wrong("srvFallback is set, but no SRV name is looked up", config -> {
                    config.setJdbcUrl("jdbc:postgresql://db/orders");
                    config.setSrvFallback(true);
                }),
                wrong(
                        "addressFamily 'both' is set, but nothing in jdbcUrl is looked up",
                        config -> config.setAddressFamily("both")),
                wrong("addressFamily 'both' is set, but backendFinder replaces DNS: leave one of them out", config -> {
                    config.setJdbcUrl("jdbc:postgresql://db/orders");
                    config.setAddressFamily("both");
                    config.setBackendFinder(NOBODY);
                }),
                wrong(
                        "nameServers '10.0.0.1' is set, but backendFinder replaces DNS: leave one of them out",
                        config -> {
                            config.setJdbcUrl("jdbc:postgresql://db/orders");
                            config.setNameServers("10.0.0.1");
                            config.setBackendFinder(NOBODY);
                        }));
    }

    @Test
    void claimTimeoutHasTheLimitOfConnectionTimeout() {
        ClaimOptions.none().withTimeout(Duration.ofMillis(Integer.MAX_VALUE));
        for (Duration centuries : List.of(Duration.ofDays(365_000), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatThrownBy(() -> ClaimOptions.none().withTimeout(centuries))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout " + centuries + " must be at most 2147483647 ms, as connectionTimeout");
        }
    }

    static Stream<Property<?>> durations() {
        return PropertyTable.all().stream().filter(property -> property.type() == Long.class);
    }

    @ParameterizedTest
    @MethodSource("durations")
    void durationOfCenturiesIsRefusedByName(Property<?> duration) {
        for (Object centuries : List.of("999999999999d", "99999999999999999999", Long.MAX_VALUE)) {
            boolean unlimited = duration.equals(PropertyTable.INITIALIZATION_FAIL_TIMEOUT);
            if (centuries instanceof String || !unlimited) {
                assertThatThrownBy(() -> new PenstockConfig(properties(
                                        duration.name(), centuries, "jdbcUrl", "jdbc:postgresql://db/orders"))
                                .validate())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("configuration: " + duration.name() + " ");
            }
        }
    }

    @Test
    void longestFailTimeoutIsAccepted() throws SQLException {
        PenstockDataSource pool = pools.open(1, config -> config.setInitializationFailTimeout(Long.MAX_VALUE));

        pool.getConnection().close();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeIsNamedAtStartAndAtFirstClaim(String message, Consumer<PenstockConfig> mistake) {
        PenstockDataSource pool = pools.config(10, mistake);
        assertThatThrownBy(pool::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(pool::getConnection)
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void allMistakesAreNamedTogether() {
        PenstockDataSource pool = pools.config(0, config -> {
            config.setMinimumIdle(5);
            config.setValidationTimeout(1);
            config.setTransactionIsolation("NO");
            config.setDriverClassName("com.example.Driver");
            config.setNameServers("ns");
        });
        assertThatThrownBy(pool::start)
                .hasMessageContainingAll(
                        "maximumPoolSize 0",
                        "minimumIdle 5 contradicts",
                        "validationTimeout 1",
                        "transactionIsolation 'NO'",
                        "driverClassName 'com.example.Driver'",
                        "nameServers 'ns'");
    }

    @Test
    void wrongConfigurationCanBeCorrected() throws SQLException {
        PenstockDataSource pool = pools.config(1, config -> config.setValidationTimeout(1));
        assertThatThrownBy(pool::start).isInstanceOf(IllegalArgumentException.class);
        pool.setValidationTimeout(1_000);
        pools.open(pool).getConnection().close();
    }

    private static Properties properties(Object... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    @Test
    void unknownPropertyIsRefusedWithNearestName() {
        assertThatThrownBy(() -> new PenstockConfig(properties("maxPoolSize", "5")))
                .hasMessageContaining("there is no property 'maxPoolSize'");
        assertThatThrownBy(() -> new PenstockConfig(properties("maximumpoolsize", "5")))
                .hasMessageContaining("there is no property 'maximumpoolsize'; did you mean 'maximumPoolSize'?");
        assertThatThrownBy(() -> new PenstockConfig(properties("pasword", "s3cr3t", "jdbcURL", "x")))
                .hasMessageContaining("'pasword'; did you mean 'password'?")
                .hasMessageContaining("'jdbcURL'; did you mean 'jdbcUrl'?")
                .hasMessageNotContaining("s3cr3t");
        assertThatThrownBy(() -> new PenstockConfig(properties("wholeOtherThing", "5")))
                .hasMessageContaining("known are ");
    }

    @Test
    void formerPropertyNameIsRefusedWithItsPresentName() {
        assertThatThrownBy(() -> new PenstockConfig(properties("maxBypasses", "0")))
                .hasMessageContaining("property 'maxBypasses' is now called 'maxBarging'")
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void unreadableValueIsRefused() {
        assertThatThrownBy(() -> new PenstockConfig(
                        properties("maximumPoolSize", "ten", "autoCommit", "yes", "maxLifetime", "30x")))
                .hasMessageContaining("maximumPoolSize 'ten' is not a whole number")
                .hasMessageContaining("autoCommit 'yes' is neither true nor false")
                .hasMessageContaining("maxLifetime '30x' is not a whole number of milliseconds");
    }

    @Test
    void propertiesOfAnyValueTypeAreRead() {
        Properties defaults = properties("poolName", "mine");
        Properties properties = new Properties(defaults);
        properties.put("maximumPoolSize", 7);
        properties.put("readOnly", true);
        properties.put("dataSource.prepareThreshold", 3);
        PenstockConfig config = new PenstockConfig(properties);
        assertThat(config.getMaximumPoolSize()).isEqualTo(7);
        assertThat(config.isReadOnly()).isTrue();
        assertThat(config.getPoolName()).isEqualTo("mine");
        assertThat(config.getDataSourceProperties().get("prepareThreshold")).isEqualTo(3);
        config.setDataSourceProperties(properties("ssl", true));
        assertThat(config.getDataSourceProperties().get("ssl")).isEqualTo(true);
    }

    @Test
    void propertyThatIsNotLiveIsFixedAfterStart() {
        PenstockDataSource pool = pools.full(1, config -> {});
        assertThatThrownBy(() -> pool.setSchema("other"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pool has started; schema cannot be changed any more");
    }

    @Test
    void unknownHostFailsFirstClaimAtOnce() {
        try (DnsServer dns = DnsServer.start()) {
            for (String host : new String[] {"_postgresql._tcp.nosuch.test", "nosuch.test"}) {
                PenstockDataSource pool = pools.open(service(dns, host));
                long began = System.nanoTime();
                assertThatThrownBy(pool::getConnection)
                        .isInstanceOf(NoBackendsException.class)
                        .hasMessageContaining("no backend is known")
                        .hasMessageContaining(host);
                assertThat(System.nanoTime() - began)
                        .as("long before its timeout")
                        .isLessThan(10_000_000_000L);
            }
        }
    }

    private static PenstockDataSource service(DnsServer dns, String host) {
        PenstockDataSource pool = new PenstockDataSource();
        pool.setJdbcUrl("jdbc:postgresql://" + host + "/orders");
        pool.setNameServers("127.0.0.1:" + dns.address().getPort());
        pool.setConnectionTimeout(30_000);
        return pool;
    }
}
