/**
 * Discovery by DNS: {@link dev.penstock.discovery.dns.DnsResolver} follows SRV records, or the address records of host
 * names, for as long as their TTLs say. Its settings are public; the finders, lookups and answers behind it are not. An
 * application or the module {@code pool} creates the resolver, and the pool starts it.
 */
@NullMarked
package dev.penstock.discovery.dns;

import org.jspecify.annotations.NullMarked;
