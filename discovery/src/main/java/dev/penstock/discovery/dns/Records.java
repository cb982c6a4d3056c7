package dev.penstock.discovery.dns;

import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Record;

/**
 * The records of one name and type.
 *
 * @param records at least one
 * @param ttl the least TTL among them and the CNAME records that led to them
 * @param reply the last reply they came with
 */
record Records(List<Record> records, Duration ttl, Reply reply) {}
