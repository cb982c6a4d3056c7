/**
 * From a service to its backends: the {@link dev.penstock.discovery.Resolver} SPI, the immutable
 * {@link dev.penstock.discovery.BackendSet} it publishes, and {@link dev.penstock.discovery.PollingResolver}, which
 * turns a {@link dev.penstock.discovery.BackendFinder} into a resolver that asks in the background.
 */
@NullMarked
package dev.penstock.discovery;

import org.jspecify.annotations.NullMarked;
