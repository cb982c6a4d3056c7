/**
 * Discovery by DNS: {@link dev.penstock.discovery.dns.DnsResolver} follows SRV records, or the addresses of host names,
 * for as long as their TTLs say.
 */
@NullMarked
package dev.penstock.discovery.dns;

import org.jspecify.annotations.NullMarked;
