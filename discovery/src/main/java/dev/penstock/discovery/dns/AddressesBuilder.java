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

/** Puts the addresses of a host together from the answers for each family. Not thread-safe. */
final class AddressesBuilder {
    private final List<InetAddress> addresses = new ArrayList<>();
    private Duration ttl = Duration.ofSeconds(Integer.MAX_VALUE);
    private String source = "";
    private @Nullable Duration negativeTtl;
    private @Nullable DiscoveryException failure;

    void add(Records found) {
        if (found.isEmpty()) {
            found.ttl().ifPresent(held -> negativeTtl = negativeTtl == null ? held : Ttls.least(negativeTtl, held));
            return;
        }
        found.records().forEach(each -> addresses.add(address(each)));
        ttl = Ttls.least(ttl, found.held());
        source = found.reply().source();
    }

    /** One family could not be known. */
    void fail(DiscoveryException thrown) {
        failure = failure == null ? thrown : failure;
    }

    boolean any() {
        return !addresses.isEmpty();
    }

    /** How long it holds that there is none; empty where no answer says so. */
    Optional<Duration> negativeTtl() {
        return Optional.ofNullable(negativeTtl);
    }

    /**
     * All together.
     *
     * @throws DiscoveryException why there is none: what failed, or else what {@code none} says
     */
    Addresses joined(Supplier<DiscoveryException> none) throws DiscoveryException {
        Optional<DiscoveryFailure> missing = Optional.ofNullable(failure).map(DiscoveryException::failure);
        if (any()) {
            return new Addresses(addresses, ttl, source, missing);
        }
        throw failure == null ? none.get() : failure;
    }

    private static InetAddress address(Record found) {
        return found instanceof ARecord a ? a.getAddress() : ((AAAARecord) found).getAddress();
    }
}
