package dev.penstock.discovery.dns;

import java.net.InetSocketAddress;

/**
 * Why a name server gave no usable answer.
 *
 * @param server who
 * @param what what it did instead
 * @param silent whether nothing at all came back
 * @param again whether asking it once more can help
 */
record ServerFailure(InetSocketAddress server, String what, boolean silent, boolean again) {
    @Override
    public String toString() {
        return DnsTexts.server(server) + " " + what;
    }
}
