/**
 * The wire under discovery by DNS: a {@link dev.penstock.discovery.dns.transport.DnsTransport} carries one query to one
 * name server and returns the reply. Decorators count the exchanges and skip silent servers. Only the package
 * {@code discovery.dns} calls it; which name server is asked, and what a reply means, is decided there.
 */
@NullMarked
package dev.penstock.discovery.dns.transport;

import org.jspecify.annotations.NullMarked;
