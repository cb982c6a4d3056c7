package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.lab.Loopback;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlUrlTest {
    private static final Backend FOUND = Backend.of("db-1.test", Loopback.address(7), 3307);

    private static ServiceUrl parse(String url) {
        return ServiceUrl.parse(url, new Properties());
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://orders.test/app?x=1, orders.test, 3306, jdbc:mysql://127.0.0.7:3307/app?x=1",
        "jdbc:mysql://orders.test:3308, orders.test, 3308, jdbc:mysql://127.0.0.7:3307",
        "jdbc:mysql://orders.test?sslMode=VERIFY_CA, orders.test, 3306, jdbc:mysql://127.0.0.7:3307?sslMode=VERIFY_CA",
        "jdbc:mariadb://orders.test/app, orders.test, 3306, jdbc:mariadb://127.0.0.7:3307/app",
        "jdbc:mariadb://orders.test/app?sslMode=verify-full, orders.test, 3306,"
                + " jdbc:mariadb://db-1.test:3307/app?sslMode=verify-full",
        "jdbc:mariadb://orders.test/app?useSsl=true, orders.test, 3306, jdbc:mariadb://db-1.test:3307/app?useSsl=true",
    })
    void backendsOfUrlWithOneHostAreDiscovered(String url, String host, int port, String backendUrl) {
        ServiceUrl parsed = parse(url);
        assertThat(parsed.lookup()).contains(Lookup.hosts(new HostAndPort(host, port)));
        assertThat(parsed.port()).isEqualTo(port);
        assertThat(parsed.dialect().url(FOUND)).isEqualTo(backendUrl);
        assertThat(parsed.warning()).isEmpty();
    }

    @Test
    void srvFallbackHasTheDriversPort() {
        String url = "jdbc:mysql://_mysql._tcp.orders.test/app";
        PropertyMap properties = new PropertyMap();
        properties.set(PropertyTable.SRV_FALLBACK, true);
        assertThat(DnsProperties.lookup(properties, parse(url), new Properties()))
                .isEqualTo(Lookup.srv("_mysql._tcp.orders.test").withFallback(3306));
    }

    @Test
    void backendNameWithUrlSyntaxIsRefused() {
        Backend found = Backend.of("h/x?sslMode=disable&y=", FOUND.address(), 3307);
        ServiceUrl mysql = parse("jdbc:mariadb://orders.test/app?sslMode=verify-full");
        ServiceUrl postgres = ServiceUrl.parse("jdbc:postgresql://orders.test/app", new Properties());
        for (ServiceUrl url : List.of(mysql, postgres)) {
            assertThatThrownBy(() -> url.dialect().url(found)).hasMessageContaining("cannot stand in a URL");
        }
    }

    @Test
    void srvNameIsLookedUpAsSrv() {
        ServiceUrl parsed = parse("jdbc:mysql://_mysql._tcp.orders.test/app");
        assertThat(parsed.lookup()).contains(Lookup.srv("_mysql._tcp.orders.test"));
        assertThat(parsed.port()).isEqualTo(3306);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://db-1.test,db-2.test/app",
                "jdbc:mysql:loadbalance://db.test/app",
                "jdbc:mysql://app@db.test/app",
                "jdbc:mysql://address=(host=db.test)(port=3306)/app",
                "jdbc:mysql:///app",
                "jdbc:mysql://db.test/app?socketFactory=com.example.Own",
                "jdbc:mariadb:sequential://db.test/app",
                "jdbc:mariadb://db-1.test,db-2.test/app",
                "jdbc:mariadb://db.test/app?localSocket=/run/mysqld.sock",
            })
    void urlOfMoreThanOneHostIsLeftToDriver(String url) {
        ServiceUrl parsed = parse(url);
        assertThat(parsed.lookup()).isEmpty();
        assertThat(parsed.dialect().url(FOUND)).isEqualTo(url);
        assertThat(parsed.warning()).isEmpty();
    }

    @Test
    void verifiedMysqlNameIsLeftToDriverWithWarning() {
        Properties driverProperties = new Properties();
        driverProperties.setProperty("sslMode", "verify_identity");
        String url = "jdbc:mysql://db.test/app";
        ServiceUrl parsed = ServiceUrl.parse(url, driverProperties);
        assertThat(parsed.lookup()).isEmpty();
        assertThat(parsed.dialect().url(FOUND)).isEqualTo(url);
        assertThat(parsed.warning())
                .hasValueSatisfying(text -> assertThat(text).contains("db.test", "VERIFY_IDENTITY", "VERIFY_CA"));
        assertThatThrownBy(() -> ServiceUrl.parse("jdbc:mysql://_mysql._tcp.orders.test/app", driverProperties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SRV name")
                .hasMessageContaining("VERIFY_CA");
    }

    @Test
    void unreadableHostIsRefused() {
        assertThatThrownBy(() -> parse("jdbc:mysql://db.test:99999/app"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99999");
        assertThatThrownBy(() -> parse("jdbc:mysql://_mysql._tcp.db.test:3306/app"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes no port");
    }
}
