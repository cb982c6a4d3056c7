package dev.penstock.pool.console;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a console: an immutable value.
 *
 * @param host a host name or an address, an IPv6 address without brackets
 * @param port the port; 0 for one that is free
 */
public record ConsoleAddress(String host, int port) {
    /** The least number of characters of a token. */
    public static final int LEAST_TOKEN = 16;

    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([A-Za-z0-9._-]{1,253}))?:([0-9]{1,5})");
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|::1");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{" + LEAST_TOKEN + ",1000}");
    private static final int LAST_PORT = 65_535;

    /**
     * Reads {@code HOST:PORT}. Without a host, as in {@code :8087}, the console listens at 127.0.0.1.
     *
     * @throws IllegalArgumentException if the text has another form; the message continues a sentence that names the
     *     text
     */
    public static ConsoleAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : LAST_PORT + 1;
        if (port > LAST_PORT) {
            throw new IllegalArgumentException("must be HOST:PORT, such as 127.0.0.1:8087, or :8087");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new ConsoleAddress(host == null ? LOOPBACK : host, port);
    }

    /** Whether only this machine can reach the address, as far as its text shows. No name is looked up. */
    public boolean isLoopback() {
        return LOOPBACK_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /**
     * The address, whose host name is looked up.
     *
     * @throws UnknownHostException if there is no such host
     */
    public InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** Whether a text is long enough for a token, and has visible ASCII characters only. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
