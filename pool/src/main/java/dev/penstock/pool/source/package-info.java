/**
 * The source of connections: the URL or the wrapped data source, its driver, its credentials and the plan of discovery that follows from
 * the URL.
 *
 * <p>The facade in {@code dev.penstock.pool} may call it.
 */
@NullMarked
package dev.penstock.pool.source;

import org.jspecify.annotations.NullMarked;
