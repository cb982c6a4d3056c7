package dev.penstock.lab.dns;

/**
 * A query that a {@link DnsServer} has got. An immutable value.
 *
 * @param name the name asked for, in lower case, without the final dot
 * @param type the type asked for, such as {@code A} or {@code SRV}
 * @param transport how it came
 */
public record DnsQuery(String name, String type, Transport transport) {

    /** How a query comes. */
    public enum Transport {
        /** In a datagram. */
        UDP,
        /** On a connection. */
        TCP
    }
}
