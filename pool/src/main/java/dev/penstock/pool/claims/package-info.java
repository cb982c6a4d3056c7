/**
 * The path of a claim: the queue, its waiters, barging, deadlines and the return of a slot.
 *
 * <p>{@code Claims} is the entry point. The facade in {@code dev.penstock.pool} and {@code pool.diagnosis} may call
 * this package.
 */
@NullMarked
package dev.penstock.pool.claims;

import org.jspecify.annotations.NullMarked;
