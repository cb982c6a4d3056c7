/**
 * The properties of a pool: their definitions, values, reading and validation. {@code PropertyTable} defines each
 * property; {@code PoolSettings} is a configuration after validation.
 *
 * <p>All packages of this module may use this package.
 */
@NullMarked
package dev.penstock.pool.config;

import org.jspecify.annotations.NullMarked;
