package dev.penstock.discovery.dns;

import dev.penstock.discovery.DiscoveryException;
import dev.penstock.discovery.DiscoveryFailure;
import java.net.InetAddress;
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
    private final List<InetAddress> addresses = new ArrayList<>();
    private Duration ttl = Ttls.MAX;
    private String source = "";
    private @Nullable Duration negativeTtl;
    private @Nullable DiscoveryException failure;

    void add(Records found) {
        if (found.isEmpty()) {
            found.ttl()
                    .ifPresent(ttlOfNone ->
                            negativeTtl = negativeTtl == null ? ttlOfNone : Ttls.min(negativeTtl, ttlOfNone));
            return;
        }
        found.records().forEach(each -> addresses.add(address(each)));
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

    private static InetAddress address(Record found) {
        return found instanceof ARecord a ? a.getAddress() : ((AAAARecord) found).getAddress();
    }
}
