/**
 * The values of a service's backends: health, roles, counts, stall reports and policies. The SPI is {@link
 * dev.penstock.backends.Connector} and {@link dev.penstock.backends.Scheduler}.
 *
 * <p>Everybody may use this package. It uses no other package of this module.
 */
@NullMarked
package dev.penstock.backends;

import org.jspecify.annotations.NullMarked;
