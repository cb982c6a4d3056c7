package dev.penstock.pool.source;

import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.dns.AddressChoice;
import dev.penstock.discovery.dns.DnsSettings;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.discovery.dns.NameServerPolicy;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyMap;
import dev.penstock.pool.config.PropertyTable;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties that say how names are looked up. */
final class DnsProperties {
    private static final List<Property<?>> ALL = List.of(
            PropertyTable.NAME_SERVERS,
            PropertyTable.NAME_SERVER_POLICY,
            PropertyTable.NAME_SERVER_TIMEOUT,
            PropertyTable.ADDRESS_FAMILY,
            PropertyTable.LINK_LOCAL_ADDRESSES,
            PropertyTable.SRV_TARGET_DOMAINS,
            PropertyTable.SRV_FALLBACK);

    /** The properties that concern SRV names only. */
    private static final Set<Property<?>> SRV_ONLY =
            Set.of(PropertyTable.SRV_FALLBACK, PropertyTable.SRV_TARGET_DOMAINS);

    private DnsProperties() {}

    /**
     * Adds an error for each property that has no effect or is wrong.
     *
     * @param url the service
     * @param source the property that names the service
     */
    static void check(PropertyMap properties, ServiceUrl url, String source, List<String> errors) {
        Optional<Property<?>> finder =
                List.<Property<?>>of(PropertyTable.RESOLVER, PropertyTable.BACKEND_FINDER).stream()
                        .filter(properties::isSet)
                        .findFirst();
        boolean onlyAddresses =
                finder.isEmpty() && !properties.isSet(PropertyTable.BACKEND_FILE) && hasOnlyAddresses(url);
        for (Property<?> property : ALL) {
            Object value = properties.explicitValue(property);
            if (value == null) {
                continue;
            }
            if (url.lookup().isEmpty()) {
                errors.add(
                        property + " '" + value + "' is set, but nothing in " + source + " is looked up: leave it out");
            } else if (onlyAddresses && !SRV_ONLY.contains(property)) {
                errors.add(property + " '" + value + "' is set, but nothing in " + source
                        + " is looked up, which has only addresses: leave it out, or write names");
            } else if (finder.isPresent()) {
                errors.add(property + " '" + value + "' is set, but " + finder.get()
                        + " replaces DNS: leave one of them out");
            }
        }
        if (url.lookup().isPresent() && finder.isEmpty()) {
            servers(properties, errors);
            timeout(properties, errors);
            fallback(properties, url, errors);
            targetDomains(properties, url, errors);
        }
    }

    /** Whether a service consists of addresses, so that no name is looked up. */
    static boolean hasOnlyAddresses(ServiceUrl url) {
        return url.lookup().orElse(null) instanceof Lookup.Hosts hosts
                && hosts.hosts().stream().allMatch(host -> host.literal().isPresent());
    }

    private static void servers(PropertyMap properties, List<String> errors) {
        String servers = properties.find(PropertyTable.NAME_SERVERS);
        try {
            if (servers != null) {
                DnsSettings.system().withServers(servers);
            }
        } catch (IllegalArgumentException e) {
            errors.add("nameServers '" + servers + "' cannot be read: " + e.getMessage());
        }
    }

    private static void timeout(PropertyMap properties, List<String> errors) {
        long timeout = properties.get(PropertyTable.NAME_SERVER_TIMEOUT);
        long maximum = RefreshPolicy.defaults().deadline().toMillis();
        if (timeout > maximum) {
            errors.add("nameServerTimeout " + timeout + " must be at most " + maximum
                    + " ms, the time that one resolution has");
        }
    }

    private static void fallback(PropertyMap properties, ServiceUrl url, List<String> errors) {
        if (!properties.get(PropertyTable.SRV_FALLBACK)) {
            return;
        }
        try {
            if (properties.isSet(PropertyTable.BACKEND_FILE) || !(url.lookup().get() instanceof Lookup.Srv srv)) {
                errors.add("srvFallback is set, but no SRV name is looked up: leave it out");
            } else {
                srv.withFallback(url.defaultPort());
            }
        } catch (IllegalArgumentException e) {
            errors.add("srvFallback is set, but " + e.getMessage());
        }
    }

    private static void targetDomains(PropertyMap properties, ServiceUrl url, List<String> errors) {
        String domains = properties.find(PropertyTable.SRV_TARGET_DOMAINS);
        if (domains == null) {
            return;
        }
        try {
            if (properties.isSet(PropertyTable.BACKEND_FILE) || !(url.lookup().get() instanceof Lookup.Srv srv)) {
                errors.add("srvTargetDomains is set, but no SRV name is looked up: leave it out");
            } else {
                srv.withTargetDomains(split(domains));
            }
        } catch (IllegalArgumentException e) {
            errors.add("srvTargetDomains '" + domains + "' must be domains with commas between: " + e.getMessage());
        }
    }

    private static List<String> split(@Nullable String domains) {
        return domains == null ? List.of() : List.of(domains.split(",", -1));
    }

    /** The name servers to ask, and how. */
    static DnsSettings settings(PropertyMap properties) {
        DnsSettings settings = DnsSettings.system()
                .withQueryTimeout(properties.getDuration(PropertyTable.NAME_SERVER_TIMEOUT))
                .withAddresses(properties.getConstant(PropertyTable.ADDRESS_FAMILY, AddressChoice.class))
                .withLinkLocal(properties.get(PropertyTable.LINK_LOCAL_ADDRESSES))
                .withPolicy(properties.getConstant(PropertyTable.NAME_SERVER_POLICY, NameServerPolicy.class));
        String servers = properties.find(PropertyTable.NAME_SERVERS);
        return servers == null ? settings : settings.withServers(servers);
    }

    /**
     * The names of a service that is looked up. The targets of an SRV name are restricted if TLS verifies their names,
     * because DNS would otherwise choose the name that is verified.
     *
     * @param driverProperties the properties that the driver gets besides the URL
     */
    static Lookup lookup(PropertyMap properties, ServiceUrl url, Properties driverProperties) {
        if (!(url.lookup().orElseThrow() instanceof Lookup.Srv srv)) {
            return url.lookup().orElseThrow();
        }
        Lookup.Srv lookup = properties.get(PropertyTable.SRV_FALLBACK) ? srv.withFallback(url.defaultPort()) : srv;
        String domains = properties.find(PropertyTable.SRV_TARGET_DOMAINS);
        return domains != null || url.dialect().verifiesHostName(driverProperties)
                ? lookup.withTargetDomains(split(domains))
                : lookup;
    }
}
