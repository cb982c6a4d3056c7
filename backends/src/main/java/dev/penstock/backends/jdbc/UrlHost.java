package dev.penstock.backends.jdbc;

/** The host part of a driver's URL. */
final class UrlHost {
    private static final String END_OF_HOST = "/?#&,;=@\\";

    private UrlHost() {}

    /**
     * The text of a host in a URL: an IPv6 address in brackets, any other host unchanged.
     *
     * @throws IllegalArgumentException if a driver could read more than a host from the text
     */
    static String of(String host) {
        if (host.chars().anyMatch(c -> c <= ' ' || END_OF_HOST.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("the backend's name '" + host
                    + "' cannot stand in a URL; it may contain letters, digits, '-', '_' and dots");
        }
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
