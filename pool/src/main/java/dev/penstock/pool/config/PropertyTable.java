package dev.penstock.pool.config;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Resolver;
import dev.penstock.pool.CredentialsProvider;
import dev.penstock.pool.SQLExceptionOverride;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;

/** Every property of a pool: its one definition, which setters, files, validation and documentation go by. */
public final class PropertyTable {
    private static final Map<String, Property<?>> KNOWN = new LinkedHashMap<>();
    private static final String MILLIS = " ms";
    private static final String WAITS = "read waits() of the data source instead, which has every wait";
    private static final String BACKENDS = "read backends() of the data source instead, which has the health of each";

    public static final Property<String> JDBC_URL = known(text("jdbcUrl"));
    public static final Property<String> DRIVER_CLASS_NAME = known(text("driverClassName"));
    public static final Property<DataSource> DATA_SOURCE = known(object("dataSource", DataSource.class));
    public static final Property<String> DATA_SOURCE_CLASS_NAME = known(text("dataSourceClassName"));
    public static final Property<String> DATA_SOURCE_JNDI = known(text("dataSourceJNDI"));
    public static final Property<Properties> DATA_SOURCE_PROPERTIES =
            known(object("dataSourceProperties", Properties.class));
    public static final Property<String> USERNAME = known(text("username").whileRunning());
    public static final Property<String> PASSWORD = known(text("password").whileRunning());
    public static final Property<CredentialsProvider> CREDENTIALS_PROVIDER =
            known(object("credentialsProvider", CredentialsProvider.class));
    public static final Property<String> CREDENTIALS_PROVIDER_CLASS_NAME = known(text("credentialsProviderClassName"));
    public static final Property<String> NAME_SERVERS = known(text("nameServers"));
    public static final Property<String> NAME_SERVER_POLICY =
            known(text("nameServerPolicy").or("first"));
    public static final Property<Long> NAME_SERVER_TIMEOUT = known(millis("nameServerTimeout", 500, 1));
    public static final Property<String> ADDRESS_FAMILY =
            known(text("addressFamily").or("prefer_ipv4"));
    public static final Property<Boolean> SRV_FALLBACK = known(flag("srvFallback", false));
    public static final Property<BackendFinder> BACKEND_FINDER = known(object("backendFinder", BackendFinder.class));
    public static final Property<Resolver> RESOLVER = known(object("resolver", Resolver.class));
    public static final Property<String> BACKEND_FILE = known(text("backendFile"));
    public static final Property<Long> MIN_TTL = known(millis("minTtl", 1_000, 10));
    public static final Property<Long> MAX_TTL = known(millis("maxTtl", 300_000, 10));
    public static final Property<Long> STALE_FOR =
            known(millis("staleFor", 0, 1_000).orZero());
    public static final Property<Long> REMOVAL_GRACE = known(millis("removalGrace", 5_000, 0));
    public static final Property<String> TARGET_SERVER_TYPE =
            known(text("targetServerType").or("any"));
    public static final Property<String> READ_ONLY_ROUTING =
            known(text("readOnlyRouting").or("off"));
    public static final Property<String> BALANCE = known(text("balance").or("uniform"));
    public static final Property<Integer> BACKEND_SUBSET =
            known(number("backendSubset", 0).atLeast(0, ""));
    public static final Property<String> CLIENT_ID = known(text("clientId"));
    public static final Property<String> POOL_NAME = known(text("poolName"));

    public static final Property<Integer> MAXIMUM_POOL_SIZE =
            known(number("maximumPoolSize", 10).atLeast(1, "").whileRunning());
    public static final Property<Integer> MINIMUM_IDLE =
            known(number("minimumIdle", -1).whileRunning());
    public static final Property<Long> IDLE_TIMEOUT =
            known(millis("idleTimeout", 600_000, 10_000).orZero().whileRunning());
    public static final Property<Integer> MINIMUM_IDLE_PER_BACKEND =
            known(number("minimumIdlePerBackend", 0).atLeast(0, "").whileRunning());
    public static final Property<Integer> MAXIMUM_PER_BACKEND =
            known(number("maximumPerBackend", 0).atLeast(0, "").whileRunning());
    public static final Property<Integer> CONNECT_RATE =
            known(number("connectRate", 50).atLeast(0, "").whileRunning());
    public static final Property<Long> DRAIN_TIMEOUT =
            known(millis("drainTimeout", 30_000, 0).whileRunning());
    public static final Property<Long> BACKEND_PROBE_INTERVAL =
            known(millis("backendProbeInterval", 0, 100).orZero().whileRunning());
    public static final Property<Boolean> ABORT_ON_BACKEND_LOSS =
            known(flag("abortOnBackendLoss", false).whileRunning());
    public static final Property<Long> MAX_LIFETIME =
            known(millis("maxLifetime", 1_800_000, 30_000).orZero().whileRunning());
    public static final Property<Long> KEEPALIVE_TIME =
            known(millis("keepaliveTime", 120_000, 30_000).orZero().whileRunning());
    public static final Property<Long> CONNECTION_TIMEOUT =
            known(millis("connectionTimeout", 30_000, 250).orZero().whileRunning());
    public static final Property<Long> VALIDATION_TIMEOUT =
            known(millis("validationTimeout", 5_000, 250).whileRunning());
    public static final Property<Long> CONNECT_TIMEOUT =
            known(millis("connectTimeout", 5_000, 250).whileRunning());
    public static final Property<Long> ALIVE_BYPASS_WINDOW =
            known(millis("aliveBypassWindow", 500, 0).whileRunning());
    public static final Property<Long> LEAK_DETECTION_THRESHOLD =
            known(millis("leakDetectionThreshold", 0, 2_000).orZero().whileRunning());
    public static final Property<Long> INITIALIZATION_FAIL_TIMEOUT =
            known(millis("initializationFailTimeout", 1, Long.MIN_VALUE));

