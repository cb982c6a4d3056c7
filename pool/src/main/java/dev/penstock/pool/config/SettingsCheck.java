package dev.penstock.pool.config;

import dev.penstock.backends.Balance;
import dev.penstock.backends.TargetServerType;
import dev.penstock.discovery.dns.AddressChoice;
import dev.penstock.discovery.dns.NameServerPolicy;
import dev.penstock.pool.console.ConsoleAddress;
import dev.penstock.pool.console.ConsoleProvider;
import dev.penstock.pool.lints.LintSwitches;
import dev.penstock.waits.text.ForeignText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** Finds every error in a configuration: in each value alone, and in values that contradict each other. */
public final class SettingsCheck {
    private SettingsCheck() {}

    /** Adds an error for each wrong property: its name, its value, and the rule that the value breaks. */
    public static void check(PropertyMap properties, List<String> errors) {
        for (Property<?> property : PropertyTable.all()) {
            value(property, properties.explicitValue(property), errors);
        }
        sizes(properties, errors);
        sizesPerBackend(properties, errors);
        times(properties, errors);
        names(properties, errors);
        resetQuery(properties, errors);
        routing(properties, errors);
        credentials(properties, errors);
        console(properties, errors);
        PoolSettings.alertRules(properties, errors);
        lints(properties, errors);
    }

    private static void lints(PropertyMap properties, List<String> errors) {
        String lints = properties.get(PropertyTable.LINTS);
        try {
            LintSwitches.parse(lints);
        } catch (IllegalArgumentException e) {
            errors.add("lints '" + ForeignText.line(lints) + "' " + e.getMessage());
        }
    }

    /** Defaults are not checked: a test does that. */
    private static void value(Property<?> property, @Nullable Object value, List<String> errors) {
        if (value == null) {
            return;
        }
        if (value instanceof Number number) {
            property.range()
                    .violation(number.longValue())
                    .ifPresent(rule -> errors.add(property.name() + " " + value + " " + rule));
        }
        property.replacement().ifPresent(advice -> errors.add(property.name() + " is set: " + advice));
    }

    private static void sizes(PropertyMap properties, List<String> errors) {
        int maximum = properties.get(PropertyTable.MAXIMUM_POOL_SIZE);
        int idle = properties.get(PropertyTable.MINIMUM_IDLE);
        if (idle < -1) {
            errors.add("minimumIdle " + idle + " must be at least 0, or -1 for maximumPoolSize");
        } else if (idle > maximum) {
            errors.add("minimumIdle " + idle + " contradicts maximumPoolSize " + maximum
                    + ": lower the first or raise the second");
        }
    }

    private static void sizesPerBackend(PropertyMap properties, List<String> errors) {
        int maximum = properties.get(PropertyTable.MAXIMUM_POOL_SIZE);
        int idlePerBackend = properties.get(PropertyTable.MINIMUM_IDLE_PER_BACKEND);
        int maximumPerBackend = properties.get(PropertyTable.MAXIMUM_PER_BACKEND);
        if (maximumPerBackend > 0 && idlePerBackend > maximumPerBackend) {
            errors.add("minimumIdlePerBackend " + idlePerBackend + " contradicts maximumPerBackend " + maximumPerBackend
                    + ": lower the first or raise the second");
        } else if (maximum > 0 && idlePerBackend > maximum) {
            errors.add("minimumIdlePerBackend " + idlePerBackend + " contradicts maximumPoolSize " + maximum
                    + ": lower the first or raise the second");
        }
    }

    /** The default of keepaliveTime may exceed maxLifetime: it then has no effect. */
    private static void times(PropertyMap properties, List<String> errors) {
        long keepalive = properties.get(PropertyTable.KEEPALIVE_TIME);
        long lifetime = properties.get(PropertyTable.MAX_LIFETIME);
        if (properties.isSet(PropertyTable.KEEPALIVE_TIME) && keepalive > 0 && lifetime > 0 && keepalive >= lifetime) {
            errors.add("keepaliveTime " + keepalive + " must be below maxLifetime " + lifetime + ", or 0");
        }
        long interval = properties.get(PropertyTable.STATUS_INTERVAL);
        long timeout = properties.get(PropertyTable.STATUS_TIMEOUT);
        if (timeout < interval) {
            errors.add("statusTimeout " + timeout + " must be at least " + interval + " ms, the statusInterval");
        }
    }

    private static void names(PropertyMap properties, List<String> errors) {
        String isolation = properties.find(PropertyTable.TRANSACTION_ISOLATION);
        if (isolation != null && Isolation.level(isolation).isEmpty()) {
            errors.add("transactionIsolation '" + isolation + "' must be one of " + Isolation.names());
        }
        constant(PropertyTable.QUEUE_POLICY, PoolSettings.QueuePolicy.class, properties, errors);
        constant(PropertyTable.RECORDING, PoolSettings.Recording.class, properties, errors);
        constant(PropertyTable.NAME_SERVER_POLICY, NameServerPolicy.class, properties, errors);
        constant(PropertyTable.ADDRESS_FAMILY, AddressChoice.class, properties, errors);
        if (isBlank(PropertyTable.POOL_NAME, properties)) {
            errors.add("poolName is blank: leave it out for a generated name");
        }
    }

