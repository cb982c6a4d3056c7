package dev.penstock.discovery.names;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The texts of host names and of addresses with a port. */
public final class HostNames {
    private HostNames() {}

    /** The name without the dot that ends an absolute domain name. */
    public static String withoutTrailingDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** {@code host:port}, with an IPv6 address in brackets. */
    public static String withPort(String host, String port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** {@code address:port}, with an IPv6 address in brackets. */
    public static String withPort(InetAddress address, int port) {
        return withPort(address.getHostAddress(), Integer.toString(port));
    }

    /** {@code address:port} of a resolved socket address, with an IPv6 address in brackets. */
    public static String text(InetSocketAddress address) {
        return withPort(address.getAddress(), address.getPort());
    }
}
