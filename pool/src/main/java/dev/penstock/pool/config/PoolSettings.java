package dev.penstock.pool.config;

import dev.penstock.backends.BackendsPolicy;
import dev.penstock.backends.Balance;
import dev.penstock.backends.RoutingPolicy;
import dev.penstock.backends.TargetServerType;
import dev.penstock.backends.jdbc.SessionDefaults;
import dev.penstock.backends.service.Backends;
import dev.penstock.backends.slots.SlotListener;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.SQLExceptionOverride;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration: an immutable value.
 *
 * @param poolName the name in logs, threads and errors
 * @param user the user to connect as
 * @param claims what claims obey
 * @param watching what is recorded of claims, and what is made of it
 * @param policy what the slot sets obey
 * @param session how each claim finds its session
 * @param routing where claims go
 */
public record PoolSettings(
        String poolName,
        Optional<String> user,
        ClaimPolicy claims,
        Watching watching,
        BackendsPolicy policy,
        SessionDefaults session,
        RoutingPolicy routing) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /**
     * What claims obey.
     *
     * @param timeout how long a claim may take; zero for no limit
     * @param aliveBypassWindow how long an unused connection is trusted without a check
     * @param maxWaiters how many may wait at once; 0 for no limit
     * @param maxBarging how often a slot may pass those who wait before it is handed over; 0 for strict order
     * @param queuePolicy how waiters are served
     * @param suspendable whether the pool may be suspended
     * @param exceptionOverride asked first whether an exception ends its connection
     * @param readOnlyRouting where claims go that are said to be read-only before they are used
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
        public int mostWaiters() {
            return maxWaiters == 0 ? Integer.MAX_VALUE : maxWaiters;
        }
    }

    /** Where claims go that are said to be read-only before they are used. */
    public enum ReadOnly {
        OFF("off"),
        PREFER_SECONDARY(TargetServerType.PREFER_SECONDARY.label());

        private final String label;

        ReadOnly(String label) {
            this.label = label;
        }

        public static Optional<ReadOnly> of(@Nullable String name) {
            return Stream.of(values()).filter(where -> where.label.equals(name)).findFirst();
        }

        static String labels() {
            return Stream.of(values()).map(where -> where.label).collect(Collectors.joining(", "));
        }
    }

    /** How waiters are served. */
    public enum QueuePolicy {
        FIFO,
        CODEL
    }

    /**
     * What is recorded of claims, and what is made of it.
     *
     * @param recording how much
     * @param acquireStacks whether each claim keeps the stack it was acquired at
     * @param leakDetectionThreshold how long a claim may hold before it is told; zero for ever
     * @param reclaimLeaks whether what was leaked for certain is taken back
     */
    public record Watching(
            Recording recording, boolean acquireStacks, Duration leakDetectionThreshold, boolean reclaimLeaks) {}

    /** How much is recorded. */
    public enum Recording {
        FULL,
        CLAIMS,
        OFF
    }

    /** Makes the backends of a pool for who hands their slots out. */
    @FunctionalInterface
    public interface BackendsFactory {
        Backends create(SlotListener listener);
    }

    public Duration connectionTimeout() {
        return claims.timeout();
    }

    public Duration aliveBypassWindow() {
        return claims.aliveBypassWindow();
    }

    public static String nextName() {
        return "penstock-" + NUMBER.incrementAndGet();
    }

    /** The settings of a configuration that {@link SettingsCheck} found no fault with. */
    public static PoolSettings of(
            PenstockConfig config, String poolName, Optional<SQLExceptionOverride> exceptionOverride) {
        return new PoolSettings(
                poolName,
                Optional.ofNullable(config.getUsername()),
                new ClaimPolicy(
                        Duration.ofMillis(config.getConnectionTimeout()),
                        Duration.ofMillis(config.getAliveBypassWindow()),
                        config.getMaxWaiters(),
                        config.getMaxBarging(),
                        constant(QueuePolicy.class, config.getQueuePolicy()),
                        config.isAllowPoolSuspension(),
                        exceptionOverride,
                        ReadOnly.of(config.getReadOnlyRouting()).orElseThrow()),
                new Watching(
                        constant(Recording.class, config.getRecording()),
                        config.isRecordAcquireStacks(),
                        Duration.ofMillis(config.getLeakDetectionThreshold()),
                        config.isReclaimLeaks()),
                policy(config),
                new SessionDefaults(
                        config.isAutoCommit(),
                        config.isReadOnly(),
                        Isolation.level(config.getTransactionIsolation()),
                        Optional.ofNullable(config.getCatalog()),
                        Optional.ofNullable(config.getSchema()),
                        Optional.ofNullable(config.getConnectionInitSql())),
                new RoutingPolicy(
                        TargetServerType.of(String.valueOf(config.getTargetServerType()))
                                .orElseThrow(),
                        constant(Balance.class, config.getBalance())));
    }

    public static <E extends Enum<E>> E constant(Class<E> type, @Nullable String name) {
        return Enum.valueOf(
                type, Objects.requireNonNull(name, "it has a default").toUpperCase(Locale.ROOT));
    }

    private static BackendsPolicy policy(PenstockConfig config) {
        int maximum = config.getMaximumPoolSize();
        int minimumIdle = config.getMinimumIdle() < 0 ? maximum : config.getMinimumIdle();
        BackendsPolicy defaults = BackendsPolicy.defaults(maximum);
        return new BackendsPolicy(
                new BackendsPolicy.Size(
                        maximum,
                        minimumIdle,
                        Duration.ofMillis(config.getIdleTimeout()),
                        new BackendsPolicy.PerBackend(
                                config.getMinimumIdlePerBackend(), config.getMaximumPerBackend())),
                new BackendsPolicy.Connect(
                        Duration.ofMillis(config.getConnectTimeout()),
                        defaults.connect().firstBackoff(),
                        defaults.connect().maxBackoff(),
                        config.getConnectRate()),
                new BackendsPolicy.Life(
                        Duration.ofMillis(config.getMaxLifetime()),
                        Duration.ofMillis(config.getKeepaliveTime()),
                        Duration.ofMillis(config.getValidationTimeout()),
                        Duration.ofMillis(config.getDrainTimeout())),
                new BackendsPolicy.Status(
                        Duration.ofMillis(config.getStatusInterval()),
                        Duration.ofMillis(config.getStatusTimeout()),
                        defaults.status().suspectAfter(),
                        defaults.status().probeTimeout(),
                        Duration.ofMillis(config.getBackendProbeInterval()),
                        config.isAbortOnBackendLoss()),
                Duration.ofMillis(config.getRemovalGrace()));
    }
}
