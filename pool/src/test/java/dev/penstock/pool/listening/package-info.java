/** Listeners that are slow, hang and throw. */
@NullMarked
package dev.penstock.pool.listening;

import org.jspecify.annotations.NullMarked;
