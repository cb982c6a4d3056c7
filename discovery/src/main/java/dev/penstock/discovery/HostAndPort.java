package dev.penstock.discovery;

import static java.util.Objects.requireNonNull;

import dev.penstock.discovery.names.HostNames;
import dev.penstock.discovery.names.Idna;
import dev.penstock.discovery.names.IpLiterals;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host, by name or IP address, and a port.
 *
 * @param host a host name, a dotted IPv4 address, or an IPv6 address without brackets; an international name is
 *     converted to its {@code xn--} form
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {
    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 65_535;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /**
     * Checks both components.
     *
     * @throws IllegalArgumentException if the host is neither a host name nor an IP address, or the port is out of
     *     range
     */
    public HostAndPort {
        requireNonNull(host, "host");
        host = Idna.toAscii(host);
        String text = HostNames.withPort(host, Integer.toString(port));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(portOutOfRange(Integer.toString(port), text));
        }
        checkHost(host, text);
    }

    /**
     * Parses {@code host}, {@code host:port}, {@code [IPv6]} or {@code [IPv6]:port}.
     *
     * @param defaultPort the port if {@code text} has none
     * @throws IllegalArgumentException if {@code text} has none of these forms; the message gives the reason
     */
    public static HostAndPort parse(String text, int defaultPort) {
        requireNonNull(text, "text");
        if (text.startsWith("[")) {
            return parseBracketed(text, defaultPort);
        }
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new HostAndPort(text, defaultPort);
        }
        if (colon != text.lastIndexOf(':')) {
            throw new IllegalArgumentException(
                    "'" + text + "' has more than one colon; write an IPv6 address in brackets, as in '[::1]:5432'");
        }
        return new HostAndPort(text.substring(0, colon), parsePort(text.substring(colon + 1), text));
    }

    /**
     * Parses a list of {@link #parse hosts and ports} separated by commas. Spaces around an entry are ignored.
     *
     * @param defaultPort the port of entries without one
     * @throws IllegalArgumentException if the list or an entry is empty or invalid; the message names every invalid
     *     entry
     */
    public static List<HostAndPort> parseList(String text, int defaultPort) {
        List<HostAndPort> hosts = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            try {
                hosts.add(parse(entry.strip(), defaultPort));
            } catch (IllegalArgumentException e) {
                invalid.add(String.valueOf(e.getMessage()));
            }
        }
        if (!invalid.isEmpty()) {
            throw new IllegalArgumentException("host list '" + text + "': " + String.join("; ", invalid));
        }
        return List.copyOf(hosts);
    }

    /** Returns the address if the host is an IP address; empty if it is a name. Asks no name server. */
    public Optional<InetAddress> literal() {
        return IpLiterals.parse(host);
    }

    /** {@code host:port}, with an IPv6 address in brackets. The inverse of {@link #parse}. */
    @Override
    public String toString() {
        return HostNames.withPort(host, Integer.toString(port));
    }

    private static HostAndPort parseBracketed(String text, int defaultPort) {
        int end = text.indexOf(']');
        if (end < 0) {
            throw new IllegalArgumentException("'" + text + "' has no closing bracket; write '[::1]:5432'");
        }
        String host = text.substring(1, end);
        if (host.indexOf(':') < 0) {
            throw new IllegalArgumentException("'" + host + "' of '" + text + "' is not an IPv6 address;"
                    + " brackets are for IPv6 addresses only");
        }
        String rest = text.substring(end + 1);
        if (rest.isEmpty()) {
            return new HostAndPort(host, defaultPort);
        }
        if (!rest.startsWith(":")) {
            throw new IllegalArgumentException(
                    "'" + text + "' has '" + rest + "' after the bracket; write '[::1]:5432'");
        }
        return new HostAndPort(host, parsePort(rest.substring(1), text));
    }

    private static int parsePort(String port, String text) {
        if (port.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has no port after the colon");
        }
        if (!DIGITS.matcher(port).matches()) {
            throw new IllegalArgumentException("port '" + port + "' of '" + text + "' is not a number");
        }
        try {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= MAX_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(portOutOfRange(port, text), e);
        }
        throw new IllegalArgumentException(portOutOfRange(port, text));
    }

    private static String portOutOfRange(String port, String text) {
        return "port " + port + " of '" + text + "' is not between 1 and " + MAX_PORT;
    }

    private static void checkHost(String host, String text) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has no host");
        }
        if (IpLiterals.parse(host).isPresent()) {
            return;
        }
        if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + host + "' of '" + text + "' is not an IPv6 address");
        }
        String name = HostNames.withoutTrailingDot(host);
        if (name.length() > MAX_HOST) {
            throw new IllegalArgumentException("host name '" + name + "' has " + name.length() + " characters; at most "
                    + MAX_HOST + " are possible");
        }
        String last = "";
        for (String label : name.split("\\.", -1)) {
            checkLabel(label, text);
            last = label;
        }
        if (DIGITS.matcher(last).matches()) {
            throw new IllegalArgumentException("'" + host + "' of '" + text + "' is not an IPv4 address;"
                    + " it needs four numbers from 0 to 255");
        }
    }

    private static void checkLabel(String label, String text) {
        if (!LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException("'" + label + "' in the host name of '" + text + "' is not possible:"
                    + " 1 to 63 letters, digits, '-' and '_' between dots, no '-' at either end");
        }
    }
}
