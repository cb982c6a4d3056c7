package dev.penstock.pool.source;

import dev.penstock.discovery.RefreshPolicy;
import dev.penstock.discovery.dns.AddressChoice;
import dev.penstock.discovery.dns.DnsSettings;
import dev.penstock.discovery.dns.Lookup;
import dev.penstock.discovery.dns.NameServerPolicy;
import dev.penstock.pool.PenstockConfig;
import dev.penstock.pool.config.Property;
import dev.penstock.pool.config.PropertyTable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a configuration says of how names are looked up. */
public final class DnsPlan {
    private static final List<Property<?>> ALL = List.of(
            PropertyTable.NAME_SERVERS,
            PropertyTable.NAME_SERVER_POLICY,
            PropertyTable.NAME_SERVER_TIMEOUT,
            PropertyTable.ADDRESS_FAMILY,
            PropertyTable.SRV_FALLBACK);

    private DnsPlan() {}

    /**
     * Adds to {@code wrong} what is set and has no effect, and what cannot be read.
     *
     * @param url what connections are made to
     * @param source the property that names it
     */
    static void check(PenstockConfig config, ServiceUrl url, String source, List<String> wrong) {
        Optional<Property<?>> finder =
                List.<Property<?>>of(PropertyTable.RESOLVER, PropertyTable.BACKEND_FINDER).stream()
                        .filter(property -> config.own(property) != null)
                        .findFirst();
        boolean addresses = finder.isEmpty() && config.getBackendFile() == null && hasAddressesAlone(url);
        for (Property<?> property : ALL) {
            Object value = config.own(property);
            if (value != null && url.lookup().isEmpty()) {
                wrong.add(
                        property + " '" + value + "' is set, but nothing in " + source + " is looked up: leave it out");
            } else if (value != null && addresses && !property.equals(PropertyTable.SRV_FALLBACK)) {
                wrong.add(property + " '" + value + "' is set, but nothing in " + source
                        + " is looked up, which has addresses alone: leave it out, or write names");
            } else if (value != null && finder.isPresent()) {
                wrong.add(finder.get() + " is set, so nobody asks "
                        + (property.equals(PropertyTable.NAME_SERVERS) ? "" : "a name server: ") + property + " '"
                        + value
                        + "': leave one of them out");
            }
        }
        if (url.lookup().isPresent() && finder.isEmpty()) {
            servers(config, wrong);
            timeout(config, wrong);
            fallback(config, url, wrong);
        }
    }

    private static boolean hasAddressesAlone(ServiceUrl url) {
        return url.lookup().orElse(null) instanceof Lookup.Hosts hosts
                && hosts.hosts().stream().allMatch(host -> host.literal().isPresent());
    }

    private static void servers(PenstockConfig config, List<String> wrong) {
        String servers = config.getNameServers();
        try {
            if (servers != null) {
                DnsSettings.system().withServers(servers);
            }
        } catch (IllegalArgumentException e) {
            wrong.add("nameServers '" + servers + "' cannot be read: " + e.getMessage());
        }
    }

    private static void timeout(PenstockConfig config, List<String> wrong) {
        long most = RefreshPolicy.defaults().deadline().toMillis();
        if (config.getNameServerTimeout() > most) {
            wrong.add("nameServerTimeout " + config.getNameServerTimeout() + " must be at most " + most
                    + " ms, the time that one resolution has");
        }
    }

    private static void fallback(PenstockConfig config, ServiceUrl url, List<String> wrong) {
        if (!config.isSrvFallback()) {
            return;
        }
        try {
            if (config.getBackendFile() != null || !(url.lookup().get() instanceof Lookup.Srv srv)) {
                wrong.add("srvFallback is set, but no SRV name is looked up: leave it out");
            } else {
                srv.withFallback(url.usualPort());
            }
        } catch (IllegalArgumentException e) {
            wrong.add("srvFallback is set, but " + e.getMessage());
        }
    }

    /** Whom to ask, and how patiently. */
    public static DnsSettings settings(PenstockConfig config) {
        DnsSettings settings = DnsSettings.system()
                .withQueryTimeout(Duration.ofMillis(config.getNameServerTimeout()))
                .withAddresses(constant(AddressChoice.class, config.getAddressFamily()))
                .withPolicy(constant(NameServerPolicy.class, config.getNameServerPolicy()));
        String servers = config.getNameServers();
        return servers == null ? settings : settings.withServers(servers);
    }

    /** What is looked up. */
    public static Lookup lookup(PenstockConfig config, ServiceUrl url) {
        Lookup lookup = url.lookup().orElseThrow();
        return config.isSrvFallback() && lookup instanceof Lookup.Srv srv ? srv.withFallback(url.usualPort()) : lookup;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    }
}
