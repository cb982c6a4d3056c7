package dev.penstock.pool.config;

import dev.penstock.discovery.BackendFinder;
import dev.penstock.discovery.Resolver;
import dev.penstock.pool.CredentialsProvider;
import dev.penstock.pool.SQLExceptionOverride;
import dev.penstock.pool.lints.LintSwitches;
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

/**
 * The definitions of all properties of a pool. Setters, files, validation and the check of the documentation read this
 * table alone.
 */
public final class PropertyTable {
    private static final Map<String, Property<?>> BY_NAME = new LinkedHashMap<>();
    private static final String MILLIS = " ms";
    private static final String REGISTRY = "set metricRegistry to the Micrometer registry instead";
    private static final String HEALTH = "read health() of the data source instead, which takes no connection";

    public static final Property<String> JDBC_URL = register(text("jdbcUrl"));
    public static final Property<String> DRIVER_CLASS_NAME = register(text("driverClassName"));
    public static final Property<DataSource> DATA_SOURCE = register(object("dataSource", DataSource.class));
    public static final Property<String> DATA_SOURCE_CLASS_NAME = register(text("dataSourceClassName"));
    public static final Property<String> DATA_SOURCE_JNDI = register(text("dataSourceJNDI"));
    public static final Property<Properties> DATA_SOURCE_PROPERTIES =
            register(object("dataSourceProperties", Properties.class));
    public static final Property<String> USERNAME = register(text("username").changeable());
    public static final Property<String> PASSWORD = register(text("password").changeable());
    public static final Property<CredentialsProvider> CREDENTIALS_PROVIDER =
            register(object("credentialsProvider", CredentialsProvider.class));
    public static final Property<String> CREDENTIALS_PROVIDER_CLASS_NAME =
            register(text("credentialsProviderClassName"));
    public static final Property<String> NAME_SERVERS = register(text("nameServers"));
    public static final Property<String> NAME_SERVER_POLICY =
            register(text("nameServerPolicy").withDefault("first"));
    public static final Property<Long> NAME_SERVER_TIMEOUT = register(millis("nameServerTimeout", 500, 1));
    public static final Property<String> ADDRESS_FAMILY =
            register(text("addressFamily").withDefault("prefer_ipv4"));
    public static final Property<Boolean> SRV_FALLBACK = register(flag("srvFallback", false));
    public static final Property<String> SRV_TARGET_DOMAINS = register(text("srvTargetDomains"));
    public static final Property<Boolean> LINK_LOCAL_ADDRESSES = register(flag("linkLocalAddresses", false));
    public static final Property<BackendFinder> BACKEND_FINDER = register(object("backendFinder", BackendFinder.class));
    public static final Property<Resolver> RESOLVER = register(object("resolver", Resolver.class));
    public static final Property<String> BACKEND_FILE = register(text("backendFile"));
    public static final Property<Long> MIN_TTL = register(millis("minTtl", 1_000, 10));
    public static final Property<Long> MAX_TTL = register(millis("maxTtl", 300_000, 10));
    public static final Property<Long> STALE_FOR =
            register(millis("staleFor", 0, 1_000).orZero());
    public static final Property<Long> REMOVAL_GRACE = register(millis("removalGrace", 5_000, 0));
    public static final Property<Integer> MAXIMUM_BACKENDS =
            register(number("maximumBackends", 1_000).atLeast(1, ""));
    public static final Property<String> TARGET_SERVER_TYPE =
            register(text("targetServerType").withDefault("any"));
    public static final Property<String> READ_ONLY_ROUTING =
            register(text("readOnlyRouting").withDefault("off"));
    public static final Property<String> BALANCE = register(text("balance").withDefault("uniform"));
    public static final Property<Integer> BACKEND_SUBSET =
            register(number("backendSubset", 0).atLeast(0, ""));
    public static final Property<String> CLIENT_ID = register(text("clientId"));
    public static final Property<String> POOL_NAME = register(text("poolName"));

