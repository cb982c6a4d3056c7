/**
 * Explains a pool: why a claim failed, which claims hold slots, and which of them leak.
 *
 * <p>The facade in {@code dev.penstock.pool} may call it.
 */
@NullMarked
package dev.penstock.pool.diagnosis;

import org.jspecify.annotations.NullMarked;
