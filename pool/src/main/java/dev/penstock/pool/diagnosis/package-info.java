/**
 * Explains a pool: why a claim failed, who holds what, and which claims leak.
 *
 * <p>The facade in {@code dev.penstock.pool} may call it.
 */
@NullMarked
package dev.penstock.pool.diagnosis;

import org.jspecify.annotations.NullMarked;
