/** Records the events of traced claims, and passes slow and failed claims to a tracing library. */
@NullMarked
package dev.penstock.pool.tracing;

import org.jspecify.annotations.NullMarked;
