/**
 * Real PostgreSQL servers, one per loopback address, that can be frozen, killed and started again; and a server that
 * speaks the protocol and attacks its clients.
 */
@NullMarked
package dev.penstock.lab.postgres;

import org.jspecify.annotations.NullMarked;
