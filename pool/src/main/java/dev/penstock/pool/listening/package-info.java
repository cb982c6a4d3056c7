/** The listeners of a pool: how news reach them, and what a slow or failing one may cost. */
@NullMarked
package dev.penstock.pool.listening;

import org.jspecify.annotations.NullMarked;
