package dev.penstock.discovery.dns;

import dev.penstock.discovery.HostAndPort;
import dev.penstock.discovery.names.HostNames;
import dev.penstock.discovery.names.Idna;
import java.util.List;
import java.util.Locale;

/**
 * The domains that the targets of SRV records must be in: an immutable value.
 *
 * @param domains domain names in lower case, without a trailing dot
 */
public record TargetDomains(List<String> domains) {
    private static final int ANY_PORT = 1;

    /**
     * Checks the domains and writes them in lower case; international names get their {@code xn--} form.
     *
     * @throws IllegalArgumentException if a domain is not a host name; the message names the domain
     */
    public TargetDomains {
        domains = domains.stream().map(TargetDomains::normal).distinct().toList();
    }

    private static String normal(String domain) {
        String name = HostNames.withoutTrailingDot(Idna.toAscii(domain.strip())).toLowerCase(Locale.ROOT);
        return new HostAndPort(name, ANY_PORT).host();
    }

    /** Whether a host is one of the domains, or below one of them. */
    public boolean contain(String host) {
        String name = HostNames.withoutTrailingDot(host).toLowerCase(Locale.ROOT);
        return domains.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
    }

    /** The domains, separated by commas. */
    @Override
    public String toString() {
        return String.join(", ", domains);
    }
}
