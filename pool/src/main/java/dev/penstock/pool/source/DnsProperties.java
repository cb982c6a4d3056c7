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

/** The properties that say how names are looked up. */
final class DnsProperties {
    private static final List<Property<?>> ALL = List.of(
            PropertyTable.NAME_SERVERS,
            PropertyTable.NAME_SERVER_POLICY,
            PropertyTable.NAME_SERVER_TIMEOUT,
            PropertyTable.ADDRESS_FAMILY,
            PropertyTable.SRV_FALLBACK);

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
            } else if (onlyAddresses && !property.equals(PropertyTable.SRV_FALLBACK)) {
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
        }
    }

    private static boolean hasOnlyAddresses(ServiceUrl url) {
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

    /** The name servers to ask, and how. */
    static DnsSettings settings(PropertyMap properties) {
        DnsSettings settings = DnsSettings.system()
                .withQueryTimeout(properties.getDuration(PropertyTable.NAME_SERVER_TIMEOUT))
                .withAddresses(properties.getConstant(PropertyTable.ADDRESS_FAMILY, AddressChoice.class))
                .withPolicy(properties.getConstant(PropertyTable.NAME_SERVER_POLICY, NameServerPolicy.class));
        String servers = properties.find(PropertyTable.NAME_SERVERS);
        return servers == null ? settings : settings.withServers(servers);
    }

    /** The names of a service that is looked up. */
    static Lookup lookup(PropertyMap properties, ServiceUrl url) {
        Lookup lookup = url.lookup().orElseThrow();
        return properties.get(PropertyTable.SRV_FALLBACK) && lookup instanceof Lookup.Srv srv
                ? srv.withFallback(url.defaultPort())
                : lookup;
    }
}
