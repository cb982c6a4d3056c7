/**
 * Blocking chains: from a claim that waits, through slots, calls and sessions of the server, to the root of the wait.
 * The values are API; {@code pool.blocking} finds them.
 */
@NullMarked
package dev.penstock.pool.chains;

import org.jspecify.annotations.NullMarked;
