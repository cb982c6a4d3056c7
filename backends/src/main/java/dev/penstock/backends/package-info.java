/**
 * One set of slots per backend, and who tends them: {@link dev.penstock.backends.Backends} is the way in.
 *
 * <p>The claim path is {@link dev.penstock.backends.RoutingTable} → {@link dev.penstock.backends.SlotSet} →
 * {@link dev.penstock.backends.Slot}: reads and one compare-and-set, no lock, no other thread. Everything else goes as
 * messages to a backend's status task, which decides under the lock of its slot set and acts outside it.
 *
 * <p><b>Lock order:</b> {@code Backends} before {@code SlotSetStateMachine}; nothing is called out to while either is held.
 */
@NullMarked
package dev.penstock.backends;

import org.jspecify.annotations.NullMarked;