    public static final Property<Boolean> AUTO_COMMIT = known(flag("autoCommit", true));
    public static final Property<Boolean> READ_ONLY = known(flag("readOnly", false));
    public static final Property<String> TRANSACTION_ISOLATION = known(text("transactionIsolation"));
    public static final Property<String> CATALOG = known(text("catalog").whileRunning());
    public static final Property<String> SCHEMA = known(text("schema"));
    public static final Property<String> CONNECTION_INIT_SQL = known(text("connectionInitSql"));
    public static final Property<String> CONNECTION_TEST_QUERY = known(text("connectionTestQuery"));
    public static final Property<Boolean> ISOLATE_INTERNAL_QUERIES = known(flag("isolateInternalQueries", false));
    public static final Property<SQLExceptionOverride> EXCEPTION_OVERRIDE =
            known(object("exceptionOverride", SQLExceptionOverride.class));
    public static final Property<String> EXCEPTION_OVERRIDE_CLASS_NAME = known(text("exceptionOverrideClassName"));

    public static final Property<Integer> MAX_WAITERS =
            known(number("maxWaiters", 0).atLeast(0, "").whileRunning());
    public static final Property<Integer> MAX_BARGING =
            known(number("maxBarging", 3).atLeast(0, "").whileRunning());
    public static final Property<String> QUEUE_POLICY =
            known(text("queuePolicy").or("fifo"));
    public static final Property<Boolean> ALLOW_POOL_SUSPENSION = known(flag("allowPoolSuspension", false));
    public static final Property<String> RECORDING = known(text("recording").or("full"));
    public static final Property<Boolean> RECORD_ACQUIRE_STACKS = known(flag("recordAcquireStacks", false));
    public static final Property<Boolean> RECLAIM_LEAKS = known(flag("reclaimLeaks", false));

    public static final Property<Long> STATUS_INTERVAL =
            known(millis("statusInterval", 500, 10).whileRunning());
    public static final Property<Long> STATUS_TIMEOUT =
            known(millis("statusTimeout", 1_000, Long.MIN_VALUE).whileRunning());
    public static final Property<Executor> STATUS_EXECUTOR = known(object("statusExecutor", Executor.class));
    public static final Property<ThreadFactory> THREAD_FACTORY = known(object("threadFactory", ThreadFactory.class));
    public static final Property<Boolean> REGISTER_MBEANS = known(flag("registerMbeans", false));

    public static final Property<Object> METRIC_REGISTRY =
            known(object("metricRegistry", Object.class).refused(WAITS));
    public static final Property<Object> METRICS_TRACKER_FACTORY =
            known(object("metricsTrackerFactory", Object.class).refused(WAITS));
    public static final Property<Object> HEALTH_CHECK_REGISTRY =
            known(object("healthCheckRegistry", Object.class).refused(BACKENDS));
    public static final Property<Properties> HEALTH_CHECK_PROPERTIES =
            known(object("healthCheckProperties", Properties.class).refused(BACKENDS));
    public static final Property<ScheduledExecutorService> SCHEDULED_EXECUTOR =
            known(object("scheduledExecutor", ScheduledExecutorService.class)
                    .refused("the supervisor has a thread of its own, which no other work delays:"
                            + " leave it out, or set threadFactory, which makes that thread"));

    /** Former names of properties, each with the name that has taken its place. */
    private static final Map<String, String> RENAMED = Map.of("maxBypasses", MAX_BARGING.name());

    private PropertyTable() {}

    private static <T> Property<T> known(Property<T> property) {
        KNOWN.put(property.name(), property);
        return property;
    }

    private static Property<String> text(String name) {
        return Property.of(name, String.class);
    }

    private static <T> Property<T> object(String name, Class<T> type) {
        return Property.of(name, type);
    }

    private static Property<Integer> number(String name, int usual) {
        return Property.of(name, Integer.class).or(usual);
    }

    private static Property<Long> millis(String name, long usual, long least) {
        return Property.of(name, Long.class).or(usual).atLeast(least, MILLIS);
    }

    private static Property<Boolean> flag(String name, boolean usual) {
        return Property.of(name, Boolean.class).or(usual);
    }

    /** All of them, as they are declared. */
    public static Collection<Property<?>> all() {
        return Collections.unmodifiableCollection(KNOWN.values());
    }

    /** All of them by name. */
    public static Map<String, Property<?>> byName() {
        return Collections.unmodifiableMap(KNOWN);
    }

    /** The present name of a property that was called {@code former}; empty if no property was. */
    static Optional<String> renamed(String former) {
        return Optional.ofNullable(RENAMED.get(former));
    }
}
