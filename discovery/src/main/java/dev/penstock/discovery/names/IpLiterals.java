package dev.penstock.discovery.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.xbill.DNS.Address;

/** The parser of IP addresses in text; it never asks a name server. */
public final class IpLiterals {
    private IpLiterals() {}

    /** Parses dotted IPv4, or IPv6 without brackets and zone; empty if {@code text} is neither. */
    public static Optional<InetAddress> parse(String text) {
        byte[] bytes = Address.toByteArray(text, text.indexOf(':') >= 0 ? Address.IPv6 : Address.IPv4);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(bytes.length + " bytes are no IP address", e);
        }
    }
}
