/**
 * The records of a pool as tables, in one versioned format, for consoles in the same process or another one. The
 * catalogue of tables says what each column means. Everything here reads, and changes nothing in the pool.
 */
@NullMarked
package dev.penstock.pool.instrument;

import org.jspecify.annotations.NullMarked;
