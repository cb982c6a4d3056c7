/** Tests of what a trace keeps. */
@NullMarked
package dev.penstock.pool.tracing;

import org.jspecify.annotations.NullMarked;
