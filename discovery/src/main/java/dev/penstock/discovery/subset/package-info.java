/**
 * Deterministic subsetting: each client of a large fleet connects to a share of the backends.
 * {@link dev.penstock.discovery.subset.RestrictedResolver} restricts any other resolver to that share, or to a greatest
 * number of backends. Only the module {@code pool} calls this package.
 */
@NullMarked
package dev.penstock.discovery.subset;

import org.jspecify.annotations.NullMarked;
