package dev.penstock.discovery.dns;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;

/**
 * The records of one name and type.
 *
 * @param records the records; none if the name exists without such a record
 * @param ttl the lowest TTL of the records and of the CNAME records before them; if there is no record, the negative
 *     TTL, which not every server sends
 * @param reply the last reply
 */
record Records(List<Record> records, Optional<Duration> ttl, Reply reply) {
    boolean isEmpty() {
        return records.isEmpty();
    }

    /** Returns the TTL; zero if it is unknown, because then the answer must not be cached. */
    Duration ttlOrZero() {
        return ttl.orElse(Duration.ZERO);
    }
}
