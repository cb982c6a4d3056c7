/**
 * The search for lints: a look at the claims in flight once a second, and a comparison of counters every five seconds.
 * The pool's root package makes the engine; lints and their states are API, in {@code pool.lints}.
 */
@NullMarked
package dev.penstock.pool.linting;

import org.jspecify.annotations.NullMarked;
