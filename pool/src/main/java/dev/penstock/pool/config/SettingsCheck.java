package dev.penstock.pool.config;

import dev.penstock.backends.Balance;
import dev.penstock.backends.TargetServerType;
import dev.penstock.discovery.dns.AddressChoice;
import dev.penstock.discovery.dns.NameServerPolicy;
import dev.penstock.pool.PenstockConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds everything that is wrong with the values of a configuration, each by itself and those that must agree. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /** Adds to {@code wrong} each property that is, its value, and what would be right. */
    public static void check(PenstockConfig config, List<String> wrong) {
        for (Property<?> property : PropertyTable.all()) {
            alone(property, config.own(property), wrong);
        }
        sizes(config, wrong);
        sizesEach(config, wrong);
        times(config, wrong);
        names(config, wrong);
        routing(config, wrong);
        credentials(config, wrong);
    }

    /** Nothing is wrong with what nobody set: a default is right. */
    private static void alone(Property<?> property, @Nullable Object value, List<String> wrong) {
        if (value == null) {
            return;
        }
        if (value instanceof Number number) {
            property.range()
                    .fault(number.longValue())
                    .ifPresent(fault -> wrong.add(property.name() + " " + value + " " + fault));
        }
        property.instead().ifPresent(instead -> wrong.add(property.name() + " is set: " + instead));
    }

    private static void sizes(PenstockConfig config, List<String> wrong) {
        int maximum = config.getMaximumPoolSize();
        int idle = config.getMinimumIdle();
        if (idle < -1) {
            wrong.add("minimumIdle " + idle + " must be at least 0, or -1 for maximumPoolSize");
        } else if (idle > maximum) {
            wrong.add("minimumIdle " + idle + " contradicts maximumPoolSize " + maximum
                    + ": lower the first or raise the second");
        }
    }

    private static void sizesEach(PenstockConfig config, List<String> wrong) {
        int maximum = config.getMaximumPoolSize();
        int idleEach = config.getMinimumIdlePerBackend();
        int mostEach = config.getMaximumPerBackend();
        if (mostEach > 0 && idleEach > mostEach) {
            wrong.add("minimumIdlePerBackend " + idleEach + " contradicts maximumPerBackend " + mostEach
                    + ": lower the first or raise the second");
        } else if (maximum > 0 && idleEach > maximum) {
            wrong.add("minimumIdlePerBackend " + idleEach + " contradicts maximumPoolSize " + maximum
                    + ": lower the first or raise the second");
        }
    }

    /** A keepaliveTime that nobody set does no harm where connections do not live as long. */
    private static void times(PenstockConfig config, List<String> wrong) {
        long keepalive = config.getKeepaliveTime();
        long lifetime = config.getMaxLifetime();
        boolean meant = config.own(PropertyTable.KEEPALIVE_TIME) != null && keepalive > 0;
        if (meant && lifetime > 0 && keepalive >= lifetime) {
            wrong.add("keepaliveTime " + keepalive + " must be below maxLifetime " + lifetime + ", or 0");
        }
        if (config.getStatusTimeout() < config.getStatusInterval()) {
            wrong.add("statusTimeout " + config.getStatusTimeout() + " must be at least " + config.getStatusInterval()
                    + " ms, the statusInterval");
        }
    }

    private static void names(PenstockConfig config, List<String> wrong) {
        String isolation = config.getTransactionIsolation();
        if (isolation != null && Isolation.level(isolation).isEmpty()) {
            wrong.add("transactionIsolation '" + isolation + "' must be one of " + Isolation.names());
        }
        constant(PropertyTable.QUEUE_POLICY, PoolSettings.QueuePolicy.class, config, wrong);
        constant(PropertyTable.RECORDING, PoolSettings.Recording.class, config, wrong);
        constant(PropertyTable.NAME_SERVER_POLICY, NameServerPolicy.class, config, wrong);
        constant(PropertyTable.ADDRESS_FAMILY, AddressChoice.class, config, wrong);
        if (config.getPoolName() != null && config.getPoolName().isBlank()) {
            wrong.add("poolName is blank: leave it out for a name that is made");
        }
    }

    private static void routing(PenstockConfig config, List<String> wrong) {
        String target = String.valueOf(config.getTargetServerType());
        Optional<TargetServerType> type = TargetServerType.of(target);
        if (type.isEmpty()) {
            wrong.add("targetServerType '" + target + "' must be one of " + TargetServerType.labels());
        }
        readOnlyRouting(config, type, wrong);
        constant(PropertyTable.BALANCE, Balance.class, config, wrong);
        if (config.getBackendSubset() > 0
                && type.filter(asked -> asked != TargetServerType.ANY).isPresent()) {
            wrong.add("backendSubset " + config.getBackendSubset() + " contradicts targetServerType '" + target
                    + "': a subset may lack the servers asked for; leave one of them out");
        }
        if (config.getClientId() != null && config.getClientId().isBlank()) {
            wrong.add("clientId is blank: leave it out for host name and process number");
        }
    }

    private static void readOnlyRouting(PenstockConfig config, Optional<TargetServerType> type, List<String> wrong) {
        String chosen = config.getReadOnlyRouting();
        Optional<PoolSettings.ReadOnly> where = PoolSettings.ReadOnly.of(chosen);
        boolean writers = type.filter(
                        asked -> asked == TargetServerType.PRIMARY || asked == TargetServerType.PREFER_PRIMARY)
                .isPresent();
        if (where.isEmpty()) {
            wrong.add("readOnlyRouting '" + chosen + "' must be one of " + PoolSettings.ReadOnly.labels());
        } else if (where.get() != PoolSettings.ReadOnly.OFF && type.isPresent() && !writers) {
            wrong.add("readOnlyRouting '" + chosen + "' contradicts targetServerType '" + type.get()
                    + "': it moves claims from a primary, so set primary or preferPrimary, or leave it out");
        }
    }

    private static <E extends Enum<E>> void constant(
            Property<String> property, Class<E> type, PenstockConfig config, List<String> wrong) {
        if (config.own(property) == null) {
            return;
        }
        String value = config.get(property);
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        if (!names.contains(value)) {
            wrong.add(property.name() + " '" + value + "' must be one of " + String.join(", ", names));
        }
    }

    private static void credentials(PenstockConfig config, List<String> wrong) {
        boolean provided = config.getCredentialsProvider() != null || config.getCredentialsProviderClassName() != null;
        if (provided && config.own(PropertyTable.PASSWORD) != null) {
            wrong.add(
                    "password is set, but credentialsProvider has another for each connection: leave one of them out");
        }
    }
}
