/**
 * Deterministic subsetting: each client of a large fleet connects to a share of the backends.
 * {@link dev.penstock.discovery.subset.SubsetResolver} restricts any other resolver to that share. Only the module
 * {@code pool} calls this package.
 */
@NullMarked
package dev.penstock.discovery.subset;

import org.jspecify.annotations.NullMarked;
