/**
 * The role of each server: its own statements, whether they are still believed, and the targets for which the routing
 * table uses it.
 *
 * <p>{@code backends.slots}, {@code backends.routing} and {@code backends.service} may call it.
 */
@NullMarked
package dev.penstock.backends.roles;

import org.jspecify.annotations.NullMarked;
