/**
 * The virtual machine of the simulation: virtual time, events, fibers in place of threads, and executors and timers
 * whose threads can be starved. It knows nothing of pools and servers.
 *
 * <p>A {@link dev.penstock.chaos.simulation.kernel.Kernel} runs events in the order of their time, one at a time. Only
 * the package {@code simulation} may call this package.
 */
@NullMarked
package dev.penstock.chaos.simulation.kernel;

import org.jspecify.annotations.NullMarked;
