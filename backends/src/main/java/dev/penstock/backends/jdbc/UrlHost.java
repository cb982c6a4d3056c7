package dev.penstock.backends.jdbc;

/** The host part of a driver's URL. */
final class UrlHost {
    private static final String ENDS_A_HOST = "/?#&,;=@\\";

    private UrlHost() {}

    /**
     * A host as it stands in a URL: an IPv6 address in brackets, all else as it is.
     *
     * @throws IllegalArgumentException if a driver could read something else out of it than a host
     */
    static String of(String host) {
        if (host.chars().anyMatch(c -> c <= ' ' || ENDS_A_HOST.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("the backend's name '" + host
                    + "' cannot stand in a URL; it should have letters, digits, '-', '_' and dots alone");
        }
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