    private static void resetQuery(PropertyMap properties, List<String> errors) {
        if (isBlank(PropertyTable.CONNECTION_RESET_QUERY, properties)) {
            errors.add("connectionResetQuery is blank: leave it out for no statement, or set one, such as DISCARD ALL");
        }
    }

    private static boolean isBlank(Property<String> property, PropertyMap properties) {
        String value = properties.find(property);
        return value != null && value.isBlank();
    }

    private static void routing(PropertyMap properties, List<String> errors) {
        String target = properties.get(PropertyTable.TARGET_SERVER_TYPE);
        Optional<TargetServerType> type = TargetServerType.of(target);
        if (type.isEmpty()) {
            errors.add("targetServerType '" + target + "' must be one of " + TargetServerType.labels());
        }
        readOnlyRouting(properties, type, errors);
        constant(PropertyTable.BALANCE, Balance.class, properties, errors);
        int subset = properties.get(PropertyTable.BACKEND_SUBSET);
        if (subset > 0 && type.filter(known -> known != TargetServerType.ANY).isPresent()) {
            errors.add("backendSubset " + subset + " contradicts targetServerType '" + target
                    + "': a subset may have no server of this type; leave one of them out");
        }
        if (isBlank(PropertyTable.CLIENT_ID, properties)) {
            errors.add("clientId is blank: leave it out for host name and process number");
        }
    }

    private static void readOnlyRouting(PropertyMap properties, Optional<TargetServerType> type, List<String> errors) {
        String label = properties.get(PropertyTable.READ_ONLY_ROUTING);
        Optional<PoolSettings.ReadOnly> routing = PoolSettings.ReadOnly.of(label);
        boolean usesPrimary = type.filter(
                        known -> known == TargetServerType.PRIMARY || known == TargetServerType.PREFER_PRIMARY)
                .isPresent();
        if (routing.isEmpty()) {
            errors.add("readOnlyRouting '" + label + "' must be one of " + PoolSettings.ReadOnly.labels());
        } else if (routing.get() != PoolSettings.ReadOnly.OFF && type.isPresent() && !usesPrimary) {
            errors.add("readOnlyRouting '" + label + "' contradicts targetServerType '" + type.get()
                    + "': it moves claims away from a primary; set primary or preferPrimary, or leave it out");
        }
    }

    private static <E extends Enum<E>> void constant(
            Property<String> property, Class<E> type, PropertyMap properties, List<String> errors) {
        String value = properties.get(property);
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        if (!names.contains(value)) {
            errors.add(property.name() + " '" + value + "' must be one of " + String.join(", ", names));
        }
    }

    private static void credentials(PropertyMap properties, List<String> errors) {
        boolean provider = properties.isSet(PropertyTable.CREDENTIALS_PROVIDER)
                || properties.isSet(PropertyTable.CREDENTIALS_PROVIDER_CLASS_NAME);
        if (provider && properties.isSet(PropertyTable.PASSWORD)) {
            errors.add("password is set, but credentialsProvider has another for each connection:"
                    + " leave one of them out");
        }
    }

    /** The token itself appears in no message. */
    private static void console(PropertyMap properties, List<String> errors) {
        String text = properties.find(PropertyTable.CONSOLE_ADDRESS);
        String token = properties.find(PropertyTable.CONSOLE_TOKEN);
        if (token != null && !ConsoleAddress.isToken(token)) {
            errors.add("consoleToken must have at least " + ConsoleAddress.LEAST_TOKEN
                    + " characters, which are visible ASCII characters without spaces");
        }
        path(PropertyTable.CONSOLE_TOKEN_FILE, properties, errors);
        path(PropertyTable.BUNDLE_DIRECTORY, properties, errors);
        boolean file = properties.isSet(PropertyTable.CONSOLE_TOKEN_FILE);
        if (token != null && file) {
            errors.add("consoleToken and consoleTokenFile are set: leave one of them out");
        }
        if (text == null) {
            if (token != null || file) {
                errors.add((file ? "consoleTokenFile" : "consoleToken")
                        + " is set without consoleAddress: set both, or none");
            }
            return;
        }
        try {
            if (!ConsoleAddress.parse(text).isLoopback() && token == null && !file) {
                errors.add("consoleAddress '" + text + "' can be reached from other machines: set consoleToken or"
                        + " consoleTokenFile, or use 127.0.0.1");
            }
        } catch (IllegalArgumentException e) {
            errors.add("consoleAddress '" + text + "' " + e.getMessage());
        }
        consoleProvider(text, errors);
    }

    private static void path(Property<String> property, PropertyMap properties, List<String> errors) {
        String value = properties.find(property);
        try {
            if (value != null && (value.isBlank() || Path.of(value).getFileName() == null)) {
                errors.add(property.name() + " '" + value + "' names no file: leave it out, or give a path");
            }
        } catch (InvalidPathException e) {
            errors.add(property.name() + " '" + ForeignText.line(value) + "' is no path: " + e.getReason());
        }
    }

    private static void consoleProvider(String address, List<String> errors) {
        try {
            if (ConsoleProvider.find().isEmpty()) {
                errors.add("consoleAddress '" + address + "' needs penstock-console on the class path: add it, or leave"
                        + " consoleAddress out");
            }
        } catch (ServiceConfigurationError e) {
            errors.add(
                    "consoleAddress '" + address + "': penstock-console cannot be loaded: " + ForeignText.describe(e));
        }
    }
}
