package dev.penstock.pool;

import dev.penstock.backends.Balance;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.jdbc.JdbcConnector;
import dev.penstock.backends.jdbc.PostgresDialect;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.service.BackendsDependencies;
import dev.penstock.backends.threads.PoolThreads;
import dev.penstock.backends.threads.SystemScheduler;
import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.DiscoveryContext;
import dev.penstock.discovery.FixedResolver;
import dev.penstock.discovery.PollingResolver;
import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.Resolver;
import dev.penstock.discovery.ServiceName;
import dev.penstock.discovery.dns.DnsResolver;
import dev.penstock.discovery.dns.DnsSettings;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.discovery.file.FileResolver;
import dev.penstock.discovery.subset.BackendSubset;
import dev.penstock.discovery.subset.SubsetResolver;
import dev.penstock.pool.claims.Claims;
import dev.penstock.pool.claims.FirstConnectionLatch;
import dev.penstock.pool.config.PoolSettings;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyTable;
import dev.penstock.pool.config.SettingsCheck;
import dev.penstock.pool.config.Values;
import dev.penstock.pool.source.DiscoveryPlan;
import dev.penstock.pool.source.DnsPlan;
import dev.penstock.pool.source.Origin;
import dev.penstock.pool.source.PoolLogin;
import dev.penstock.pool.source.RedactingConnector;
import dev.penstock.pool.source.ServiceUrl;
import dev.penstock.waits.CorrelationIds;
import dev.penstock.waits.NanoClock;
import dev.penstock.waits.WaitAccounts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a pool together from its configuration. */
final class Assembly {
    private static final Logger LOGGER = LoggerFactory.getLogger(Assembly.class);

    private Assembly() {}

    /**
     * Checks a configuration.
     *
     * @throws IllegalArgumentException if anything is wrong with it; the message names every property, its value and
     *     what would be right
     */
    static void check(PenstockConfig config) {
        checked(config);
    }

    /** What a configuration names, found and made. */
    private record Checked(
            Origin origin, Optional<SQLExceptionOverride> exceptionOverride, Optional<CredentialsProvider> provider) {}

    private static Checked checked(PenstockConfig config) {
        List<String> wrong = new ArrayList<>();
        SettingsCheck.check(config, wrong);
        Optional<Origin> origin = Origin.of(config, wrong);
        Optional<SQLExceptionOverride> exceptionOverride =
                extension(config, PropertyTable.EXCEPTION_OVERRIDE, PropertyTable.EXCEPTION_OVERRIDE_CLASS_NAME, wrong);
        Optional<CredentialsProvider> provider = extension(
                config, PropertyTable.CREDENTIALS_PROVIDER, PropertyTable.CREDENTIALS_PROVIDER_CLASS_NAME, wrong);
        origin.ifPresent(found -> requireRoles(found, config, wrong));
        refuse(wrong);
        return new Checked(origin.orElseThrow(), exceptionOverride, provider);
    }

