package dev.penstock.pool.config;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Balance;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.pool.SQLExceptionOverride;
import dev.penstock.pool.alerts.AlertRule;
import dev.penstock.pool.alerts.AlertRules;
import dev.penstock.pool.instrument.PoolReadings;
import dev.penstock.pool.lints.Lint;
import dev.penstock.pool.lints.LintSwitches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A checked configuration: an immutable value.
 *
 * @param poolName the name in logs, threads and errors
 * @param user the user of the database; empty for the driver's
 * @param claims the policy of claims
 * @param diagnosis the recording of claims, and the treatment of leaks
 * @param policy the policy of slot sets
 * @param session the state of a session when a claim begins
 * @param routing the choice of a backend for a claim
 * @param life the start and the end of the pool
 * @param listed all properties with their values, as far as a value can be shown
 */
public record PoolSettings(
        String poolName,
        Optional<String> user,
        ClaimPolicy claims,
        DiagnosisPolicy diagnosis,
        BackendsPolicy policy,
        SessionDefaults session,
        RoutingPolicy routing,
        LifePolicy life,
        List<ListedProperty> listed) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /**
     * The policy of claims.
     *
     * @param timeout how long a claim may take; zero for no limit
     * @param aliveBypassWindow how long an unused connection is trusted without a check
     * @param maxWaiters how many claims may wait at once; 0 for no limit
     * @param maxBarging how often a slot may go to a later claim before it goes to a waiter; 0 for strict order
     * @param queuePolicy how waiters are served
     * @param suspendable whether the pool may be suspended
     * @param exceptionOverride asked first whether an exception ends its connection
     * @param readOnlyRouting the server of a claim after its unused connection was set to read-only
     */
    public record ClaimPolicy(
            Duration timeout,
            Duration aliveBypassWindow,
            int maxWaiters,
            int maxBarging,
            QueuePolicy queuePolicy,
            boolean suspendable,
            Optional<SQLExceptionOverride> exceptionOverride,
            ReadOnly readOnlyRouting) {
        /** The greatest number of waiters, as a number without a special value. */
        public int waiterLimit() {
            return maxWaiters == 0 ? Integer.MAX_VALUE : maxWaiters;
        }
    }

    /** The server of a claim after its unused connection was set to read-only. */
    public enum ReadOnly {
        OFF("off"),
        PREFER_SECONDARY(TargetServerType.PREFER_SECONDARY.label());

        private final String label;

        ReadOnly(String label) {
            this.label = label;
        }

        static Optional<ReadOnly> of(String label) {
            return Stream.of(values())
                    .filter(routing -> routing.label.equals(label))
                    .findFirst();
        }

        static String labels() {
            return Stream.of(values()).map(routing -> routing.label).collect(Collectors.joining(", "));
        }
    }

    /** How waiters are served. */
    public enum QueuePolicy {
        FIFO,
        CODEL
    }

    /**
     * The recording of claims, and the treatment of leaks.
     *
     * @param recording how much of claims is recorded
     * @param acquireStacks whether each claim keeps the stack of its acquire
     * @param leakDetectionThreshold how long a claim may hold its connection before it is reported; zero for ever
     * @param reclaimLeaks whether the pool takes back a connection whose thread has ended
     * @param slowAcquire how long a claim may wait before it gets a report; zero for ever
     * @param slowHold how long a claim may hold its connection before it gets a report; zero for ever
     * @param breakDeadlocks whether the youngest claim of a deadlock fails
     * @param alerts the rules that raise alerts
     * @param lints the lints that the pool looks for
     */
    public record DiagnosisPolicy(
            Recording recording,
            boolean acquireStacks,
            Duration leakDetectionThreshold,
            boolean reclaimLeaks,
            Duration slowAcquire,
            Duration slowHold,
            boolean breakDeadlocks,
            List<AlertRule> alerts,
            Set<Lint> lints) {}

    /**
     * The start and the end of the pool.
     *
     * @param startTimeout how long claims wait for the first connection if no server answers; empty for as long as
     *     their deadlines allow
     * @param closeTimeout how long the pool waits at its end for held connections
     */
    public record LifePolicy(Optional<Duration> startTimeout, Duration closeTimeout) {}

    /** How much of claims is recorded. */
    public enum Recording {
        FULL,
        CLAIMS,
        OFF
    }

    /** A name for a pool without one, unique in this process. */
    public static String generateName() {
        return "penstock-" + NUMBER.incrementAndGet();
    }

    /** The settings of a configuration in which {@link SettingsCheck} has found no error. */
    public static PoolSettings of(
            PropertyMap properties, String poolName, Optional<SQLExceptionOverride> exceptionOverride) {
        return new PoolSettings(
                poolName,
                Optional.ofNullable(properties.find(PropertyTable.USERNAME)),
                claims(properties, exceptionOverride),
                new DiagnosisPolicy(
                        properties.getConstant(PropertyTable.RECORDING, Recording.class),
                        properties.get(PropertyTable.RECORD_ACQUIRE_STACKS),
                        properties.getDuration(PropertyTable.LEAK_DETECTION_THRESHOLD),
                        properties.get(PropertyTable.RECLAIM_LEAKS),
                        properties.getDuration(PropertyTable.SLOW_ACQUIRE_THRESHOLD),
                        properties.getDuration(PropertyTable.SLOW_HOLD_THRESHOLD),
                        properties.get(PropertyTable.BREAK_DEADLOCKS),
                        alertRules(properties, new ArrayList<>()),
                        LintSwitches.parse(properties.get(PropertyTable.LINTS))),
                backends(properties),
                new SessionDefaults(
                        properties.get(PropertyTable.AUTO_COMMIT),
                        properties.get(PropertyTable.READ_ONLY),
                        Isolation.level(properties.find(PropertyTable.TRANSACTION_ISOLATION)),
                        Optional.ofNullable(properties.find(PropertyTable.CATALOG)),
                        Optional.ofNullable(properties.find(PropertyTable.SCHEMA)),
                        Optional.ofNullable(properties.find(PropertyTable.CONNECTION_INIT_SQL)),
                        Optional.ofNullable(properties.find(PropertyTable.CONNECTION_RESET_QUERY))),
                new RoutingPolicy(
                        TargetServerType.of(properties.get(PropertyTable.TARGET_SERVER_TYPE))
                                .orElseThrow(),
                        properties.getConstant(PropertyTable.BALANCE, Balance.class)),
                new LifePolicy(startTimeout(properties), properties.getDuration(PropertyTable.CLOSE_TIMEOUT)),
                ListedProperty.all(properties));
    }

    /** The rules of alerts; adds an error for each wrong one. */
    static List<AlertRule> alertRules(PropertyMap properties, List<String> errors) {
        Properties set = properties.find(PropertyTable.ALERTS);
        return AlertRules.of(set == null ? Map.of() : PropertyReader.entries(set), errors);
    }

    /** The default is meant for a pool that is started before its first claim. */
    private static Optional<Duration> startTimeout(PropertyMap properties) {
        Property<Long> property = PropertyTable.INITIALIZATION_FAIL_TIMEOUT;
        boolean limited = properties.isSet(property) && properties.get(property) > 0;
        return limited ? Optional.of(properties.getDuration(property)) : Optional.empty();
    }

    private static ClaimPolicy claims(PropertyMap properties, Optional<SQLExceptionOverride> exceptionOverride) {
        return new ClaimPolicy(
                properties.getDuration(PropertyTable.CONNECTION_TIMEOUT),
                properties.getDuration(PropertyTable.ALIVE_BYPASS_WINDOW),
                properties.get(PropertyTable.MAX_WAITERS),
                properties.get(PropertyTable.MAX_BARGING),
                properties.getConstant(PropertyTable.QUEUE_POLICY, QueuePolicy.class),
                properties.get(PropertyTable.ALLOW_POOL_SUSPENSION),
                exceptionOverride,
                ReadOnly.of(properties.get(PropertyTable.READ_ONLY_ROUTING)).orElseThrow());
    }

    private static BackendsPolicy backends(PropertyMap properties) {
        int maximum = properties.get(PropertyTable.MAXIMUM_POOL_SIZE);
        int minimumIdle = properties.get(PropertyTable.MINIMUM_IDLE);
        BackendsPolicy defaults = BackendsPolicy.defaults(maximum);
        return new BackendsPolicy(
                new BackendsPolicy.Size(
                        maximum,
                        minimumIdle < 0 ? maximum : minimumIdle,
                        properties.getDuration(PropertyTable.IDLE_TIMEOUT),
                        new BackendsPolicy.PerBackend(
                                properties.get(PropertyTable.MINIMUM_IDLE_PER_BACKEND),
                                properties.get(PropertyTable.MAXIMUM_PER_BACKEND))),
                new BackendsPolicy.Connect(
                        properties.getDuration(PropertyTable.CONNECT_TIMEOUT),
                        defaults.connect().firstBackoff(),
                        defaults.connect().maxBackoff(),
                        properties.get(PropertyTable.CONNECT_RATE)),
                new BackendsPolicy.Life(
                        properties.getDuration(PropertyTable.MAX_LIFETIME),
                        properties.getDuration(PropertyTable.KEEPALIVE_TIME),
                        properties.getDuration(PropertyTable.VALIDATION_TIMEOUT),
                        properties.getDuration(PropertyTable.DRAIN_TIMEOUT)),
                new BackendsPolicy.Status(
                        properties.getDuration(PropertyTable.STATUS_INTERVAL),
                        properties.getDuration(PropertyTable.STATUS_TIMEOUT),
                        defaults.status().suspectAfter(),
                        defaults.status().probeTimeout(),
                        properties.getDuration(PropertyTable.BACKEND_PROBE_INTERVAL),
                        properties.get(PropertyTable.ABORT_ON_BACKEND_LOSS)),
                properties.getDuration(PropertyTable.REMOVAL_GRACE));
    }

    /** The properties as the readings of a pool have them. */
    public List<PoolReadings.Setting> readings() {
        return listed.stream().map(ListedProperty::reading).toList();
    }
}
