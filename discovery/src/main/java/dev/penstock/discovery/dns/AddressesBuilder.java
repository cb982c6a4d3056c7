package dev.penstock.discovery.dns;

import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import dev.penstock.discovery.DiscoveryFailure.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;

/** A builder of the addresses of a host from the answers for each address family. Not thread-safe. */
final class AddressesBuilder {
    private static final InetAddress BROADCAST = broadcast();

    private final boolean linkLocal;
    private final List<InetAddress> addresses = new ArrayList<>();
    private Duration ttl = Ttls.MAX;
    private String source = "";
    private @Nullable Duration negativeTtl;
    private @Nullable DiscoveryException failure;

    /**
     * Creates a builder.
     *
     * @param linkLocal whether addresses that are valid on one network link only are used
     */
    AddressesBuilder(boolean linkLocal) {
        this.linkLocal = linkLocal;
    }

    /** Adds the addresses of an answer that can be those of a server. */
    void add(Records found) {
        if (found.isEmpty()) {
            found.ttl()
                    .ifPresent(ttlOfNone ->
                            negativeTtl = negativeTtl == null ? ttlOfNone : Ttls.min(negativeTtl, ttlOfNone));
            return;
        }
        for (Record each : found.records()) {
            InetAddress address = address(each);
            if (isUsable(address)) {
                addresses.add(address);
            } else {
                fail(unusable(each, address));
            }
        }
        ttl = Ttls.min(ttl, found.ttlOrZero());
        source = found.reply().source();
    }

    /** Adds the failure of one family. The first one is kept. */
    void fail(DiscoveryException thrown) {
        failure = failure == null ? thrown : failure;
    }

    boolean hasAddresses() {
        return !addresses.isEmpty();
    }

    /** Returns the negative TTL; empty if no answer has one. */
    Optional<Duration> negativeTtl() {
        return Optional.ofNullable(negativeTtl);
    }

    /**
     * Builds the addresses.
     *
     * @throws DiscoveryException if there is no address: the failure of a family, otherwise that of {@code none}
     */
    Addresses build(Supplier<DiscoveryException> none) throws DiscoveryException {
        Optional<DiscoveryFailure> missing = Optional.ofNullable(failure).map(DiscoveryException::failure);
        if (hasAddresses()) {
            return new Addresses(addresses, ttl, source, missing);
        }
        throw failure == null ? none.get() : failure;
    }

    /** No server has an unspecified, multicast or broadcast address: a socket to it ends elsewhere. */
    private boolean isUsable(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !address.equals(BROADCAST)
                && (linkLocal || !address.isLinkLocalAddress());
    }

    private static DiscoveryException unusable(Record found, InetAddress address) {
        String advice = address.isLinkLocalAddress()
                ? "is valid on one network link only; set linkLocalAddresses if the server is on this link"
                : "is not the address of a server";
        return new DiscoveryException(
                Kind.BAD_ANSWER,
                DnsFailures.name(found.getName()) + " has the address " + address.getHostAddress() + ", which "
                        + advice);
    }

    private static InetAddress broadcast() {
        try {
            return InetAddress.getByAddress(new byte[] {-1, -1, -1, -1});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private static InetAddress address(Record found) {
        return found instanceof ARecord a ? a.getAddress() : ((AAAARecord) found).getAddress();
    }
}
