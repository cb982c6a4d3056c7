/**
 * The properties of a pool: their definitions, how they are read from text, and how they are checked. {@code PropertyTable} lists all of
 * them.
 *
 * <p>All packages of this module may call it.
 */
@NullMarked
package dev.penstock.pool.config;

import org.jspecify.annotations.NullMarked;
