/**
 * Chooses the slot sets that a claim may use: by role, by priority and by weight. The {@link
 * dev.penstock.backends.routing.RoutingTable} is an immutable value that the supervisor replaces.
 *
 * <p>Only {@code backends.service} may call this package.
 */
@NullMarked
package dev.penstock.backends.routing;

import org.jspecify.annotations.NullMarked;
