/**
 * The source of a pool's connections: the URL with its driver or another data source, the credentials, and the resolver
 * of the service. {@code ConnectionSource} is where to start.
 *
 * <p>Only the package {@code dev.penstock.pool} may use this package.
 */
@NullMarked
package dev.penstock.pool.source;

import org.jspecify.annotations.NullMarked;
