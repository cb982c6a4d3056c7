/** Tests of bundles. */
@NullMarked
package dev.penstock.pool.bundle;

import org.jspecify.annotations.NullMarked;
