package dev.penstock.pool.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.discovery.Backend;
import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyReader;
import dev.penstock.waits.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The properties of discovery: which of them are used, and which are refused. */
class DiscoveryPropertiesTest {
    private static final String POSTGRES = "jdbc:postgresql://orders.test/app";

    private static PenstockConfig config(String url, Consumer<PenstockConfig> settings) {
        PenstockConfig config = new PenstockConfig();
        config.setJdbcUrl(url);
        settings.accept(config);
        return config;
    }

    private static void assertRefused(PenstockConfig config, String... parts) {
        assertThatThrownBy(config::validate)
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(parts);
    }

    private static Resolver resolver() {
        InetAddress address = new HostAndPort("127.0.0.2", 5432).literal().orElseThrow();
        return new FixedResolver(
                new ServiceName("orders"), List.of(Backend.of("127.0.0.2", address, 5432)), NanoClock.system());
    }

    @Test
    void unsetTimesAreTheDefaultsOfDiscovery() {
        assertThat(DiscoveryProperties.refreshPolicy(new PropertyMap())).isEqualTo(RefreshPolicy.defaults());
    }

    @Test
    void timesThatAreSetAreUsed() {
        Properties properties = new Properties();
        properties.setProperty("jdbcUrl", POSTGRES);
        properties.setProperty("minTtl", "2s");
        properties.setProperty("maxTtl", "1m");
        properties.setProperty("staleFor", "1h");
        properties.setProperty("removalGrace", "0");
        new PenstockConfig(properties).validate();
        PropertyMap map = new PropertyMap();
        PropertyReader.read(properties, map);
        assertThat(DiscoveryProperties.refreshPolicy(map))
                .isEqualTo(RefreshPolicy.defaults()
                        .withTtl(Duration.ofSeconds(2), Duration.ofMinutes(1))
                        .withStaleFor(Duration.ofHours(1)));
        assertThat(PoolSettings.of(map, "p", Optional.empty()).policy().removalGrace())
                .isZero();
    }

    @Test
    void contradictionsAndBlankFileAreRefused() {
        assertRefused(
                config(POSTGRES, config -> {
                    config.setMinTtl(2_000);
                    config.setMaxTtl(1_000);
                    config.setStaleFor(10);
                    config.setRemovalGrace(-1);
                    config.setBackendFile(" ");
                }),
                "maxTtl 1000 must be at least 2000 ms, the minTtl",
                "staleFor 10 must be at least 1000 ms, or 0",
                "removalGrace -1 must be at least 0 ms",
                "backendFile ' ' must be the path of a file");
    }

    @Test
    void severalFindersAreRefused() {
        assertRefused(
                config(POSTGRES, config -> {
                    config.setBackendFile("backends");
                    config.setResolver(resolver());
                    config.setBackendFinder(deadline -> {
                        throw new DiscoveryException(DiscoveryFailure.Kind.OTHER, "never asked");
                    });
                }),
                "resolver and backendFinder and backendFile are set, but one finds the backends");
    }

    @Test
    void timesAndNameServersBesideResolverAreRefused() {
        assertRefused(
                config(POSTGRES, config -> {
                    config.setResolver(resolver());
                    config.setMinTtl(1_000);
                    config.setNameServers("127.0.0.1");
                }),
                "minTtl is set, but the resolver keeps its own times",
                "nameServers '127.0.0.1' is set, but resolver replaces DNS: leave one of them out");
        config(POSTGRES, config -> {
                    config.setResolver(resolver());
                    config.setRemovalGrace(1);
                })
                .validate();
    }

    @ParameterizedTest
    @CsvSource({
        "minTtl, 1000",
        "maxTtl, 1000",
        "staleFor, 1000",
        "removalGrace, 1000",
        "backendFile, backends",
    })
    void discoveryPropertyForOtherDriverIsRefused(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty("jdbcUrl", "jdbc:lab:none");
        properties.setProperty(name, value);
        assertRefused(
                new PenstockConfig(properties), name + " is set, but the driver of jdbcUrl finds its server itself");
    }
}
