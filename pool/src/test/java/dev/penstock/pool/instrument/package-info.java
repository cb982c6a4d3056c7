/** Tests of records as bytes, and of the stacks of threads. */
@NullMarked
package dev.penstock.pool.instrument;

import org.jspecify.annotations.NullMarked;