    public static final Property<Integer> MAXIMUM_POOL_SIZE =
            register(number("maximumPoolSize", 10).atLeast(1, "").changeable());
    public static final Property<Integer> MINIMUM_IDLE =
            register(number("minimumIdle", -1).changeable());
    public static final Property<Long> IDLE_TIMEOUT =
            register(millis("idleTimeout", 600_000, 10_000).orZero().changeable());
    public static final Property<Integer> MINIMUM_IDLE_PER_BACKEND =
            register(number("minimumIdlePerBackend", 0).atLeast(0, "").changeable());
    public static final Property<Integer> MAXIMUM_PER_BACKEND =
            register(number("maximumPerBackend", 0).atLeast(0, "").changeable());
    public static final Property<Integer> CONNECT_RATE =
            register(number("connectRate", 50).atLeast(0, "").changeable());
    public static final Property<Long> DRAIN_TIMEOUT =
            register(millis("drainTimeout", 30_000, 0).changeable());
    public static final Property<Long> BACKEND_PROBE_INTERVAL =
            register(millis("backendProbeInterval", 0, 100).orZero().changeable());
    public static final Property<Boolean> ABORT_ON_BACKEND_LOSS =
            register(flag("abortOnBackendLoss", false).changeable());
    public static final Property<Long> MAX_LIFETIME =
            register(millis("maxLifetime", 1_800_000, 30_000).orZero().changeable());
    public static final Property<Long> KEEPALIVE_TIME =
            register(millis("keepaliveTime", 120_000, 30_000).orZero().changeable());
    public static final Property<Long> CONNECTION_TIMEOUT =
            register(millis("connectionTimeout", 30_000, 250).orZero().changeable());
    public static final Property<Long> VALIDATION_TIMEOUT =
            register(millis("validationTimeout", 5_000, 250).changeable());
    public static final Property<Long> CONNECT_TIMEOUT =
            register(millis("connectTimeout", 5_000, 250).changeable());
    public static final Property<Long> ALIVE_BYPASS_WINDOW =
            register(millis("aliveBypassWindow", 500, 0).changeable());
    public static final Property<Long> LEAK_DETECTION_THRESHOLD =
            register(millis("leakDetectionThreshold", 0, 2_000).orZero().changeable());
    public static final Property<Long> SLOW_ACQUIRE_THRESHOLD =
            register(millis("slowAcquireThreshold", 1_000, 10).orZero().changeable());
    public static final Property<Long> SLOW_HOLD_THRESHOLD =
            register(millis("slowHoldThreshold", 10_000, 10).orZero().changeable());
    public static final Property<Long> INITIALIZATION_FAIL_TIMEOUT =
            register(millis("initializationFailTimeout", 1, Long.MIN_VALUE).unlimited());
    public static final Property<Long> CLOSE_TIMEOUT =
            register(millis("closeTimeout", 2_000, 0).changeable());

    public static final Property<Boolean> AUTO_COMMIT = register(flag("autoCommit", true));
    public static final Property<Boolean> READ_ONLY = register(flag("readOnly", false));
    public static final Property<String> TRANSACTION_ISOLATION = register(text("transactionIsolation"));
    public static final Property<String> CATALOG = register(text("catalog").changeable());
    public static final Property<String> SCHEMA = register(text("schema"));
    public static final Property<String> CONNECTION_INIT_SQL = register(text("connectionInitSql"));
    public static final Property<String> CONNECTION_TEST_QUERY = register(text("connectionTestQuery"));
    public static final Property<String> CONNECTION_RESET_QUERY = register(text("connectionResetQuery"));
    public static final Property<Boolean> ISOLATE_INTERNAL_QUERIES = register(flag("isolateInternalQueries", false));
    public static final Property<SQLExceptionOverride> EXCEPTION_OVERRIDE =
            register(object("exceptionOverride", SQLExceptionOverride.class));
    public static final Property<String> EXCEPTION_OVERRIDE_CLASS_NAME = register(text("exceptionOverrideClassName"));

    public static final Property<Integer> MAX_WAITERS =
            register(number("maxWaiters", 0).atLeast(0, "").changeable());
    public static final Property<Integer> MAX_BARGING =
            register(number("maxBarging", 3).atLeast(0, "").changeable());
    public static final Property<String> QUEUE_POLICY =
            register(text("queuePolicy").withDefault("fifo"));
    public static final Property<Boolean> ALLOW_POOL_SUSPENSION = register(flag("allowPoolSuspension", false));
    public static final Property<String> RECORDING = register(text("recording").withDefault("full"));
    public static final Property<Boolean> BREAK_DEADLOCKS = register(flag("breakDeadlocks", true));
    public static final Property<Boolean> DIAGNOSTIC_SESSION = register(flag("diagnosticSession", true));
    public static final Property<Boolean> RECORD_ACQUIRE_STACKS = register(flag("recordAcquireStacks", false));
    public static final Property<Boolean> RECLAIM_LEAKS = register(flag("reclaimLeaks", false));

