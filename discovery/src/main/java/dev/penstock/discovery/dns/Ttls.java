package dev.penstock.discovery.dns;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/** The times to live of records. */
final class Ttls {
    private static final long MAX_SECONDS = Integer.MAX_VALUE;

    /** The highest TTL (RFC 2181, 8), which also stands for an answer without an expiry. */
    static final Duration MAX = Duration.ofSeconds(MAX_SECONDS);

    private Ttls() {}

    /** Returns the TTL in seconds; a number of 2^31 or more means 0 (RFC 2181, 8). */
    static long seconds(long onTheWire) {
        return onTheWire < 0 || onTheWire > MAX_SECONDS ? 0 : onTheWire;
    }

    static Duration of(long onTheWire) {
        return Duration.ofSeconds(seconds(onTheWire));
    }

    /** Returns the lowest TTL of the records; 0 if there is no record. */
    static Duration min(List<Record> records) {
        return Duration.ofSeconds(
                records.stream().mapToLong(each -> seconds(each.getTTL())).min().orElse(0));
    }

    static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
