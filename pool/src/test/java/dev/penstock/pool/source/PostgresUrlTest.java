package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.lab.Loopback;
import dev.penstock.pool.PenstockConfig;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    private static final Backend FOUND = Backend.of("db-1.test", Loopback.address(7), 5433);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static ServiceUrl parse(String url, String... settings) {
        return ServiceUrl.parse(url, properties(settings));
    }

    private static Properties properties(String... settings) {
        Properties properties = new Properties();
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        return properties;
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://orders.test/app?x=1, orders.test, 5432, jdbc:postgresql://db-1.test:5433/app?x=1",
        "jdbc:postgresql://orders.test:5434, orders.test, 5434, jdbc:postgresql://db-1.test:5433/",
        "jdbc:postgresql://orders.test?x=1, orders.test, 5432, jdbc:postgresql://db-1.test:5433/?x=1",
        "jdbc:postgresql:///app, localhost, 5432, jdbc:postgresql://db-1.test:5433/app",
        "jdbc:postgresql:app, localhost, 5432, jdbc:postgresql://db-1.test:5433/app",
        "jdbc:postgresql://orders.test/app?sslfactory=Own, orders.test, 5432,"
                + " jdbc:postgresql://db-1.test:5433/app?sslfactory=Own",
        "jdbc:postgresql://orders.test/app?service=s, orders.test, 5432,"
                + " jdbc:postgresql://db-1.test:5433/app?service=s",
    })
    void backendsOfUrlAreDiscovered(String url, String host, int port, String backendUrl) {
        ServiceUrl parsed = parse(url);
        assertThat(parsed.lookup()).contains(Lookup.hosts(new HostAndPort(host, port)));
        assertThat(parsed.dialect().url(FOUND)).isEqualTo(backendUrl);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql:///app?socketFactory=com.example.Own",
                "jdbc:postgresql://google/app?socketFactory=com.example.Own&instance=one:two:three",
                "jdbc:postgresql://127.0.0.9:1/app?ssl=true&socketFactory=com.example.Own",
                "jdbc:postgresql:app?socketFactory=com.example.Own",
                "jdbc:postgresql://db.test?socketFactory=com.example.Own",
                "jdbc:postgresql:///?service=orders",
            })
    void urlWithOwnSocketFactoryIsLeftToDriver(String url) {
        ServiceUrl parsed = parse(url);
        assertThat(parsed.lookup()).isEmpty();
        assertThat(parsed.dialect().url(FOUND)).isEqualTo(url);
        assertThat(parsed.warning()).isEmpty();
        assertThat(parsed.service()).isNotBlank().doesNotContain("com.example");
        assertThatCode(() -> parsed.dialect().probe(FOUND, TIMEOUT))
                .as("no probe dials the placeholder")
                .doesNotThrowAnyException();
    }

    @Test
    void ownSocketFactoryAsPropertyReachesDriverWithTimeouts() throws Exception {
        Properties own = properties("socketFactory", "com.example.Own", "socketFactoryArg", "x");
        ServiceUrl parsed = ServiceUrl.parse("jdbc:postgresql://db.test/app", own);
        assertThat(parsed.lookup()).isEmpty();
        parsed.dialect().dial(FOUND, TIMEOUT, own);
        assertThat(own)
                .containsEntry("socketFactory", "com.example.Own")
                .containsEntry("socketFactoryArg", "x")
                .as("a login timeout would leave one thread of the driver for each attempt that hangs")
                .containsEntry("loginTimeout", "0")
                .containsEntry("socketTimeout", "5");
    }

    @Test
    void localAddressReachesSocketFactoryOfPool() {
        Properties own = properties("localSocketAddress", "127.0.0.9");
        parse("jdbc:postgresql://db.test/app").dialect().dial(FOUND, TIMEOUT, own);
        assertThat(own).containsEntry("socketFactoryArg", "127.0.0.7:5433,5000,127.0.0.9");
        parse("jdbc:postgresql://db.test/app?localSocketAddress=127.0.0.8")
                .dialect()
                .dial(FOUND, TIMEOUT, own);
        assertThat(own).containsEntry("socketFactoryArg", "127.0.0.7:5433,5000,127.0.0.8");
    }

    @Test
    void hostInDriverPropertyIsLeftToDriver() {
        assertThat(parse("jdbc:postgresql:///app", "PGHOST", "db.test").lookup())
                .isEmpty();
        assertThat(parse("jdbc:postgresql://orders.test/app", "PGHOST", "db.test")
                        .lookup())
                .isPresent();
    }

    @Test
    void severalHostsWithOwnSocketFactoryAreOneBackendWithWarning() {
        ServiceUrl parsed = parse("jdbc:postgresql://a.test,b.test/app", "socketFactory", "com.example.Own");
        assertThat(parsed.lookup()).isEmpty();
        assertThat(parsed.warning())
                .hasValueSatisfying(text -> assertThat(text).contains("a.test,b.test", "socketFactory"));
    }

    @Test
    void discoveryPropertiesBesideOwnSocketFactoryAreRefused() {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl("jdbc:postgresql://db.test/app?socketFactory=com.example.Own");
        config.setNameServers("10.0.0.1");
        config.setMinTtl(2_000);
        assertThatThrownBy(config::validate)
                .hasMessageContaining("nameServers '10.0.0.1' is set, but nothing in jdbcUrl is looked up")
                .hasMessageContaining("minTtl is set, but the driver of jdbcUrl finds its server itself");
        assertThatThrownBy(() -> parse("jdbc:postgresql://_postgresql._tcp.x.test/app?socketFactory=com.example.Own"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SRV name")
                .hasMessageContaining("leave socketFactory out");
    }

    @Test
    void mariadbAndMysqlKeepOwnSocketFactory() throws Exception {
        for (String scheme : new String[] {"jdbc:mariadb", "jdbc:mysql"}) {
            Properties own = properties("socketFactory", "com.example.Own", "sslMode", "verify-full");
            ServiceUrl parsed = ServiceUrl.parse(scheme + "://db.test/app", own);
            assertThat(parsed.lookup()).as(scheme).isEmpty();
            parsed.dialect().dial(FOUND, TIMEOUT, own);
            assertThat(own).as(scheme).containsEntry("socketFactory", "com.example.Own");
        }
    }
}
