/**
 * Deadlocks that claims make with each other: threads that hold every slot, and each waits for another, or for a lock
 * of such a thread. The pool breaks such a deadlock. The exception and the value are API; {@code pool.claims} finds the
 * deadlock.
 */
@NullMarked
package dev.penstock.pool.deadlocks;

import org.jspecify.annotations.NullMarked;
