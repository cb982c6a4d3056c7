/**
 * The application's tracing library: it tells the pool in which span a claim is made, and takes a span for each claim
 * that was slow or failed.
 */
@NullMarked
package dev.penstock.pool.spans;

import org.jspecify.annotations.NullMarked;
