/**
 * The seeded simulation: a whole pool, its claimants, servers and resolver on one thread at a time, in virtual time.
 *
 * <p>A {@link dev.penstock.chaos.simulation.Kernel} runs events in the order of their time; whatever chance decides
 * comes from the seed, so that a seed is a history. What blocks in the pool's code blocks a {@link
 * dev.penstock.chaos.simulation.Fiber}, and the next event goes on elsewhere.
 */
@NullMarked
package dev.penstock.chaos.simulation;

import org.jspecify.annotations.NullMarked;
