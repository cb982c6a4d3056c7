package dev.penstock.discovery.dns;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;

/**
 * The records of one name and type.
 *
 * @param records none if the name exists without any
 * @param ttl the least TTL among them and the CNAME records that led to them; where there is none, how long that holds,
 *     which not every server says
 * @param reply the last reply they came with
 */
record Records(List<Record> records, Optional<Duration> ttl, Reply reply) {
    boolean isEmpty() {
        return records.isEmpty();
    }

    /** The TTL, or that of what must not be kept. */
    Duration held() {
        return ttl.orElse(Duration.ZERO);
    }
}
