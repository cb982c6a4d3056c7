package dev.penstock.discovery.dns;

import java.net.InetSocketAddress;

/**
 * The failure of a name server to give a usable answer.
 *
 * @param server the server
 * @param description the reaction of the server, as in "answers SERVFAIL"
 * @param silent whether the server sent nothing
 * @param retryable whether the same question may succeed later
 */
record ServerFailure(InetSocketAddress server, String description, boolean silent, boolean retryable) {
    @Override
    public String toString() {
        return DnsFailures.server(server) + " " + description;
    }
}
