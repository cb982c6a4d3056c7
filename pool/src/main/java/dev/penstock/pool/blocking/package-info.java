/** Finds the blocking chains of a pool, asks servers for their part of them, and keeps them. */
@NullMarked
package dev.penstock.pool.blocking;

import org.jspecify.annotations.NullMarked;
