package dev.penstock.lab.dns;

/**
 * A query that a {@link DnsServer} has received. An immutable value.
 *
 * @param name the queried name, in lower case, without the final dot
 * @param type the queried type, such as {@code A} or {@code SRV}
 * @param transport the transport
 */
public record DnsQuery(String name, String type, Transport transport) {

    /** The transport of a query. */
    public enum Transport {
        /** A datagram. */
        UDP,
        /** A connection. */
        TCP
    }
}
