/**
 * From a service to its backends: the {@link dev.penstock.discovery.Resolver} SPI and the immutable
 * {@link dev.penstock.discovery.BackendSet} that it publishes. {@link dev.penstock.discovery.PollingResolver} turns a
 * {@link dev.penstock.discovery.BackendFinder}, which asks once, into a resolver that asks in the background. Every
 * module above discovery and every application may call this package.
 */
@NullMarked
package dev.penstock.discovery;

import org.jspecify.annotations.NullMarked;