    private static void refuse(List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("configuration: " + String.join("; ", wrong));
        }
    }

    private static void requireRoles(Origin origin, PenstockConfig config, List<String> wrong) {
        if (tellsRoles(origin)) {
            return;
        }
        String target = String.valueOf(config.getTargetServerType());
        if (!target.equals(TargetServerType.ANY.label())) {
            wrong.add("targetServerType '" + target + "' must be any here:"
                    + " only servers of a jdbc:postgresql URL are asked for their role");
        }
        if (Balance.LATENCY.name().equalsIgnoreCase(config.getBalance())) {
            wrong.add("balance 'latency' must be another here:"
                    + " only the servers of a jdbc:postgresql URL are asked what shows it");
        }
    }

    private static boolean tellsRoles(Origin origin) {
        return origin.url().dialect() instanceof PostgresDialect;
    }

    private static <T> Optional<T> extension(
            PenstockConfig config, Property<T> property, Property<String> byClass, List<String> wrong) {
        T given = config.find(property);
        String className = config.find(byClass);
        if (given != null && className != null) {
            wrong.add(property + " and " + byClass + " '" + className + "' are set: leave one of them out");
        }
        if (given == null && className != null) {
            try {
                return Optional.of(Values.instance(property.type(), className));
            } catch (IllegalArgumentException e) {
                wrong.add(byClass + " '" + className + "' " + e.getMessage());
            }
        }
        return Optional.ofNullable(given);
    }

    /**
     * The settings that a changed configuration has, where the pool runs already.
     *
     * @throws IllegalArgumentException if anything is wrong with it
     */
    static PoolSettings changed(PenstockConfig config, PoolSettings before) {
        List<String> wrong = new ArrayList<>();
        SettingsCheck.check(config, wrong);
        refuse(wrong);
        return PoolSettings.of(config, before.poolName(), before.claims().exceptionOverride());
    }

    /**
     * Makes the parts of a pool; starts none of them.
     *
     * @throws IllegalArgumentException if the configuration is wrong; the message names everything that is
     */
    static RunningPool of(PenstockConfig config) {
        return of(config, Optional.empty());
    }

    /** The same, of parts that were brought. */
    static RunningPool of(PenstockConfig config, Optional<PoolParts> brought) {
        Checked checked = checked(config);
        String name = config.getPoolName() == null ? PoolSettings.nextName() : config.getPoolName();
        PoolSettings settings = PoolSettings.of(config, name, checked.exceptionOverride());
        checked.origin().url().caution().ifPresent(caution -> LOGGER.warn("pool {}: {}", name, caution));
        AtomicReference<PoolSettings> current = new AtomicReference<>(settings);
        WaitAccounts accounts =
                new WaitAccounts(brought.map(PoolParts::clock).orElseGet(NanoClock::system), new CorrelationIds());
        PoolLogin login = new PoolLogin(
                checked.origin(), new Credentials(config.getUsername(), password(config)), checked.provider());
        FirstConnectionLatch contact = new FirstConnectionLatch(new RedactingConnector(
                brought.map(PoolParts::connector)
                        .orElseGet(() -> new JdbcConnector(
                                checked.origin().sessions(),
                                checked.origin().url().dialect(),
                                login,
                                () -> current.get().session(),
                                Optional.ofNullable(config.getConnectionTestQuery()))),
                login::secrets));
        BackendsDependencies parts = new BackendsDependencies(
                name,
                brought.map(PoolParts::resolver)
                        .orElseGet(() -> subset(resolver(checked.origin().url(), config, accounts), config)),
                contact,
                settings.policy(),
                accounts,
                new PoolThreads(
                        config.getStatusExecutor(),
                        config.getThreadFactory(),
                        brought.map(PoolParts::scheduler).orElseGet(() -> SystemScheduler.INSTANCE)),
                settings.routing());
        Claims claims = new Claims(settings, accounts, listener -> new Backends(parts, listener));
        boolean roles = brought.isPresent() || tellsRoles(checked.origin());
        return new RunningPool(current, accounts, claims, login, contact, roles);
    }

    static @Nullable String password(PenstockConfig config) {
        return config.find(PropertyTable.PASSWORD);
    }

    private static Resolver subset(Resolver all, PenstockConfig config) {
        int size = config.getBackendSubset();
        if (size == 0) {
            return all;
        }
        String client = config.getClientId();
        return new SubsetResolver(all, new BackendSubset(size, client == null ? thisProcess() : client));
    }

    /** The host's name, where it can be told, and the process's number. */
    private static String thisProcess() {
        String host = System.getenv("HOSTNAME");
        if (host == null || host.isBlank()) {
            try {
                host = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                host = "localhost";
            }
        }
        return host + "/" + ProcessHandle.current().pid();
    }

    private static Resolver resolver(ServiceUrl url, PenstockConfig config, WaitAccounts accounts) {
        ServiceName service = new ServiceName(url.service());
        if (url.lookup().isEmpty()) {
            return new FixedResolver(service, List.of(url.placeholder()), accounts.clock());
        }
        Resolver own = config.getResolver();
        if (own != null) {
            return own;
        }
        BackendFinder finder = config.getBackendFinder();
        DiscoveryContext context = DiscoveryContext.system(accounts.meters());
        RefreshPolicy policy = DiscoveryPlan.policy(config);
        if (finder != null) {
            return new PollingResolver(service, finder, policy, context);
        }
        DnsSettings dns = DnsPlan.settings(config);
        String file = config.getBackendFile();
        return file == null
                ? new DnsResolver(service, DnsPlan.lookup(config, url), dns, policy, context)
                : new FileResolver(
                        service,
                        Path.of(file),
                        url.port(),
                        hosts -> DnsResolver.finder(new Lookup.Hosts(hosts), dns, context),
                        policy,
                        context);
    }
}
