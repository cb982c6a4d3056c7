package dev.penstock.pool;

import dev.penstock.backends.Backends;
import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.SlotListener;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.discovery.dns.DnsSettings;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A checked configuration: an immutable value.
 *
 * @param poolName the name in logs, threads and errors
 * @param user the user to connect as
 * @param connectionTimeout how long a claim may take; zero for no limit
 * @param aliveBypassWindow how long an unused connection is trusted without a check
 * @param policy what the slot sets obey
 * @param session how each claim finds its session
 * @param claims what claims and their queue obey
 */
record PoolSettings(
        String poolName,
        Optional<String> user,
        Duration connectionTimeout,
        Duration aliveBypassWindow,
        BackendsPolicy policy,
        SessionDefaults session,
        ClaimPolicy claims) {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration ALIVE_BYPASS_WINDOW = Duration.ofMillis(500);
    private static final long LEAST_TIMEOUT = 250;
    private static final Map<String, Integer> ISOLATIONS = Map.of(
            "TRANSACTION_NONE", Connection.TRANSACTION_NONE,
            "TRANSACTION_READ_UNCOMMITTED", Connection.TRANSACTION_READ_UNCOMMITTED,
            "TRANSACTION_READ_COMMITTED", Connection.TRANSACTION_READ_COMMITTED,
            "TRANSACTION_REPEATABLE_READ", Connection.TRANSACTION_REPEATABLE_READ,
            "TRANSACTION_SERIALIZABLE", Connection.TRANSACTION_SERIALIZABLE);

    /** Makes the backends of a pool for who hands their slots out. */
    @FunctionalInterface
    interface BackendsFactory {
        Backends create(SlotListener listener);
    }

    /**
     * Checks a configuration.
     *
     * @throws IllegalArgumentException if anything is wrong with it; the message names every property, its value and
     *     what would be right
     */
    static PoolSettings of(PenstockConfig config) {
        List<String> wrong = new ArrayList<>();
        checkSizes(config, wrong);
        checkTimes(config, wrong);
        OptionalInt isolation = isolation(config, wrong);
        checkUrl(config, wrong);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("configuration: " + String.join("; ", wrong));
        }
        return new PoolSettings(
                config.getPoolName().orElseGet(() -> "penstock-" + NUMBER.incrementAndGet()),
                config.getUsername(),
                Duration.ofMillis(config.getConnectionTimeout()),
                ALIVE_BYPASS_WINDOW,
                policy(config),
                new SessionDefaults(
                        config.isAutoCommit(),
                        config.isReadOnly(),
                        isolation,
                        config.getCatalog(),
                        config.getSchema(),
                        config.getConnectionInitSql()),
                ClaimPolicy.DEFAULT);
    }

    private static BackendsPolicy policy(PenstockConfig config) {
        int maximum = config.getMaximumPoolSize();
        int minimumIdle = config.getMinimumIdle() < 0 ? maximum : config.getMinimumIdle();
        BackendsPolicy defaults = BackendsPolicy.defaults(maximum);
        return new BackendsPolicy(
                new BackendsPolicy.Size(maximum, minimumIdle, Duration.ofMillis(config.getIdleTimeout())),
                defaults.connect(),
                new BackendsPolicy.Life(
                        Duration.ofMillis(config.getMaxLifetime()),
                        Duration.ofMillis(config.getKeepaliveTime()),
                        Duration.ofMillis(config.getValidationTimeout())),
                new BackendsPolicy.Status(
                        Duration.ofMillis(config.getStatusInterval()),
                        Duration.ofMillis(config.getStatusTimeout()),
                        defaults.status().suspectAfter(),
                        defaults.status().probeTimeout()));
    }

    private static void checkSizes(PenstockConfig config, List<String> wrong) {
        int maximum = config.getMaximumPoolSize();
        int idle = config.getMinimumIdle();
        if (maximum < 1) {
            wrong.add("maximumPoolSize " + maximum + " must be at least 1");
        }
        if (idle < -1) {
            wrong.add("minimumIdle " + idle + " must be at least 0, or -1 for maximumPoolSize");
        } else if (idle > maximum) {
            wrong.add("minimumIdle " + idle + " contradicts maximumPoolSize " + maximum
                    + ": lower the first or raise the second");
        }
    }

    private static void checkTimes(PenstockConfig config, List<String> wrong) {
        atLeast("connectionTimeout", config.getConnectionTimeout(), LEAST_TIMEOUT, true, wrong);
        atLeast("validationTimeout", config.getValidationTimeout(), LEAST_TIMEOUT, false, wrong);
        atLeast("idleTimeout", config.getIdleTimeout(), 10_000, true, wrong);
        atLeast("maxLifetime", config.getMaxLifetime(), 30_000, true, wrong);
        atLeast("keepaliveTime", config.getKeepaliveTime(), 30_000, true, wrong);
        atLeast("statusInterval", config.getStatusInterval(), 10, false, wrong);
        atLeast("statusTimeout", config.getStatusTimeout(), config.getStatusInterval(), false, wrong);
        if (config.getKeepaliveTime() > 0
                && config.getMaxLifetime() > 0
                && config.getKeepaliveTime() >= config.getMaxLifetime()) {
            wrong.add("keepaliveTime " + config.getKeepaliveTime() + " must be below maxLifetime "
                    + config.getMaxLifetime() + ", or 0");
        }
    }

    private static void atLeast(String property, long value, long least, boolean zeroAllowed, List<String> wrong) {
        if (value < least && !(zeroAllowed && value == 0)) {
            wrong.add(property + " " + value + " must be at least " + least + " ms" + (zeroAllowed ? ", or 0" : ""));
        } else if (value > Integer.MAX_VALUE) {
            wrong.add(property + " " + value + " must be at most " + Integer.MAX_VALUE + " ms");
        }
    }

    private static OptionalInt isolation(PenstockConfig config, List<String> wrong) {
        if (config.getTransactionIsolation().isEmpty()) {
            return OptionalInt.empty();
        }
        String name = config.getTransactionIsolation().get();
        Integer level = ISOLATIONS.get(name);
        if (level == null) {
            wrong.add("transactionIsolation '" + name + "' must be one of " + String.join(", ", sorted()));
            return OptionalInt.empty();
        }
        return OptionalInt.of(level);
    }

    private static List<String> sorted() {
        return ISOLATIONS.keySet().stream().sorted().toList();
    }

    private static void checkUrl(PenstockConfig config, List<String> wrong) {
        if (config.getJdbcUrl().isEmpty()) {
            wrong.add("jdbcUrl is not set");
            return;
        }
        String jdbcUrl = config.getJdbcUrl().get();
        try {
            ServiceUrl url = ServiceUrl.parse(jdbcUrl);
            checkNameServers(config, url, wrong);
            checkBackendFinder(config, url, wrong);
            Drivers.find(jdbcUrl, config.getDriverClassName());
        } catch (IllegalArgumentException e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
    }

    private static void checkBackendFinder(PenstockConfig config, ServiceUrl url, List<String> wrong) {
        if (config.getBackendFinder().isEmpty()) {
            return;
        }
        if (url.lookup().isEmpty()) {
            wrong.add("backendFinder is set, but the driver of jdbcUrl finds its server itself: leave it out");
        } else if (config.getNameServers().isPresent()) {
            wrong.add("backendFinder is set, so nobody asks nameServers '"
                    + config.getNameServers().get() + "': leave one of them out");
        }
    }

    private static void checkNameServers(PenstockConfig config, ServiceUrl url, List<String> wrong) {
        if (config.getNameServers().isEmpty()) {
            return;
        }
        String servers = config.getNameServers().get();
        if (url.lookup().isEmpty()) {
            wrong.add("nameServers '" + servers + "' is set, but nothing in jdbcUrl is looked up: leave it out");
            return;
        }
        try {
            DnsSettings.system().withServers(servers);
        } catch (IllegalArgumentException e) {
            wrong.add("nameServers '" + servers + "' cannot be read: " + e.getMessage());
        }
    }
}
