package dev.penstock.pool;

import dev.penstock.backends.Backends;
import dev.penstock.backends.Connector;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.PollingResolver;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.discovery.dns.DnsResolver;
import dev.penstock.discovery.dns.DnsSettings;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import java.sql.Driver;
import java.util.List;
import java.util.Properties;

/** Puts a pool together from its configuration. */
final class Assembly {
    private Assembly() {}

    /** A pool that has not started. */
    record Pool(PoolSettings settings, WaitAccounts accounts, Claims claims) {}

    /**
     * Makes the parts of a pool; starts none of them.
     *
     * @throws IllegalArgumentException if the configuration is wrong; the message names everything that is
     */
    static Pool of(PenstockConfig config) {
        PoolSettings settings = PoolSettings.of(config);
        String jdbcUrl = config.getJdbcUrl().orElseThrow();
        ServiceUrl url = ServiceUrl.parse(jdbcUrl);
        WaitAccounts accounts = new WaitAccounts(NanoClock.system(), new CorrelationIds());
        Connector connector = connector(url, jdbcUrl, config, settings);
        Backends.Parts parts = new Backends.Parts(
                settings.poolName(),
                resolver(url, config, accounts),
                connector,
                settings.policy(),
                accounts,
                new Backends.Threads(config.getStatusExecutor().orElse(null), null));
        Claims claims = new Claims(settings, accounts, listener -> new Backends(parts, listener));
        return new Pool(settings, accounts, claims);
    }

    private static Connector connector(ServiceUrl url, String jdbcUrl, PenstockConfig config, PoolSettings settings) {
        Driver driver = Drivers.find(jdbcUrl, config.getDriverClassName());
        Properties properties = config.driverProperties();
        config.getUsername().ifPresent(user -> properties.setProperty("user", user));
        config.password().ifPresent(password -> properties.setProperty("password", password));
        Connector connector = new JdbcConnector(
                driver, url.dialect(), properties, settings.session(), config.getConnectionTestQuery());
        return new DiscreetConnector(connector, Secrets.of(jdbcUrl, properties));
    }

    private static Resolver resolver(ServiceUrl url, PenstockConfig config, WaitAccounts accounts) {
        ServiceName service = new ServiceName(url.service());
        if (url.lookup().isEmpty()) {
            return new FixedResolver(service, List.of(url.placeholder()), accounts.clock());
        }
        if (config.getBackendFinder().isPresent()) {
            return new PollingResolver(
                    service,
                    config.getBackendFinder().get(),
                    RefreshPolicy.defaults(),
                    DiscoveryContext.system(accounts.meters()));
        }
        DnsSettings dns = config.getNameServers()
                .map(servers -> DnsSettings.system().withServers(servers))
                .orElseGet(DnsSettings::system);
        return new DnsResolver(
                service, url.lookup().get(), dns, RefreshPolicy.defaults(), DiscoveryContext.system(accounts.meters()));
    }
}
