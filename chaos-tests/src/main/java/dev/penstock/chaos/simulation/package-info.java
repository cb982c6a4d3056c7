/**
 * The seeded simulation: a whole pool with its claimants, servers and resolver, on one thread at a time, in virtual
 * time.
 *
 * <p>The package {@code kernel} is the virtual machine: a kernel runs events in the order of their time. All random
 * choices come from the seed, so that a seed determines a history. Blocking code of the pool blocks a fiber, and
 * another fiber runs the next event.
 */
@NullMarked
package dev.penstock.chaos.simulation;

import org.jspecify.annotations.NullMarked;