    public static final Property<Long> STATUS_INTERVAL =
            register(millis("statusInterval", 500, 10).changeable());
    public static final Property<Long> STATUS_TIMEOUT =
            register(millis("statusTimeout", 1_000, Long.MIN_VALUE).changeable());
    public static final Property<Executor> STATUS_EXECUTOR = register(object("statusExecutor", Executor.class));
    public static final Property<ThreadFactory> THREAD_FACTORY = register(object("threadFactory", ThreadFactory.class));
    public static final Property<Boolean> REGISTER_MBEANS = register(flag("registerMbeans", false));
    public static final Property<Boolean> INSTRUMENT_MBEAN = register(flag("instrumentMBean", true));
    public static final Property<String> CONSOLE_ADDRESS = register(text("consoleAddress"));
    public static final Property<String> CONSOLE_TOKEN = register(text("consoleToken"));
    public static final Property<String> CONSOLE_TOKEN_FILE = register(text("consoleTokenFile"));
    public static final Property<String> BUNDLE_DIRECTORY = register(text("bundleDirectory"));
    public static final Property<Properties> ALERTS =
            register(object("alerts", Properties.class).changeable());
    public static final Property<String> LINTS =
            register(text("lints").withDefault(LintSwitches.ALL).changeable());

    public static final Property<Object> METRIC_REGISTRY =
            register(object("metricRegistry", Object.class).changeable());
    public static final Property<Boolean> HIKARI_METRIC_NAMES = register(flag("hikariMetricNames", false));
    public static final Property<Object> METRICS_TRACKER_FACTORY =
            register(object("metricsTrackerFactory", Object.class).refused(REGISTRY));
    public static final Property<Object> HEALTH_CHECK_REGISTRY =
            register(object("healthCheckRegistry", Object.class).refused(HEALTH));
    public static final Property<Properties> HEALTH_CHECK_PROPERTIES =
            register(object("healthCheckProperties", Properties.class).refused(HEALTH));
    public static final Property<ScheduledExecutorService> SCHEDULED_EXECUTOR =
            register(object("scheduledExecutor", ScheduledExecutorService.class)
                    .refused("the supervisor has a thread of its own, which no other work delays:"
                            + " leave it out, or set threadFactory, which makes that thread"));

    /** The present name of each property that has been renamed, by its former name. */
    private static final Map<String, String> RENAMED = Map.of("maxBypasses", MAX_BARGING.name());

    /** The name of each property that has a second name, by that second name. */
    private static final Map<String, String> SYNONYMS = Map.of("url", JDBC_URL.name());

    private PropertyTable() {}

    private static <T> Property<T> register(Property<T> property) {
        BY_NAME.put(property.name(), property);
        return property;
    }

    private static Property<String> text(String name) {
        return Property.of(name, String.class);
    }

    private static <T> Property<T> object(String name, Class<T> type) {
        return Property.of(name, type);
    }

    private static Property<Integer> number(String name, int defaultValue) {
        return Property.of(name, Integer.class).withDefault(defaultValue);
    }

    private static Property<Long> millis(String name, long defaultValue, long minimum) {
        return Property.of(name, Long.class).withDefault(defaultValue).atLeast(minimum, MILLIS);
    }

    private static Property<Boolean> flag(String name, boolean defaultValue) {
        return Property.of(name, Boolean.class).withDefault(defaultValue);
    }

    /** All properties, in the order of their declaration. */
    public static Collection<Property<?>> all() {
        return Collections.unmodifiableCollection(BY_NAME.values());
    }

    /** All properties by name. */
    public static Map<String, Property<?>> byName() {
        return Collections.unmodifiableMap(BY_NAME);
    }

    /** The property of that name, which may be a second name; empty if there is none. */
    static Optional<Property<?>> named(String name) {
        return Optional.ofNullable(BY_NAME.get(SYNONYMS.getOrDefault(name, name)));
    }

    /** The present name of a property that was once called {@code former}; empty if no property was. */
    static Optional<String> renamed(String former) {
        return Optional.ofNullable(RENAMED.get(former));
    }
}
