/**
 * The values and interfaces of the slots of a service: health, roles, counts, stall reports, policies, {@link
 * dev.penstock.backends.Connector} and {@link dev.penstock.backends.Scheduler}.
 *
 * <p>Everybody may use this package. It uses no other package of this module.
 */
@NullMarked
package dev.penstock.backends;

import org.jspecify.annotations.NullMarked;
