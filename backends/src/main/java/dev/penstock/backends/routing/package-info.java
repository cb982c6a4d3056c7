/**
 * The choice of the slot sets that a claim may use: by role, priority, weight and latency. {@link
 * dev.penstock.backends.routing.RoutingTable} is the entry point, an immutable value that the supervisor replaces.
 *
 * <p>Only {@code backends.service} may call this package.
 */
@NullMarked
package dev.penstock.backends.routing;

import org.jspecify.annotations.NullMarked;
