package dev.penstock.discovery.dns;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/** Times to live as they stand in records. */
final class Ttls {
    private static final long MOST = Integer.MAX_VALUE;

    private Ttls() {}

    /** What a number on the wire means: one of 2^31 and more means 0 (RFC 2181, 8). */
    static long seconds(long onTheWire) {
        return onTheWire < 0 || onTheWire > MOST ? 0 : onTheWire;
    }

    static Duration of(long onTheWire) {
        return Duration.ofSeconds(seconds(onTheWire));
    }

    /** The least of those of some records; 0 if there is none. */
    static Duration least(List<Record> records) {
        return Duration.ofSeconds(
                records.stream().mapToLong(each -> seconds(each.getTTL())).min().orElse(0));
    }

    static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
