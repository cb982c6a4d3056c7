/** Traces of claims: every event of the claims of one piece of work, on request. Applications read these values. */
@NullMarked
package dev.penstock.pool.traces;

import org.jspecify.annotations.NullMarked;
